"""What else a report must say: whether the arms mixed, whether the forecast held, and what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from folkmoot.graph.influence import binomial_interval

from .effects import LEAST_CLUSTERS, Arm, Effect, TooFewToConclude, effect

MIXED = 0.05
WORDS_A_MINUTE = 220


@dataclass(frozen=True, slots=True)
class SpillOver:
    """What people saw that was meant for others. `share` of the arm saw another arm's message."""

    share: float
    slope: Effect | None  # how much more those groups achieved into which more of it came

    @property
    def verdict(self) -> str:
        """Mixed arms look more alike than they are: the effect is then larger than what is seen."""
        if self.slope is not None and self.slope.low > 0:
            return "spread"
        return "mixed" if self.share > MIXED else "clean"


def spill_over(sizes: Sequence[int], strangers: Sequence[int], sums: Sequence[float]) -> SpillOver:
    """Of the groups of an arm that was to see nothing of it: how many saw it yet, and did those groups do more?"""
    people, seen = np.asarray(sizes, np.float64), np.asarray(strangers, np.float64)
    share = float(seen.sum() / max(1.0, people.sum()))
    rate = seen / np.maximum(people, 1)
    half = np.median(rate)
    more, fewer = rate > half, rate <= half
    slope = None
    if min(int(more.sum()), int(fewer.sum())) >= LEAST_CLUSTERS and share > 0:
        done = np.asarray(sums, np.float64)
        try:
            slope = effect(Arm.of(people[more], done[more]), Arm.of(people[fewer], done[fewer]))
        except TooFewToConclude:
            slope = None
    return SpillOver(share, slope)


@dataclass(frozen=True, slots=True)
class Calibration:
    """How many were expected to be reached, how many were, and the interval of a fair count (Clopper and Pearson)."""

    predicted: float
    observed: int
    low: float
    high: float

    @property
    def verdict(self) -> str:
        if self.predicted < self.low:
            return "reached_more"
        return "reached_fewer" if self.predicted > self.high else "fits"


def calibration(predicted: float, observed: int, people: int) -> Calibration:
    """Whether a forecast of reach among `people` agrees with what was counted, in people."""
    if people <= 0:
        return Calibration(predicted, observed, 0.0, 0.0)
    low, high = binomial_interval(observed, people)
    return Calibration(predicted, observed, low * people, high * people)


def reading_minutes(words: int) -> float:
    """How long a message takes to read, at an ordinary pace; a glance at the least."""
    return max(0.1, words / WORDS_A_MINUTE)


def cost(*, exposed: int, words: int, worked_minutes: float) -> float:
    """Person-minutes: everybody who saw it read it, and somebody wrote and carried it."""
    return exposed * reading_minutes(words) + worked_minutes


def minutes_for_one(minutes: float, difference: float, people: int) -> float | None:
    """What one more person who did it cost; None where no more did."""
    more = difference * people
    return minutes / more if more > 0 else None
