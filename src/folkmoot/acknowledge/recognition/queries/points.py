"""My points, the boosts that everybody sees, and years of work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from folkmoot.base.site import settings as site
from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.queries import PersonLine, lines_of, names_for, visible_people
from folkmoot.commons.spaces.viewer import Viewer

from ..logic.periods import month_of, next_month
from ..models import Allowance, Boost, BoostHolder, Line, Milestone, Preference, Purse


@dataclass(frozen=True, slots=True)
class MyPoints:
    """What I can give this month and what I have earned. Mine alone to see."""

    granted: int
    spent: int
    ends_on: Any
    balance: int
    boosts: list[Boost]
    preference: Preference

    @property
    def left(self) -> int:
        return self.granted - self.spent


def my_points(viewer: Viewer, *, at: datetime) -> MyPoints:
    first = month_of(at.date())
    row = Allowance.objects.filter(person_id=viewer.person_id, starts_on=first).first()
    balance = Purse.objects.filter(pk=viewer.person_id).values_list("balance", flat=True).first() or 0
    held = BoostHolder.objects.filter(person_id=viewer.person_id).values("boost")
    running = Boost.objects.filter(pk__in=held, starts_on__lte=at.date(), ends_on__gte=at.date()).order_by("ends_on")
    preference = Preference.objects.filter(pk=viewer.person_id).first() or Preference(person_id=viewer.person_id)
    return MyPoints(
        granted=row.granted if row else site.get("recognition.allowance"),
        spent=row.spent if row else 0,
        ends_on=next_month(first) - timedelta(days=1),
        balance=balance,
        boosts=list(running),
        preference=preference,
    )


@dataclass(frozen=True, slots=True)
class LineView:
    """One movement of my purse and what it was for; `url` only when I may still read that."""

    line: Line
    words: str
    url: str = ""


def my_lines(viewer: Viewer, *, after: str = "") -> tuple[list[LineView], str]:
    """My purse's lines, newest first, and where the next page begins."""
    rows = Line.objects.filter(person_id=viewer.person_id).select_related(
        "kudos__value", "redemption__reward", "winner__round__award"
    )
    page: Page = page_of(rows, by="at", after=after, size=25)
    givers = names_for([line.kudos.giver_id for line in page.rows if line.kudos is not None])
    ids = [line.kudos.item_id for line in page.rows if line.kudos is not None and line.kudos.item_id]
    seen = set(visible_items(viewer).filter(id__in=ids).values_list("id", flat=True))
    return [_line(line, givers, seen) for line in page.rows], page.after


def _line(line: Line, givers: dict[int, PersonLine], seen: set[int]) -> LineView:
    from django.urls import reverse

    kudos = line.kudos
    if kudos is not None:
        giver = givers.get(kudos.giver_id or 0)
        words = giver.name if giver else ""
        if kudos.is_private:
            return LineView(line, words, reverse("recognition:private", args=[kudos.id]))
        is_seen = kudos.item_id in seen
        return LineView(line, words, reverse("recognition:kudos", args=[kudos.item_id]) if is_seen else "")
    if line.redemption is not None:
        return LineView(line, line.redemption.reward.name)
    if line.winner is not None:
        return LineView(line, str(line.winner.round), reverse("recognition:round", args=[line.winner.round_id]))
    return LineView(line, "")


@dataclass(frozen=True, slots=True)
class BoostView:
    boost: Boost
    holders: list[PersonLine]
    holder_count: int
    is_running: bool
    made_by: PersonLine | None

    @property
    def percent(self) -> int:
        return round(100 * self.boost.spent / self.boost.budget)


def boosts(viewer: Viewer, *, at: datetime) -> list[BoostView]:
    """Every boost with its budget, what is left, and who gives from it: among colleagues none of it is secret."""
    rows = list(Boost.objects.order_by("-ends_on", "-id")[:60])
    holding: dict[int, list[int]] = {}
    for boost_id, person_id in BoostHolder.objects.filter(boost__in=rows).values_list("boost", "person"):
        holding.setdefault(boost_id, []).append(person_id)
    names = names_for([*(each for group in holding.values() for each in group), *(row.made_by_id for row in rows)])
    day = at.date()
    return [
        BoostView(
            row, [names[each] for each in holding.get(row.id, []) if each in names][:12],
            len(holding.get(row.id, [])), row.starts_on <= day <= row.ends_on, names.get(row.made_by_id or 0),
        )
        for row in rows
    ]  # fmt: skip


def recent_milestones(
    viewer: Viewer, *, at: datetime, days: int = 14, limit: int = 8
) -> list[tuple[PersonLine, int]]:
    """Colleagues whose years were full in the last days, for those who work here."""
    if viewer.clearance < 2:
        return []
    away = Preference.objects.filter(no_milestones=True).values("person")
    rows = (
        Milestone.objects.filter(on__gt=at.date() - timedelta(days=days), on__lte=at.date())
        .exclude(person__in=away)
        .order_by("-on", "-years")[: limit * 2]
    )
    found = list(rows.values_list("person", "years"))
    names = {line.id: line for line in lines_of(visible_people(viewer).filter(pk__in=[pk for pk, _ in found]))}
    return [(names[pk], years) for pk, years in found if pk in names][:limit]
