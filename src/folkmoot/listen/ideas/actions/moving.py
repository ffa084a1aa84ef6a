"""From stage to stage: by hand, many at once, or by the campaign's rules; and reminding of deadlines."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, queries
from ..models import Idea
from ..refusals import NeedsAnAnswer, NoSuchStep, TooMany
from .holding import check_words, enter, hold_to_decide, save, tell

MANY = 200
REMIND_DAYS = 3


@transaction.atomic
def move(*, viewer: Viewer, item_id: int, stage: str, words: str = "", at: datetime) -> Idea:
    """This will bring an open idea into another open stage. Raises NotAllowed, NoSuchStep, NeedsAnAnswer."""
    held = hold_to_decide(viewer, item_id)
    machine = held.machine
    target = next((each for each in machine.stages if each.key == stage), None)
    if target is None or target.key not in machine.stage(held.idea.stage).next:
        raise NoSuchStep
    if target.phase not in logic.OPEN_PHASES or held.idea.closed_at is not None:
        raise NeedsAnAnswer
    before = held.idea.phase
    enter(held.idea, target, at, by=held.signature, words=check_words(words, most=300))
    tell(
        "ideas.idea.moved", held, at, person=held.item.author_id,
        **{"from": before, "to": target.phase, "stage": target.label, "by_rule": False},
    )  # fmt: skip
    return held.idea


def move_many(
    *, viewer: Viewer, item_ids: Sequence[int], stage: str, words: str = "", at: datetime
) -> tuple[list[int], dict[int, str]]:
    """This will move each of many ideas, each by itself; returns those moved, and why the others were not."""
    if len(item_ids) > MANY:
        raise TooMany
    moved, refused = [], {}
    for item_id in dict.fromkeys(item_ids):
        try:
            move(viewer=viewer, item_id=item_id, stage=stage, words=words, at=at)
            moved.append(item_id)
        except Refused as reason:
            refused[item_id] = str(reason.message)
        except Item.DoesNotExist:
            continue
    return moved, refused


@transaction.atomic
def shortlist(*, viewer: Viewer, item_id: int, is_on: bool, at: datetime) -> Idea:
    """This will put an idea on the shortlist of those who decide, or take it off. Raises NotAllowed."""
    held = hold_to_decide(viewer, item_id)
    if held.idea.is_shortlisted != is_on:
        save(held, is_shortlisted=is_on)
        if is_on:
            tell("ideas.idea.shortlisted", held, at, person=held.item.author_id)
    return held.idea


@transaction.atomic
def keep_up(*, item_ids: Sequence[int], at: datetime) -> list[int]:
    """This will bring the numbers that lists are sorted by up to date, and ideas on whose stage's rule now holds.

    Harmless to repeat. Returns the ideas that moved.
    """
    items = Item.objects.select_for_update(no_key=True).filter(id__in=item_ids, kind="idea").order_by("id")
    by_id = {item.id: item for item in items}
    moved = []
    for idea in Idea.objects.filter(pk__in=by_id).select_related("campaign").order_by("pk"):
        item = by_id[idea.pk]
        hot = logic.heat(item.score, item.reply_count, idea.submitted_at)
        Idea.objects.filter(pk=idea.pk).exclude(heat=hot, wanted=item.score, discussed=item.reply_count).update(
            heat=hot, wanted=item.score, discussed=item.reply_count
        )
        if item.is_published and _go_on(idea, item, at):
            moved.append(idea.pk)
    return moved


def _go_on(idea: Idea, item: Item, at: datetime) -> bool:
    """At most as many steps as there are stages, so that rules in a circle come to rest."""
    machine = queries.machine_of(idea.campaign)
    has_moved = False
    for _step in machine.stages:
        stage = machine.stage(idea.stage)
        if idea.closed_at is not None or stage.rule is None:
            break
        votes = queries.tally_for_system(item)
        facts = {
            "votes": votes.ups, "score": votes.ups - votes.downs, "comments": item.reply_count,
            "evaluations": idea.evaluation_count, "days": (at - idea.stage_at) / timedelta(days=1),
        } | ({"rating": idea.rating / 100} if idea.rating is not None else {})  # fmt: skip
        if not logic.holds(stage.rule, facts):
            break
        target = machine.stage(stage.rule_to)
        enter(idea, target, at, by_rule=True)
        outbox.record(
            "ideas.idea.moved", at=at, item=item.id, root=item.id, person=item.author_id, space=item.space_id,
            data={
                "campaign": idea.campaign_id, "from": stage.phase, "to": target.phase, "stage": target.label,
                "by_rule": True,
            },
        )  # fmt: skip
        has_moved = True
    return has_moved


def go_on_with_time(*, at: datetime) -> int:
    """This will look at every open idea whose rule may hold because days have passed; returns how many moved."""
    waiting = Idea.objects.filter(
        closed_at__isnull=True, item__state="published", stage_at__lt=at - timedelta(days=1)
    )
    moved = 0
    last = 0
    while ids := list(waiting.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:500]):
        moved += len(keep_up(item_ids=ids, at=at))
        last = ids[-1]
    return moved


@transaction.atomic
def remind(*, at: datetime) -> int:
    """This will log deadlines that are near and answers that are overdue, once each, so that those who decide hear
    of them; returns how many."""
    soon = (at + timedelta(days=REMIND_DAYS)).date()
    told = 0
    open_ones = Idea.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("item")
    open_ones = open_ones.filter(closed_at__isnull=True, item__state="published")
    for idea in open_ones.filter(stage_due_on__lte=soon, stage_told_at__isnull=True)[:500]:
        due = idea.stage_due_on.isoformat() if idea.stage_due_on else ""
        _remind("ideas.stage.due", idea, at, due_at=due, stage=idea.stage)
        Idea.objects.filter(pk=idea.pk).update(stage_told_at=at)
        told += 1
    for idea in open_ones.filter(answer_due_at__lt=at, overdue_told_at__isnull=True)[:500]:
        _remind("ideas.answer.overdue", idea, at, days=(at - idea.submitted_at).days)
        Idea.objects.filter(pk=idea.pk).update(overdue_told_at=at)
        told += 1
    return told


def _remind(name: str, idea: Idea, at: datetime, **data: object) -> None:
    outbox.record(
        name, at=at, item=idea.pk, root=idea.pk, space=idea.item.space_id,
        data={"campaign": idea.campaign_id, **data},
    )  # fmt: skip
