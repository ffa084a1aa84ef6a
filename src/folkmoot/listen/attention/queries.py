"""The reading door: one's own time, a community's, the house's; and what a broadcast will cost.

Nothing is told of fewer than `attention.least` people, nor can it be worked out from what is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from folkmoot.base.site import settings as site
from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, ItemFollow, ItemTag
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces import policy as spaces_policy
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import logic
from .models import ItemDay, ItemReaders, OptedOut, Sought, Source, TurnedAway, UnitMonth

WINDOWS = {"4": 28, "12": 84, "52": 364}  # Weeks that may be asked for: none by the day, which would speak of few.
MOST_ITEMS = 500
USUAL_SHARE = 0.35  # How many of an audience read what is sent to it, where nothing is known yet.


def least() -> int:
    return max(3, int(site.get("attention.least")))


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of some attention, with its name."""

    label: Any
    seconds: float
    reads: int = 0
    people: int = 0
    url: str = ""
    share: int = 0
    value: float = 0.0

    @property
    def time(self) -> str:
        return logic.in_words(self.seconds)

    @property
    def per_minute(self) -> float:
        return logic.per_minute(self.value, self.seconds)


@dataclass(frozen=True, slots=True)
class Mine:
    """Where one person's time went. Seen by them alone."""

    is_counted: bool
    seconds: float = 0.0
    reads: int = 0
    days: list[float] = field(default_factory=list)
    spaces: list[Slice] = field(default_factory=list)
    kinds: list[Slice] = field(default_factory=list)
    sources: list[Slice] = field(default_factory=list)
    topics: list[Slice] = field(default_factory=list)
    items: list[Slice] = field(default_factory=list)


_MINE = """
SELECT item, min(at), max(source), bool_or(what = 0),
    least(sum(seconds), extract(epoch FROM max(at) - min(at)) + 60), max(share)
FROM attention_raw WHERE person = %s AND at >= %s GROUP BY item, visit
"""


def mine(viewer: Viewer, *, at: datetime, days: int = 28) -> Mine:
    """Where the viewer's own time went lately, as far as it is still known."""
    if OptedOut.objects.filter(person_id=viewer.person_id).exists():
        return Mine(is_counted=False)
    with connection.cursor() as cursor:
        cursor.execute(_MINE, [viewer.person_id, at - timedelta(days=days)])
        visits = cursor.fetchall()
    items = contents.visible_items(viewer).select_related("space").in_bulk({visit[0] for visit in visits})
    tags = ItemTag.objects.filter(item__in=items).values_list("item_id", "tag__name")
    named: dict[int, list[str]] = {}
    for item_id, name in tags:
        named.setdefault(item_id, []).append(name)
    sums: dict[str, dict[Any, list[float]]] = {name: {} for name in ("space", "kind", "source", "topic", "item")}
    by_day = [0.0] * days

    def add(name: str, key: Any, seconds: float) -> None:
        entry = sums[name].setdefault(key, [0.0, 0])
        entry[0] += seconds
        entry[1] += 1

    total, reads = 0.0, 0
    for item_id, began, source, is_read, seconds, _share in visits:
        seconds = float(seconds or 0)
        item = items.get(item_id)
        total, reads = total + seconds, reads + bool(is_read)
        by_day[min(days - 1, max(0, days - 1 - (at.date() - began.date()).days))] += seconds / 60
        add("source", source, seconds)
        if item is None:
            continue
        add("space", item.space, seconds)
        add("kind", item.kind, seconds)
        add("item", item_id, seconds)
        for name in named.get(item_id, ()):
            add("topic", name, seconds)
    return Mine(
        is_counted=True, seconds=total, reads=reads, days=by_day,
        spaces=_slices(sums["space"], lambda s: s.name if s else "", lambda s: f"/s/{s.slug}/" if s else ""),
        kinds=_slices(sums["kind"], lambda name: kinds.kind(name).label_plural),
        sources=_slices(sums["source"], lambda number: _source(number)),
        topics=_slices(sums["topic"], str),
        items=_slices(
            sums["item"], lambda pk: str(items[pk]), lambda pk: kinds.kind(items[pk].kind).page_url(items[pk])
        ),
    )  # fmt: skip


def _slices(sums: dict[Any, list[float]], label: Any, url: Any = lambda key: "", most: int = 8) -> list[Slice]:
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])[:most]
    return [
        Slice(label(key), seconds, int(reads), url=url(key)) for key, (seconds, reads) in ordered if seconds or reads
    ]


