"""Whether introductions do any good: three ways to choose, side by side. No names, and nothing of few people."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q

from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.understand.network.queries import least

from .. import policy
from ..logic import interval
from ..models import Participant, Round, Suggestion
from ..refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval (95 %), both in per cent; of how many."""

    of: int
    share: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to choose; None where it would speak of too few people. steps: how far apart those who met had been."""

    name: str
    named: int | None
    begun: Share | None
    met: Share | None
    glad: Share | None
    alive: Share | None
    across: Share | None
    steps: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All of it. people: how many take part, None when few."""

    arms: tuple[Arm, ...]
    people: int | None
    rounds: int
    least: int


def measures(viewer: Viewer) -> Measures:
    """What came of all introductions, by way of choosing. A figure is there only when it and its rest speak of enough
    people each, counted as people, not as introductions. Raises NotAllowed."""
    if not policy.may_see_measures(viewer):
        raise NotAllowed
    k = least()
    people = Participant.objects.filter(left_at=None).count()
    arms = tuple(_arm(name, k) for name in ("near", "popular", "friends"))
    return Measures(arms, people if people >= k else None, Round.objects.count(), k)


def _arm(name: str, k: int) -> Arm:
    rows = Suggestion.objects.filter(arm=name)
    met = Q(accepted_at__isnull=False)
    whom = rows.aggregate(named=Count("pk"), people=Count("person", distinct=True))
    far = rows.filter(met, steps__gt=0).aggregate(mean=Avg("steps"), people=Count("person", distinct=True))
    return Arm(
        name=name,
        named=whom["named"] if whom["people"] >= k else None,
        begun=_share(rows, Q(begun_at__isnull=False) | met, k),
        met=_share(rows, met, k),
        glad=_share(rows.exclude(answer=""), Q(answer="glad"), k),
        alive=_share(rows.filter(is_alive__isnull=False), Q(is_alive=True), k),
        across=_share(rows.filter(met), Q(is_across=True), k),
        steps=round(far["mean"], 1) if far["people"] >= k else None,
    )


def _share(rows, hit: Q, k: int) -> Share | None:  # type: ignore[no-untyped-def]
    """None unless those of whom it holds, and the others, are at least k different people each or nobody at all."""
    found = rows.aggregate(
        all=Count("pk"), hits=Count("pk", filter=hit), people=Count("person", distinct=True),
        yes=Count("person", filter=hit, distinct=True), no=Count("person", filter=~hit, distinct=True),
    )  # fmt: skip
    if found["people"] < k or 0 < found["yes"] < k or 0 < found["no"] < k:
        return None
    low, high = interval(found["hits"], found["all"])
    return Share(found["all"], round(100 * found["hits"] / found["all"]), round(100 * low), round(100 * high))
