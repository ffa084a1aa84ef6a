from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.base.web.caching import kept_for_guests

from .. import actions, panels, policy, queries
from ..forms import AskForm, LeaveForm
from ..models import Departure, Space
from ..problems import NotYours, Refused, WordsAreTooLong
from .lookup import head, sign_in_first, space_or_404


@require_safe
@kept_for_guests
def space(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, space_or_404(request, slug), AskForm())


def _page(request: HttpRequest, found: Space, form: AskForm, *, status: int = 200) -> HttpResponse:
    context = head(request, found, "spaces:space")
    if context["may_read"]:
        context["panels"] = panels.panels_of(request, found, "main")
    else:
        context["ask_form"] = form
    return render(request, "spaces/space.html", context, status=status)


@require_safe
@kept_for_guests
def about(request: HttpRequest, slug: str) -> HttpResponse:
    found = space_or_404(request, slug)
    context = {"team": queries.team(request.viewer, found), **head(request, found, "spaces:about")}
    return render(request, "spaces/about.html", context)


@require_POST
def join(request: HttpRequest, slug: str) -> HttpResponse:
    if (away := sign_in_first(request)) is not None:
        return away
    found = space_or_404(request, slug)
    try:
        place = actions.join(actor=request.viewer, space=found, note=request.POST.get("note", ""), at=now())
    except WordsAreTooLong as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, AskForm(request.POST), status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if place.is_asked:
            messages.success(request, _("Your request was sent. You hear from us when somebody has answered it."))
        else:
            messages.success(request, _("Welcome to %(space)s!") % {"space": found.name})
    return _back(request, slug)


@require_POST
@login_required
def withdraw_request(request: HttpRequest, slug: str) -> HttpResponse:
    actions.withdraw_request(actor=request.viewer, space=space_or_404(request, slug), at=now())
    return _back(request, slug)


@require_POST
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    if (away := sign_in_first(request)) is not None:
        return away
    found = space_or_404(request, slug)
    verb = actions.unfollow if request.POST.get("stop") else actions.follow
    verb(actor=request.viewer, space=found, at=now())
    return _back(request, slug)


def leave(request: HttpRequest, slug: str) -> HttpResponse:
    found = space_or_404(request, slug)
    if not policy.is_member(request.viewer, found):
        raise NotYours
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(actor=request.viewer, space=found, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("You have left %(space)s.") % {"space": found.name})
            return redirect("spaces:directory")
    context = {"form": form, "reasons": Departure.Reason.choices, **head(request, found)}
    return render(request, "spaces/leave.html", context, status=422 if form.errors else 200)


def _back(request: HttpRequest, slug: str) -> HttpResponse:
    """To the list, when one came from there, else to the space's page."""
    if request.POST.get("from") == "list":
        return redirect("spaces:directory")
    return redirect("spaces:space", slug)
