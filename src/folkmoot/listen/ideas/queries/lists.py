"""Lists of ideas: what cards say, filters and orders, the roadmap, results, and the clock on what waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.utils.text import slugify

from folkmoot.base.web.paging import MOST_COUNTED, Page, count_up_to, page_of
from folkmoot.commons.content import kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, ItemTag
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic
from ..models import Answer, Idea
from .standing import machine_of

SHOWN = ("all", "open", "develop", "done", "declined", "mine")
SORTS = {"trending": "heat", "recent": "submitted_at", "wanted": "wanted", "discussed": "discussed"}
CLOSED = ("develop", "done", "declined", "merged")


def ideas(
    viewer: Viewer, *, show: str = "all", tag: str = "", door: str = "", campaign_id: int | None = None,
    space_id: int | None = None, phase: str = "",
) -> QuerySet[Idea]:  # fmt: skip
    """The ideas a viewer may read; `show` is one of SHOWN. What was merged is found at what it was merged into."""
    items = visible_items(viewer).filter(kind="idea")
    if space_id is not None:
        items = items.filter(space_id=space_id)
    if tag:
        named = ItemTag.objects.filter(Q(tag__name__iexact=tag) | Q(tag__synonyms__name__iexact=tag))
        items = items.filter(id__in=named.values("item_id"))
    found = Idea.objects.filter(item__in=items)
    if door:
        found = found.filter(door=door)
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    if phase:
        return found.filter(phase=phase)
    if show == "open":
        return found.filter(closed_at__isnull=True)
    if show in CLOSED:
        return found.filter(phase=show)
    if show == "mine":
        if viewer.is_guest:
            return found.none()
        # Each of the three has an index; joined by OR they would have all ideas looked at.
        wrote = Item.objects.filter(author_id=viewer.person_id, kind="idea").values("pk")
        aliased = Item.objects.filter(alias_id__in=voices.my_alias_ids(viewer), kind="idea").values("pk")
        return found.filter(pk__in=wrote.union(aliased, Idea.objects.filter(owner_id=viewer.person_id).values("pk")))
    return found.exclude(phase="merged")


def idea_page(viewer: Viewer, *, sort: str = "trending", after: str = "", size: int = 30, **which: Any) -> Page:
    """One page of the items of `ideas(**which)`; `sort` is one of SORTS."""
    page = page_of(ideas(viewer, **which).select_related("item"), by=SORTS.get(sort, "heat"), after=after, size=size)
    return Page([each.item for each in page.rows], page.after)


def idea_counts(viewer: Viewer, **which: Any) -> dict[str, int]:
    """How many there are of each of SHOWN, up to a thousand; where there are so many, counted once for equals."""
    which.pop("show", None)

    def of_all() -> tuple[dict[str, int], int]:
        found = count_up_to({show: ideas(viewer, show=show, **which) for show in SHOWN if show != "mine"})
        return found, contents.MANY if max(found.values()) >= MOST_COUNTED else 0

    counts = contents.once_for_equals(viewer, ("ideas.counts", sorted(which.items())), of_all)
    mine = {} if viewer.is_guest else count_up_to({"mine": ideas(viewer, show="mine", **which)})
    return {show: count for show in SHOWN if (count := {**counts, **mine}.get(show)) is not None}


@dataclass(frozen=True, slots=True)
class Place:
    """A campaign as cards name it; only where every reader of the idea may read of the campaign too."""

    title: str
    url: str
    is_standing: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the card of an idea says besides its item's words. It holds for every reader: nothing here is for some."""

    phase: str
    stage: str
    door: str
    is_open: bool
    allows_down: bool
    votes_needed: int
    progress: int
    submitted_at: datetime
    answer_due_at: datetime
    place: Place | None
    owner: str
    outcome: str = ""


def facts_of(items: Sequence[Item]) -> dict[int, Facts]:
    """The facts of (visible) ideas, two queries."""
    by_id = {item.id: item for item in items}
    found = Idea.objects.filter(pk__in=by_id).select_related("campaign__item", "owner")
    outcomes = dict(
        Answer.objects.filter(idea_id__in=by_id, withdrawn_at__isnull=True).values_list("idea_id", "outcome")
    )
    return {idea.pk: _facts(by_id[idea.pk], idea, outcomes.get(idea.pk, "")) for idea in found}


def _facts(item: Item, idea: Idea, outcome: str) -> Facts:
    campaign = idea.campaign
    stage = machine_of(campaign).stage(idea.stage).label if idea.phase != "merged" else ""
    return Facts(
        phase=idea.phase, stage=stage, door=idea.door, is_open=idea.closed_at is None,
        allows_down=campaign.allows_down if campaign else False,
        votes_needed=campaign.votes_needed if campaign else 0, progress=idea.progress,
        submitted_at=idea.submitted_at, answer_due_at=idea.answer_due_at, place=_place(item, idea),
        owner=idea.owner.name if idea.owner else "", outcome=outcome,
    )  # fmt: skip


def _place(item: Item, idea: Idea) -> Place | None:
    campaign = idea.campaign
    if campaign is None:
        return None
    about = campaign.item
    is_narrower = about.audience > item.audience or (about.audience == 3 and about.space_id != item.space_id)
    if about.state != "published" or is_narrower:
        return None
    return Place(about.title, kinds.kind("idea_campaign").page_url(about), campaign.is_standing)


