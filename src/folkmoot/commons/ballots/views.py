"""The pages of a ballot: what is asked, voting, the receipt, the result and its proofs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content.views.acting import signed_in
from folkmoot.commons.people.queries import person_named, visible_person

from . import actions, drawing, queries
from .forms import PaperForm, ReceiptForm
from .models import Ballot
from .refusals import Refused


def _of_ballot(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For somebody signed in, with a ballot they may see; anything else is not found. Nothing of it is kept."""

    @wraps(view)
    @signed_in
    def show(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return view(request, queries.visible_ballot(request.viewer, pk))
        except Ballot.DoesNotExist:
            raise Http404 from None

    return never_cache(show)


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    at = queries.moment()
    lines = queries.open_for(request.viewer, at=at)
    context = {
        "waiting": [line for line in lines if not line.has_voted],
        "voted": [line for line in lines if line.has_voted],
        "past": queries.past_for(request.viewer, at=at),
    }
    return render(request, "ballots/overview.html", context)


@require_safe
@_of_ballot
def ballot(request: HttpRequest, asked: Ballot) -> HttpResponse:
    return _page(request, asked)


def _page(request: HttpRequest, asked: Ballot, *, status: int = 200, **more: Any) -> HttpResponse:
    viewer = request.viewer
    view = queries.view_of(viewer, asked, at=queries.moment())
    outcome = queries.outcome_of(viewer, asked)
    if "form" not in more and (view.may_vote or view.may_change):
        more["form"] = PaperForm(ballot=asked, options=view.options)
    proxies = [
        (who, done, PaperForm(ballot=asked, options=view.options, auto_id=f"for-{who.username}-%s"))
        for who, done in view.votes_for
    ]
    context = {
        "view": view,
        "ballot": asked,
        "outcome": outcome,
        "drawn": drawing.draw(outcome) if outcome is not None and outcome.shows_counts else None,
        "voters": queries.voters_of(viewer, asked),
        "terms": drawing.rules_in_words(asked, view),
        "proxies": proxies,
        **more,
    }
    return render(request, "ballots/ballot.html", context, status=status)


def _form(request: HttpRequest, asked: Ballot) -> PaperForm:
    options = queries.view_of(request.viewer, asked, at=queries.moment()).options
    return PaperForm(request.POST, ballot=asked, options=options)


@sensitive_post_parameters()
@require_POST
@_of_ballot
def vote(request: HttpRequest, asked: Ballot) -> HttpResponse:
    """The receipt stands in the answer to this very request: it must not travel through a session or an address."""
    form = _form(request, asked)
    if form.is_valid():
        try:
            code = actions.cast(
                viewer=request.viewer, ballot_id=asked.id, choices=form.choices(), at=queries.moment(),
                for_person_id=_person(request.viewer, request.POST.get("for", "")[:60]),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            return render(request, "ballots/voted.html", {"ballot": asked, "code": code})
    return _page(request, asked, status=422, form=form)


@sensitive_post_parameters()
@require_POST
@_of_ballot
def change(request: HttpRequest, asked: Ballot) -> HttpResponse:
    limits.take(f"receipt:{request.viewer.person_id}", per_minute=10, at=queries.moment())
    form = _form(request, asked)
    if form.is_valid():
        try:
            actions.change(
                viewer=request.viewer, ballot_id=asked.id, code=request.POST.get("code", "")[:60],
                choices=form.choices(), at=queries.moment(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Your vote has been changed. Your receipt stays the same."))
            return redirect("ballots:ballot", pk=asked.id)
    return _page(request, asked, status=422, form=form)


@require_POST
@_of_ballot
def delegate(request: HttpRequest, asked: Ballot) -> HttpResponse:
    viewer, name = request.viewer, request.POST.get("username", "").strip()[:80]
    try:
        if request.POST.get("back"):
            actions.take_back_delegation(viewer=viewer, ballot_id=asked.id, at=queries.moment())
            toast(request, _("Your vote is yours again."))
        else:
            person = person_named(viewer, name)
            if person is None:
                raise Refused(_("There is nobody of this name, or more than one. Please use the user name."))
            actions.delegate(viewer=viewer, ballot_id=asked.id, to_person_id=person.pk, at=queries.moment())
            toast(request, _("%(name)s may cast your vote now.") % {"name": person.name})
    except Refused as refused:
        return _page(request, asked, status=422, delegate_problem=refused.message, delegate_name=name)
    return redirect("ballots:ballot", pk=asked.id)


@sensitive_post_parameters()
@_of_ballot
def receipt(request: HttpRequest, asked: Ballot) -> HttpResponse:
    """Whether a receipt's paper was counted. The code comes by POST: addresses are written to logs."""
    found = None
    form = ReceiptForm(request.POST or None)
    if request.method == "POST":
        limits.take(f"receipt:{request.viewer.person_id}", per_minute=10, at=queries.moment())
        if form.is_valid():
            found = queries.is_counted(asked, form.cleaned_data["code"])
    return render(request, "ballots/receipt.html", {"ballot": asked, "found": found, "form": form})


@require_POST
@_of_ballot
def recount(request: HttpRequest, asked: Ballot) -> HttpResponse:
    outcome = queries.outcome_of(request.viewer, asked)
    if outcome is None or not outcome.shows_counts:
        raise Http404
    limits.take(f"recount:{request.viewer.person_id}", per_minute=4, at=queries.moment())
    is_same, _count = actions.recount(ballot_id=asked.id)
    if is_same:
        toast(request, _("Counted again just now from the stored papers: the result is the same."))
    else:
        toast(
            request, _("Counted again just now: the result is NOT what was announced. Please tell an administrator.")
        )
    return redirect("ballots:ballot", pk=asked.id)


@require_safe
@_of_ballot
def box_file(request: HttpRequest, asked: Ballot) -> HttpResponse:
    lines = queries.box_text(request.viewer, asked)
    if lines is None:
        raise Http404
    return StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")


def _person(viewer: Any, username: str) -> int | None:
    person = visible_person(viewer, username) if username else None
    return person.pk if person is not None else None