def _source(number: int) -> str:
    from django.utils.translation import gettext as _

    names = {
        Source.LINK: _("a link"), Source.FEED: _("the feed"), Source.SEARCH: _("search"), Source.MAIL: _("a letter"),
        Source.BELL: _("a notification"), Source.SPACE: _("a community"), Source.OUTSIDE: _("another site"),
    }  # fmt: skip
    return names.get(Source(number), "")


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
    return _with(report, turned_away=_enough(away), muted=_enough(muted))


def report_of_house(viewer: Viewer, *, weeks: str, today: date) -> Report | None:
    """What everything got; None for who does not administer the site. Secret communities are in no part of it."""
    if not viewer.is_admin:
        return None
    since = today - timedelta(days=WINDOWS.get(weeks, 28))
    open_items = Item.objects.filter(Q(space__isnull=True) | Q(space__audience__lte=2), audience__lte=2)
    days = ItemDay.objects.filter(item__in=open_items, day__gte=since)
    report = _report(viewer, days, open_items, since, today)
    away = TurnedAway.objects.filter(space__audience__lte=2, day__gte=since).aggregate(n=Sum("count"))["n"] or 0
    muted = ItemFollow.objects.filter(is_muted=True).values("person").distinct().count()
    return _with(report, turned_away=_enough(away), muted=_enough(muted))


def _enough(count: int) -> int | None:
    return count if count == 0 or count >= least() else None


def _with(report: Report, **more: Any) -> Report:
    from dataclasses import replace

    return replace(report, **more)


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
        sources=[Slice(_source(n), s or 0.0, r or 0) for n, s, r in sorted(by_source, key=lambda row: -row[2])],
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
    if not viewer.is_admin:
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
    """Words that enough different people sought and did not find, most first; for administrators."""
    if not viewer.is_admin:
        return []
    found = Sought.objects.annotate(people=Count("by")).filter(people__gte=least()).order_by("-people", "-last_at")
    return list(found.values_list("words", "people", "last_at")[:50])


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text will cost those it is sent to."""

    readers: int
    audience: int
    seconds: int
    is_must_read: bool
    is_worth_telling: bool

    @property
    def person_minutes(self) -> int:
        return round(self.readers * self.seconds / 60)

    @property
    def minutes_each(self) -> int:
        return max(1, round(self.seconds / 60))


def cost_of(
    viewer: Viewer, *, body: str, title: str = "", space_id: int | None, audience: int | None, is_must_read: bool,
    at: datetime,
) -> Cost:  # fmt: skip
    """Readers to be expected times the time it takes to read: all of them for a must-read, else as many as usual."""
    reached = _audience_size(space_id, audience if audience is not None else 2)
    seconds = logic.reading_seconds(f"{title} {body}")
    readers = reached if is_must_read else round(reached * _usual_share(space_id, reached, at))
    minutes = readers * seconds / 60
    is_much = minutes >= site.get("attention.ask_from") or (is_must_read and reached >= 20)
    return Cost(readers, reached, seconds, is_must_read, is_much)


def _audience_size(space_id: int | None, audience: int) -> int:
    if space_id is not None:
        return Space.objects.filter(pk=space_id).values_list("member_count", flat=True).first() or 0
    people = Person.objects.filter(is_active=True, is_approved=True)
    return (people.filter(is_employee=True) if audience >= 2 else people).count()


def _usual_share(space_id: int | None, reached: int, at: datetime) -> float:
    """Which part of this audience read what was published to it in the last quarter."""
    if reached < 1:
        return 0.0
    since = datetime.combine(at.date() - timedelta(days=90), time.min, UTC)
    items = Item.objects.filter(root__isnull=True, published_at__gte=since, state="published")
    items = items.filter(space_id=space_id) if space_id is not None else items.filter(space__isnull=True)
    average = ItemReaders.objects.filter(item__in=items).aggregate(n=Avg(F("people")))["n"]
    return USUAL_SHARE if average is None else max(0.05, min(1.0, float(average) / reached))


def broadcasts(viewer: Viewer, *, weeks: str, today: date) -> list[tuple[ItemFigures, int]]:
    """What went to many lately, with the person-minutes it took; for administrators."""
    report = report_of_house(viewer, weeks=weeks, today=today)
    if report is None:
        return []
    loud = [each for each in report.items if each.item.must_read_at is not None or each.item.space_id is None]
    return sorted(((each, round(each.seconds / 60)) for each in loud), key=lambda pair: -pair[1])[:10]


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """Every single reading of somebody that is still known, for the export of their own data."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, item, seconds, share, source FROM attention_raw WHERE person = %s ORDER BY at", [person_id]
        )
        names = ("at", "item", "seconds", "share", "source")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def moderated_spaces(viewer: Viewer) -> list[Space]:
    return list(Space.objects.filter(pk__in=viewer.moderated_space_ids).order_by("name"))