def url_words(title: str) -> str:
    return slugify(title)[:60] or "-"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the roadmap."""

    phase: str
    items: list[Item]
    count: int


def roadmap(viewer: Viewer, *, door: str = "", each: int = 12) -> list[Column]:
    """What is being weighed, made and done: the newest of each, and how many there are (up to a thousand)."""
    lists = {phase: ideas(viewer, phase=phase, door=door) for phase in ("discuss", "evaluate", "develop", "done")}
    counts = count_up_to(dict(lists))
    columns = []
    for phase, rows in lists.items():
        found = rows.select_related("item").order_by("-stage_at", "-pk")[:each]
        columns.append(Column(phase, [idea.item for idea in found], counts[phase]))
    return columns


@dataclass(frozen=True, slots=True)
class Results:
    """What became of ideas: how many came in, how they were answered, how long it took, what it cost."""

    brought: int
    accepted: int
    real: int
    declined: int
    merged: int
    waiting: int
    overdue: int
    days_to_answer: float | None
    days_to_real: float | None
    cost: Decimal
    people: int

    @property
    def answered_share(self) -> int:
        return logic.share_of(self.brought - self.waiting, self.brought)

    @property
    def real_share(self) -> int:
        return logic.share_of(self.real, self.brought)


def results(viewer: Viewer, *, door: str = "", campaign_id: int | None = None, at: datetime) -> Results:
    """The sums over ideas that the viewer may read, and over no others.

    Where there are many, they are summed up once in ten minutes for everybody who may read the same.
    """

    def sums() -> tuple[Results, int]:
        found = _sums(viewer, door, campaign_id, at)
        return found, found.brought

    return contents.once_for_equals(viewer, ("ideas.results", door, campaign_id), sums)


def _sums(viewer: Viewer, door: str, campaign_id: int | None, at: datetime) -> Results:
    found = ideas(viewer, door=door, campaign_id=campaign_id, show="every")
    # `show="every"` leaves merged ones out; they were brought and answered, so they are counted apart.
    merged = ideas(viewer, door=door, campaign_id=campaign_id, show="merged").count()
    sums = found.aggregate(
        brought=Count("pk"),
        accepted=Count("pk", filter=Q(phase__in=["develop", "done"])),
        real=Count("pk", filter=Q(phase="done")),
        declined=Count("pk", filter=Q(phase="declined")),
        waiting=Count("pk", filter=Q(closed_at__isnull=True)),
        overdue=Count("pk", filter=Q(closed_at__isnull=True, answer_due_at__lt=at)),
        to_answer=Avg(F("closed_at") - F("submitted_at"), filter=Q(closed_at__isnull=False)),
        to_real=Avg(F("done_at") - F("submitted_at"), filter=Q(done_at__isnull=False)),
        cost=Sum("cost", filter=Q(phase="done")),
        people=Count("item__author_id", distinct=True),
    )
    days = {name: sums[name] and sums[name].total_seconds() / 86400 for name in ("to_answer", "to_real")}
    return Results(
        brought=sums["brought"] + merged, accepted=sums["accepted"], real=sums["real"], declined=sums["declined"],
        merged=merged, waiting=sums["waiting"], overdue=sums["overdue"], days_to_answer=days["to_answer"],
        days_to_real=days["to_real"], cost=sums["cost"] or Decimal(0), people=sums["people"],
    )  # fmt: skip


def made_real(viewer: Viewer, *, door: str = "", after: str = "", size: int = 20) -> Page:
    """Ideas that became real, the latest first, with their owners."""
    found = ideas(viewer, show="done", door=door).filter(done_at__isnull=False).select_related("item", "owner")
    return page_of(found, by="done_at", after=after, size=size)


def waiting(viewer: Viewer, *, door: str = "", size: int = 50) -> list[Idea]:
    """Open ideas, those that have to be answered first before the others."""
    found = ideas(viewer, show="open", door=door).select_related("item", "campaign__item")
    return list(found.order_by("answer_due_at", "pk")[:size])


def export_rows(viewer: Viewer, campaign_id: int) -> Iterator[list[Any]]:
    """One row for each idea of a campaign that the viewer may read. What reviewers wrote is in none of them."""
    found = ideas(viewer, campaign_id=campaign_id, show="every") | ideas(
        viewer, campaign_id=campaign_id, show="merged"
    )
    answers = {
        answer.idea_id: answer
        for answer in Answer.objects.filter(idea__campaign_id=campaign_id, withdrawn_at__isnull=True)
    }
    rows = found.select_related("item__author", "item__alias", "owner", "campaign").order_by("submitted_at")
    for idea in rows.iterator(chunk_size=500):
        item, answer = idea.item, answers.get(idea.pk)
        by = item.author.name if item.author else item.alias.label if item.alias else ""
        yield [
            item.title, by, idea.submitted_at.date().isoformat(), machine_of(idea.campaign).stage(idea.stage).label
            if idea.phase != "merged" else "", idea.phase, "" if item.are_votes_sealed else item.up_count,
            "" if item.are_votes_sealed else item.down_count, item.reply_count,
            answer.outcome if answer else "", answer.reason if answer else "", answer.period if answer else "",
            idea.owner.name if idea.owner else "", idea.progress, idea.result,
            str(idea.cost) if idea.cost is not None else "", kinds.kind("idea").page_url(item),
        ]  # fmt: skip


def people_named(ids: Sequence[int]) -> dict[int, Person]:
    return Person.objects.select_related("picture").in_bulk(ids)
