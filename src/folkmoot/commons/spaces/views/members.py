from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, policy, queries
from ..models import Membership
from ..problems import NotYours, Refused
from .lookup import head, sign_in_first, space_or_404


@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    if (away := sign_in_first(request)) is not None:
        return away
    if not policy.may_see_members(request.viewer, space):
        raise Http404
    words = request.GET.get("q", "").strip()[:100]
    after = request.GET.get("after", "")[:200]
    context = {
        "words": words,
        "after": after,
        "listing": queries.members(request.viewer, space, words=words, after=after),
        "team": queries.team(request.viewer, space) if not (words or after) else [],
        "roles": Membership.Role.choices,
        **head(request, space, "spaces:members"),
    }
    return render(request, "spaces/members.html", context, part="rows")


@require_POST
@login_required
def change_role(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    space = space_or_404(request, slug)
    role = request.POST.get("role", "")
    try:
        if role == "remove":
            actions.remove_member(actor=request.viewer, space=space, person_id=person_id, at=now())
            messages.success(request, _("They are no longer a member."))
        elif role in Membership.Role.values:
            actions.change_role(actor=request.viewer, space=space, person_id=person_id, role=role, at=now())
            messages.success(request, _("Saved."))
    except Membership.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("spaces:members", slug)


@require_safe
def requests(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    if not policy.may_moderate(request.viewer, space):
        raise NotYours
    waiting = queries.requests(request.viewer, space)
    return render(request, "spaces/requests.html", {"waiting": waiting, **head(request, space)})


@require_POST
def answer_request(request: HttpRequest, slug: str, person_id: int) -> HttpResponse:
    space = space_or_404(request, slug)
    accept = request.POST.get("answer") == "accept"
    try:
        actions.answer_request(actor=request.viewer, space=space, person_id=person_id, accept=accept, at=now())
    except Membership.DoesNotExist:
        messages.info(request, _("Somebody has answered this request already."))
    return redirect("spaces:requests", slug)
