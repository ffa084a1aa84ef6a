"""My network, what I choose, and who looked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, drawing_own, purposes, queries
from .frame import tabs, waiting


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    found = queries.mine(request.viewer)
    context = {
        "mine": found, "tabs": tabs(request, "network:mine"), "course": drawing_own.course(found.course),
        "outside": None if found.outside is None else round(100 * found.outside),
        "waiting": waiting() if found.snapshot is None else None, "is_taken_in": queries.is_taken_in(request.viewer),
    }  # fmt: skip
    return render(request, "network/mine.html", context)


@require_POST
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """All three switches at once, as the form shows them."""
    left_out = request.POST.get("left_out") == "on"
    actions.set_switches(
        viewer=request.viewer, publish=request.POST.get("publish") == "on",
        advocacy=request.POST.get("advocacy") == "on", left_out=left_out, at=now(),
    )  # fmt: skip
    if left_out:
        messages.success(request, _("You are in no network any more, and what was known of you is deleted."))
    else:
        messages.success(request, _("Your choice is kept."))
    return redirect("network:mine")


@require_safe
@login_required
def looks(request: HttpRequest) -> HttpResponse:
    rows = [
        {"who": each.who, "purpose": purposes.title_of(each.purpose), "last_at": each.last_at, "count": each.count}
        for each in queries.looks_at_me(request.viewer)
    ]
    return render(request, "network/looks.html", {"rows": rows, "tabs": tabs(request, "network:mine")})
