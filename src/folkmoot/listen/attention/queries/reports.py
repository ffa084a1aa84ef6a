"""A community's attention and the house's, for those who answer for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, ItemFollow, ItemTag
from folkmoot.commons.spaces import policy as spaces_policy
from folkmoot.commons.spaces import stewards
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic
from ..models import ItemDay, ItemReaders, Sought, TurnedAway, UnitMonth
from .shares import Slice, least, source_name

WINDOWS = {"4": 28, "12": 84, "52": 364}  # Weeks that may be asked for: none by the day, which would speak of few.
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What one item got, shown because enough people stand behind it."""

    item: Item
    people: int
    reads: int
    guest_reads: int
    seconds: float
    completions: int
    returns: int
    value: int

    @property
    def url(self) -> str:
        return kinds.kind(self.item.kind).page_url(self.item)

    @property
    def kind(self) -> Any:
        return kinds.kind(self.item.kind).label

    @property
    def each(self) -> int:
        """Seconds a read took, on average."""
        return round(self.seconds / self.reads) if self.reads else 0

    @property
    def completion(self) -> int:
        return min(100, round(100 * self.completions / self.reads)) if self.reads else 0

    @property
    def per_minute(self) -> float:
        return logic.per_minute(self.value, self.seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """Attention over some weeks, to be looked at by whoever answers for it."""

    items: list[ItemFigures] = field(default_factory=list)
    hidden_count: int = 0
    seconds: float = 0.0
    reads: int = 0
    guest_reads: int = 0
    weeks: list[float] = field(default_factory=list)
    kinds: list[Slice] = field(default_factory=list)
    spaces: list[Slice] = field(default_factory=list)
    topics: list[Slice] = field(default_factory=list)
    sources: list[Slice] = field(default_factory=list)
    turned_away: int | None = None
    muted: int | None = None
    letters_stopped: int | None = None
    has_letters: bool = False


def may_see_space(viewer: Viewer, space: Space) -> bool:
    return not viewer.is_guest and (spaces_policy.may_moderate(viewer, space))


def report_of_space(viewer: Viewer, space: Space, *, weeks: str, today: date) -> Report | None:
    """What a community's items got; None for who does not look after it."""
    if not may_see_space(viewer, space):
        return None
    since = today - timedelta(days=WINDOWS.get(weeks, 28))
    days = ItemDay.objects.filter(item__space=space, day__gte=since)
    report = _report(viewer, days, Item.objects.filter(space=space), since, today)
    away = TurnedAway.objects.filter(space=space, day__gte=since).aggregate(n=Sum("count"))["n"] or 0
    muted = ItemFollow.objects.filter(item__space=space, is_muted=True).values("person").distinct().count()
    return replace(report, turned_away=_enough(away), muted=_enough(muted))


def report_of_house(viewer: Viewer, *, weeks: str, today: date) -> Report | None:
    """What everything got, for stewards; None for others. Secret communities are in no part of it."""
    if not stewards.is_steward(viewer):
        return None
    since = today - timedelta(days=WINDOWS.get(weeks, 28))
    open_items = Item.objects.filter(Q(space__isnull=True) | Q(space__audience__lte=2), audience__lte=2)
    days = ItemDay.objects.filter(item__in=open_items, day__gte=since)
    report = _report(viewer, days, open_items, since, today)
    away = TurnedAway.objects.filter(space__audience__lte=2, day__gte=since).aggregate(n=Sum("count"))["n"] or 0
    muted = ItemFollow.objects.filter(is_muted=True).values("person").distinct().count()
    letters = TurnedAway.objects.filter(space__isnull=True, day__gte=since).aggregate(n=Sum("count"))["n"] or 0
    return replace(
        report, turned_away=_enough(away), muted=_enough(muted), letters_stopped=_enough(letters), has_letters=True
    )


def _enough(count: int) -> int | None:
    return count if count == 0 or count >= least() else None


_SUMS = {
    "n_reads": Sum("reads"), "n_guests": Sum("guest_reads"), "n_seconds": Sum("seconds"),
    "n_done": Sum("completions"), "n_back": Sum("returns"),
}  # fmt: skip


def _report(viewer: Viewer, days: QuerySet[ItemDay], items: QuerySet[Item], since: date, today: date) -> Report:
    """Only items with enough readers are in any number: no total minus what is shown speaks of the others."""
    many = ItemReaders.objects.filter(people__gte=least())
    counted = days.filter(item__in=many.values("item_id"))
    rows = list(counted.values("item_id").annotate(**_SUMS).order_by("-n_seconds", "-n_reads")[:MOST_ITEMS])
    shown = contents.visible_items(viewer).select_related("space").in_bulk([row["item_id"] for row in rows])
    people = dict(many.filter(item__in=shown).values_list("item_id", "people"))
    figures = [
        ItemFigures(
            item, people[item.pk], row["n_reads"], row["n_guests"], row["n_seconds"], row["n_done"], row["n_back"],
            _value(item),
        )
        for row in rows
        if (item := shown.get(row["item_id"])) is not None
    ]  # fmt: skip
    totals = counted.filter(item__in=shown).aggregate(**_SUMS)
    by_week = counted.filter(item__in=shown).values_list("day", "seconds")
    number = max(1, (today - since).days // 7)
    weeks = [0.0] * number
    for day, seconds in by_week:
        weeks[min(number - 1, max(0, (day - since).days // 7))] += seconds / 3600
    by_source = counted.filter(item__in=shown).values_list("source").annotate(s=Sum("seconds"), r=Sum("reads"))
    return Report(
        items=figures,
        hidden_count=days.exclude(item__in=many.values("item_id")).values("item_id").distinct().count(),
        seconds=totals["n_seconds"] or 0.0, reads=totals["n_reads"] or 0, guest_reads=totals["n_guests"] or 0,
        weeks=weeks,
        kinds=_grouped(figures, lambda each: (kinds.kind(each.item.kind).label_plural, "")),
        spaces=_grouped(figures, _space_of),
        topics=_topics(figures),
        sources=[Slice(source_name(n), s or 0.0, r or 0) for n, s, r in sorted(by_source, key=lambda row: -row[2])],
    )  # fmt: skip


def _space_of(each: ItemFigures) -> tuple[str, str]:
    space = each.item.space
    return (space.name, f"/s/{space.slug}/") if space is not None else ("", "")


def _value(item: Item) -> int:
    """What came back for the attention: votes up, thanks, replies, and twice as much for answers and solutions."""
    thanks = sum(int(count) for count in item.reactions.values())
    return item.up_count + thanks + item.reply_count + 2 * item.answer_count + (5 if item.resolved_at else 0)


def _grouped(figures: Iterable[ItemFigures], of: Any, most: int = 10) -> list[Slice]:
    sums: dict[Any, list[float]] = {}
    for each in figures:
        entry = sums.setdefault(of(each), [0.0, 0, 0])
        entry[0] += each.seconds
        entry[1] += each.reads
        entry[2] += each.value
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])[:most]
    shares = logic.shares([entry[0] for _key, entry in ordered])
    return [
        Slice(label, seconds, int(reads), url=url, share=share, value=value)
        for ((label, url), (seconds, reads, value)), share in zip(ordered, shares, strict=True)
    ]


def _topics(figures: list[ItemFigures]) -> list[Slice]:
    by_item = {each.item.pk: each for each in figures}
    pairs = ItemTag.objects.filter(item__in=by_item).values_list("item_id", "tag__name")
    sums: dict[str, list[float]] = {}
    for item_id, name in pairs:
        entry = sums.setdefault(name, [0.0, 0, 0])
        entry[0] += by_item[item_id].seconds
        entry[1] += by_item[item_id].reads
        entry[2] += by_item[item_id].value
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])[:12]
    return [Slice(name, seconds, int(reads), value=value) for name, (seconds, reads, value) in ordered]


def units(viewer: Viewer, *, today: date) -> tuple[date | None, list[Slice], Slice | None]:
    """The last whole month by unit, as far as enough people stand behind each; the rest only as a sum that is large
    enough itself. No running month, whose numbers could be compared from one day to the next."""
    if not stewards.is_steward(viewer):
        return None, [], None
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    rows = list(UnitMonth.objects.filter(month=month).select_related("unit"))
    shown, others = logic.fold(rows, people=lambda row: row.people, least=least())
    slices = [
        Slice(row.unit.name if row.unit else "–", row.seconds, row.reads, row.people)
        for row in sorted(shown, key=lambda row: -row.seconds)
    ]
    rest = None
    if others:
        rest = Slice("", sum(r.seconds for r in others), sum(r.reads for r in others), sum(r.people for r in others))
    return month, slices, rest


def sought_in_vain(viewer: Viewer) -> list[tuple[str, int, datetime]]:
    """Words that enough different people sought and did not find, most first; for stewards."""
    if not stewards.is_steward(viewer):
        return []
    found = Sought.objects.annotate(people=Count("by")).filter(people__gte=least()).order_by("-people", "-last_at")
    return list(found.values_list("words", "people", "last_at")[:50])


def broadcasts(viewer: Viewer, *, weeks: str, today: date) -> list[tuple[ItemFigures, int]]:
    """What went to many lately, with the person-minutes it took; for stewards."""
    report = report_of_house(viewer, weeks=weeks, today=today)
    if report is None:
        return []
    loud = [each for each in report.items if each.item.must_read_at is not None or each.item.space_id is None]
    return sorted(((each, round(each.seconds / 60)) for each in loud), key=lambda pair: -pair[1])[:10]
