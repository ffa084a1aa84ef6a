"""What owners may know of their space: numbers, never names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from .. import figures, logic, policy
from ..models import Departure, Membership, Space
from ..viewer import Viewer

WEEKS = 26


@dataclass(frozen=True, slots=True)
class Statistics:
    """`weeks` are Mondays; every series has one number for each of them."""

    weeks: list[date]
    members: list[int]
    joined: list[int]
    left: list[int]
    reasons: list[tuple[str, int]]
    reasons_hidden: bool
    figures: Sequence[figures.Figure]


def statistics(viewer: Viewer, space: Space, *, today: date) -> Statistics | None:
    """Half a year of the space by weeks; None for those who do not own it."""
    role = getattr(space, "my_role", "")
    if not policy.may_own(viewer, space, role):
        return None
    weeks = logic.weeks_before(today, WEEKS)
    start = weeks[0]
    came = list(
        Membership.objects.filter(space=space, is_asked=False, since_at__date__gte=start).values_list(
            "since_at__date", flat=True
        )
    )
    went = list(Departure.objects.filter(space=space, left_on__gte=start).values_list("joined_on", "left_on"))
    current = Membership.objects.filter(space=space, is_asked=False).count()
    counts = dict(
        Departure.objects.filter(space=space, left_on__gte=start)
        .exclude(reason="")
        .values_list("reason")
        .annotate(Count("pk"))
    )
    told = logic.told_reasons(counts)
    return Statistics(
        weeks=weeks,
        members=logic.standing(weeks, current, came, went),
        joined=_by_week(weeks, [*came, *(day for day, _ in went if day is not None)]),
        left=_by_week(weeks, [day for _, day in went]),
        reasons=[(str(Departure.Reason(reason).label), count) for reason, count in told.items()],
        reasons_hidden=len(told) < len(counts),
        figures=figures.of(viewer, space, weeks),
    )


def _by_week(weeks: Sequence[date], days: Sequence[date]) -> list[int]:
    counts = [0] * len(weeks)
    for day in days:
        place = (day - weeks[0]) // timedelta(weeks=1)
        if 0 <= place < len(counts):
            counts[place] += 1
    return counts
