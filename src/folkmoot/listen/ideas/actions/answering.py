"""What the organisation says to an idea, always with its reason: accepted, declined, merged; and that it is real."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import Answer, CoAuthor, Idea, Member, Ownership, Position
from ..refusals import AlreadyAnswered, NoSuchStep, OtherCampaign
from .holding import (
    Held,
    check_money,
    check_words,
    co_author_ids,
    enter,
    hold,
    hold_to_decide,
    html_of,
    is_author,
    tell,
)
from .owning import offer
from .writing import ANSWER_DAYS

MOST_REASON = 6000


@transaction.atomic
def accept(
    *, viewer: Viewer, item_id: int, reason: str, cost: Decimal | None = None, period: str = "", at: datetime
) -> Answer:
    """This will officially accept an idea; its author is offered to own it, unless they speak under an alias.

    Raises NotAllowed, AlreadyAnswered, SayWhy, NoSuchStep.
    """
    held, answer = _answer(viewer, item_id, "accepted", reason, cost, period, at)
    tell(
        "ideas.idea.accepted", held, at, person=held.item.author_id, answer=answer.pk,
        co_authors=co_author_ids(held.idea), owner=held.idea.owner_id,
    )  # fmt: skip
    if held.idea.owner_id is None and held.item.author_id is not None:
        offer(held, held.item.author_id, "", at)
    return answer


@transaction.atomic
def decline(
    *, viewer: Viewer, item_id: int, reason: str, cost: Decimal | None = None, period: str = "",
    takes_back: bool = False, at: datetime,
) -> Answer:  # fmt: skip
    """This will officially decline an idea; with `takes_back` one that was accepted and cannot be done after all.

    Who does not know that somebody has accepted it meanwhile takes nothing back. Raises NotAllowed, AlreadyAnswered,
    SayWhy, NoSuchStep.
    """
    held, answer = _answer(viewer, item_id, "declined", reason, cost, period, at, takes_back=takes_back)
    tell(
        "ideas.idea.declined", held, at, person=held.item.author_id, answer=answer.pk,
        co_authors=co_author_ids(held.idea),
    )  # fmt: skip
    return answer


def _answer(
    viewer: Viewer, item_id: int, outcome: str, reason: str, cost: Decimal | None, period: str, at: datetime,
    *, takes_back: bool = False,
) -> tuple[Held, Answer]:  # fmt: skip
    held = hold_to_decide(viewer, item_id)
    phase = "develop" if outcome == "accepted" else "declined"
    if held.idea.closed_at is not None and not (takes_back and held.idea.phase == "develop"):
        raise AlreadyAnswered
    reason = check_words(reason, least=logic.MIN_REASON, most=MOST_REASON)
    stage = _end(held, phase)
    Answer.objects.filter(idea=held.idea, withdrawn_at__isnull=True).update(withdrawn_at=at)
    answer = Answer.objects.create(
        idea=held.idea, outcome=outcome, reason=reason, html=html_of(reason), cost=check_money(cost),
        period=check_words(period, most=80), by_id=held.signature, at=at,
    )  # fmt: skip
    enter(held.idea, stage, at, by=held.signature, closed_at=at)
    audit.note(f"ideas.answer.{outcome}", at=at, actor=held.signature, subject=held.item.author_id, item=item_id)
    return held, answer


def _end(held: Held, phase: str) -> logic.Stage:
    machine = held.machine
    for key in machine.stage(held.idea.stage).next:
        if machine.stage(key).phase == phase:
            return machine.stage(key)
    raise NoSuchStep


@transaction.atomic
def merge(*, viewer: Viewer, item_id: int, into_id: int, reason: str = "", at: datetime) -> Answer:
    """This will make an idea part of another one of its campaign, and answer it with that.

    Votes, followers and bookmarks go along, its co-authors are co-authors there, and its author is asked to be one;
    its text, comments and authorship stay on its page. Raises NotAllowed, AlreadyAnswered, OtherCampaign, WrongState.
    """
    pair = Item.objects.select_for_update(no_key=True).filter(id__in=[item_id, into_id], kind="idea")
    list(pair.order_by("id"))
    held, into = hold_to_decide(viewer, item_id), hold(viewer, into_id)
    if held.idea.closed_at is not None or into.idea.phase in ("declined", "merged"):
        raise AlreadyAnswered
    if held.idea.campaign_id != into.idea.campaign_id:
        raise OtherCampaign
    reason = check_words(reason, most=MOST_REASON) or _("It says the same as “%(title)s”, and counts there.") % {
        "title": into.item.title
    }
    content.merge(viewer=viewer, item_id=item_id, into_id=into_id, at=at)
    answer = Answer.objects.create(
        idea=held.idea, outcome="merged", reason=reason, html=html_of(reason), into=into.idea, by_id=held.signature,
        at=at,
    )  # fmt: skip
    stage = logic.Stage("merged", str(_("Merged")), "merged")
    enter(held.idea, stage, at, by=held.signature, closed_at=at, wanted=0, heat=0)
    co_authors = co_author_ids(held.idea)
    _carry_over_authors(held, into, co_authors, at)
    Position.objects.filter(idea=held.idea).update(is_open=False)
    audit.note("ideas.answer.merged", at=at, actor=held.signature, subject=held.item.author_id, item=item_id)
    _tell_merged(held, into, co_authors, at)
    return answer


def _carry_over_authors(held: Held, into: Held, co_authors: list[int], at: datetime) -> None:
    """Who agreed to be named is named there too; who wrote it alone is asked first."""
    people = [(person_id, "joined") for person_id in co_authors]
    if held.item.author_id is not None:
        people.append((held.item.author_id, "asked"))
    for person_id, state in people:
        if not is_author(into.item, person_id):
            CoAuthor.objects.get_or_create(
                idea=into.idea, person_id=person_id,
                defaults={"state": state, "by_id": held.signature, "came_from": held.idea, "at": at},
            )  # fmt: skip


def _tell_merged(held: Held, into: Held, co_authors: list[int], at: datetime) -> None:
    is_alias = held.standing.is_author and held.item.alias_id is not None
    outbox.record(
        "ideas.idea.merged", at=at, actor=None if is_alias else held.viewer.person_id,
        alias=held.item.alias_id if is_alias else None, item=held.item.id, root=into.item.id,
        person=held.item.author_id, space=held.item.space_id,
        data={
            "campaign": held.idea.campaign_id, "from": held.item.id, "to": into.item.id, "co_authors": co_authors,
        },
    )  # fmt: skip


@transaction.atomic
def reopen(*, viewer: Viewer, item_id: int, words: str, at: datetime) -> Idea:
    """This will take an answer back; the idea is open again, and its clock begins anew. A merger stays.

    Raises NotAllowed, NoSuchStep, SayWhy.
    """
    held = hold_to_decide(viewer, item_id)
    words = check_words(words, least=logic.MIN_REASON, most=300)
    machine = held.machine
    ways = [machine.stage(key) for key in machine.stage(held.idea.stage).next]
    stage = next((each for each in reversed(ways) if each.phase in logic.OPEN_PHASES), None)
    if held.idea.phase not in ("declined", "develop") or stage is None:
        raise NoSuchStep
    answer = Answer.objects.filter(idea=held.idea, withdrawn_at__isnull=True).first()
    Answer.objects.filter(idea=held.idea, withdrawn_at__isnull=True).update(withdrawn_at=at)
    days = held.campaign.answer_days if held.campaign is not None else ANSWER_DAYS
    enter(
        held.idea, stage, at, by=held.signature, words=words, closed_at=None,
        answer_due_at=at + timedelta(days=days), overdue_told_at=None,
    )  # fmt: skip
    tell("ideas.idea.reopened", held, at, person=held.item.author_id, answer=answer.pk if answer else None)
    return held.idea


@transaction.atomic
def implement(*, viewer: Viewer, item_id: int, result: str, cost: Decimal | None = None, at: datetime) -> Idea:
    """This will say that an idea has become real: what came of it, and what it cost. By its owner or who decides.

    Raises NotAllowed, NoSuchStep, SayWhy.
    """
    held = hold(viewer, item_id)
    if not policy.may_lead(held.standing):
        raise NotAllowed
    if held.idea.phase != "develop":
        raise NoSuchStep
    result = check_words(result, least=logic.MIN_REASON, most=4000)
    stage = _end(held, "done")
    enter(
        held.idea, stage, at, by=held.signature, result=result, cost=check_money(cost), done_at=at, progress=100,
        progress_at=at,
    )  # fmt: skip
    team = Member.objects.filter(idea=held.idea, person__isnull=False).order_by("id")
    tell(
        "ideas.idea.implemented", held, at, person=held.item.author_id, co_authors=co_author_ids(held.idea),
        owner=held.idea.owner_id, team=list(team.values_list("person_id", flat=True)),
    )  # fmt: skip
    Ownership.objects.filter(idea=held.idea, state="offered").update(state="ended", ended_at=at)
    Position.objects.filter(idea=held.idea).update(is_open=False)
    return held.idea
