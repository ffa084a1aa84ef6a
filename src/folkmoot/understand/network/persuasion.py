"""What lots taught about one person, put together; pure computing.

Kept apart from the role that is found in the log: there, others may have followed for reasons of their own, and here
nothing but chance decided who was to hear it. So the two are never added up; they are told beside each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

LEAST_CAMPAIGNS = 3
LEAST_EXPOSED = 200  # Or so many people: below both nothing is said of the person, only of each campaign.


@dataclass(frozen=True, slots=True)
class Taught:
    """One campaign: of how many, how many in a hundred more did it (as a share), and its interval (95 %)."""

    title: str
    at: datetime
    exposed: int
    others: int
    difference: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Persuasion:
    """All campaigns together. verdict: "more", "less", "none", or "not_enough" to say anything of the person."""

    verdict: str
    difference: float
    low: float
    high: float
    exposed: int
    campaigns: int


def together(lessons: Sequence[Taught]) -> Persuasion | None:
    """The mean of all campaigns, each weighing as much as it is sure; None of none.

    Where they differ from each other by more than their intervals allow, the interval of the mean is made as much
    wider (Birge's ratio). Of one campaign it is that campaign's.
    """
    if not lessons:
        return None
    # Half of an interval is at least 1.96 errors, more with few groups: so each error is taken for too large.
    errors = [max((each.high - each.low) / 2, 1e-6) for each in lessons]
    weights = [1 / error**2 for error in errors]
    mean = sum(w * each.difference for w, each in zip(weights, lessons, strict=True)) / sum(weights)
    half = sum(weights) ** -0.5
    if len(lessons) > 1:
        apart = sum(w * (each.difference - mean) ** 2 for w, each in zip(weights, lessons, strict=True)) * 1.96**2
        half *= max(1.0, apart / (len(lessons) - 1)) ** 0.5
    exposed = sum(each.exposed for each in lessons)
    low, high = mean - half, mean + half
    is_enough = len(lessons) >= LEAST_CAMPAIGNS or exposed >= LEAST_EXPOSED
    verdict = "not_enough" if not is_enough else "more" if low > 0 else "less" if high < 0 else "none"
    return Persuasion(verdict, mean, low, high, exposed, len(lessons))
