"""Awards: the list, one round with its names, proposing, and what those who keep them do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.ballots import queries as ballots
from folkmoot.commons.content import item_pages
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.views.acting import showing, take_post

from .. import actions, policy, queries
from ..actions import Prize
from ..forms import AwardForm, NominateForm, RoundForm
from ..keepers import is_keeper
from ..models import Nomination, Round
from ..models.awards import MOST_REASON, MOST_WHY_NOT, MOST_WORDS
from ..refusals import Refused
from .common import for_colleagues, for_keepers

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_colleagues
def awards(request: HttpRequest) -> HttpResponse:
    running, past, named = queries.awards_page(request.viewer)
    context = {"running": running, "past": past, "awards": named, "keeps": is_keeper(request.viewer)}
    return render(request, "recognition/awards.html", context)


@require_safe
@showing
def award(request: HttpRequest, item_id: int) -> HttpResponse:
    """The announcement of a decision, with what people say to it."""
    item = contents.visible_item(request.viewer, item_id, kind="award")
    context = item_pages.page_of_item(request, item)
    context["may_take_part"] = policy.may_take_part(request.viewer)
    return render(request, "recognition/award.html", context)


@require_safe
@for_colleagues
def round_(request: HttpRequest, pk: int) -> HttpResponse:
    return _round_page(request, queries.visible_round(request.viewer, pk))


def _round_page(request: HttpRequest, shown: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    page = queries.round_page(request.viewer, shown)
    context: dict[str, Any] = {
        "page": page, "round": shown, "stages": _stages(shown), "most_words": MOST_WORDS,
        "most_why_not": MOST_WHY_NOT, "most_reason": MOST_REASON, **more,
    }  # fmt: skip
    if shown.ballot is not None:
        context["ballot"] = ballots.view_of(request.viewer, shown.ballot, at=now())
        context["outcome"] = ballots.outcome_of(request.viewer, shown.ballot)
        if page.keeps and shown.state == "counted":
            won, tied = ballots.winners_for_system(shown.ballot)
            context["won"] = {option.key for option in won}
            context["tied"] = {option.key for option in tied}
            each = (shown.budget - shown.spent) // max(1, shown.seats)
            context["rows"] = [_decide_row(line, context["won"], each, more.get("sent")) for line in page.listed]
    return render(request, "recognition/round.html", context, status=status)


def _decide_row(line: Any, won: set[int], points: int, sent: Any) -> dict[str, Any]:
    """One name in the form that decides: as the vote was, or as it was sent when something was wrong with it."""
    row = {"line": line, "wins": line.nomination.id in won, "points": points, "words": ""}
    if sent is not None:
        row["wins"] = bool(sent.get(f"wins-{line.key}"))
        row |= {name: sent.get(f"{name}-{line.key}", "") for name in ("points", "words")}
    return row


def _stages(shown: Round) -> list[dict[str, Any]]:
    names = (
        ("nominating", _("Propose")), ("checking", _("Check")), ("voting", _("Vote")), ("counted", _("Decide")),
        ("decided", _("Announced")),
    )  # fmt: skip
    order = [name for name, _label in names]
    at = order.index(shown.state) if shown.state in order else -1
    return [
        {"label": label, "is_done": at > place or shown.state == "decided", "is_current": at == place}
        for place, (_name, label) in enumerate(names)
    ]


@READ_OR_SEND
@for_colleagues
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.visible_round(request.viewer, pk)
    form = NominateForm(
        request.POST or None, viewer=request.viewer, initial={"nominee": request.GET.get("who", "")[:40]}
    )
    if request.method == "POST":
        take_post(request)
        if form.is_valid():
            [person] = form.cleaned_data["nominee"]
            try:
                actions.nominate(
                    viewer=request.viewer, round_id=pk, nominee_id=person.pk, reason=form.cleaned_data["reason"],
                    at=now(),
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                toast(request, _("Proposed. %(name)s is told, and can decline.") % {"name": person.name})
                return redirect("recognition:round", pk=pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "recognition/nominate.html", {"form": form, "round": shown}, status=status)


def _deed(request: HttpRequest, pk: int, deed: Any, done: str) -> HttpResponse:
    """A button on a nomination: back to its round with a word about what happened."""
    found = Nomination.objects.get(pk=pk)
    queries.visible_round(request.viewer, found.round_id)
    try:
        deed()
    except Refused as refused:
        shown, typed = queries.visible_round(request.viewer, found.round_id), {**request.POST.dict(), "pk": pk}
        return _round_page(request, shown, status=422, problem=refused.message, typed=typed)
    toast(request, done)
    return redirect("recognition:round", pk=found.round_id)


@require_POST
@for_colleagues
def second(request: HttpRequest, pk: int) -> HttpResponse:
    take_post(request)
    words = request.POST.get("words", "")
    return _deed(
        request, pk, lambda: actions.second(viewer=request.viewer, nomination_id=pk, words=words, at=now()),
        _("Your word is with it."),
    )  # fmt: skip


@require_POST
@for_colleagues
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    accepts = request.POST.get("accepts") == "1"
    return _deed(
        request, pk,
        lambda: actions.answer_nomination(viewer=request.viewer, nomination_id=pk, accepts=accepts, at=now()),
        _("You stand for election.") if accepts else _("You are off the list."),
    )  # fmt: skip


@require_POST
@for_keepers
def rule_out(request: HttpRequest, pk: int) -> HttpResponse:
    why = request.POST.get("why", "")
    return _deed(
        request, pk, lambda: actions.rule_out(viewer=request.viewer, nomination_id=pk, why=why, at=now()), _("Kept.")
    )


@READ_OR_SEND
@for_keepers
def new_award(request: HttpRequest) -> HttpResponse:
    form = AwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_award(viewer=request.viewer, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            return redirect("recognition:new_round")
    context = {"form": form, "heading": _("A new award"), "save": _("Keep it and open a round")}
    return render(request, "recognition/form.html", context, status=422 if request.method == "POST" else 200)


@READ_OR_SEND
@for_keepers
def new_round(request: HttpRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, viewer=request.viewer)
    if not form.fields["award"].choices:
        return redirect("recognition:new_award")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(viewer=request.viewer, at=now(), **form.fields_of_round())
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("The round is open: everybody can propose somebody now."))
            return redirect("recognition:round", pk=made.id)
    context = {"form": form, "heading": _("A new round"), "save": _("Open it")}
    return render(request, "recognition/form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@for_keepers
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of a round: end proposals, hold the vote, vote again, or call it off."""
    viewer, at, step = request.viewer, now(), request.POST.get("step", "")
    shown, why = queries.visible_round(viewer, pk), request.POST.get("why", "")
    try:
        if step == "check":
            actions.end_nominations(viewer=viewer, round_id=pk, at=at)
        elif step == "vote":
            actions.hold_vote(viewer=viewer, round_id=pk, at=at)
            toast(request, _("The vote is open. Everybody on the roll is asked."))
        elif step == "again":
            actions.vote_again(viewer=viewer, round_id=pk, at=at)
        elif step == "cancel":
            actions.cancel_round(viewer=viewer, round_id=pk, why=why, at=at)
    except Refused as refused:
        return _round_page(request, shown, status=422, problem=refused.message, why=why)
    return redirect("recognition:round", pk=pk)


@require_POST
@for_keepers
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.visible_round(request.viewer, pk)
    prizes = {}
    for line in queries.round_page(request.viewer, shown).lines:
        key = to_text(line.nomination.id)
        if request.POST.get(f"wins-{key}"):
            points = request.POST.get(f"points-{key}", "0").strip() or "0"
            number = int(points) if points.isdecimal() and len(points) < 8 else -1
            prizes[line.nomination.id] = Prize(request.POST.get(f"words-{key}", ""), number)
    try:
        actions.decide(
            viewer=request.viewer, round_id=pk, prizes=prizes, reason=request.POST.get("reason", ""), at=now()
        )
    except Refused as refused:
        return _round_page(request, shown, status=422, problem=refused.message, sent=request.POST)
    toast(request, _("Decided and announced."))
    return redirect("recognition:round", pk=pk)
