"""What an arm did against another one: a difference of means with an interval that holds with few groups.

People of one unit act alike, so what is counted is groups. The mean of an arm is its sum over its people; its
variance comes from the groups' residual sums with Bell and McCaffrey's CR2 correction, and the interval from
Student's t with their degrees of freedom (computed under independence and under the correlation within groups that
is seen, the smaller of both), joined for two arms as by Welch and Satterthwaite. With groups of one size this is
Welch's t over the groups' means; with groups of one person Welch's t over persons.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .quantiles import student_above, student_cut

Array = npt.NDArray[np.float64]
LEAST_CLUSTERS = 4


class TooFewToConclude(ValueError):
    """An arm has fewer groups than any interval could honestly be made from."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm's groups: how many people each has, and the sum (and sum of squares) of their outcomes."""

    sizes: Array
    sums: Array
    squares: Array

    @classmethod
    def of(cls, sizes: npt.ArrayLike, sums: npt.ArrayLike, squares: npt.ArrayLike | None = None) -> "Arm":
        """From lists; without `squares` the outcomes are yes or no."""
        keep = np.asarray(sizes, np.float64) > 0
        rows = [np.asarray(each, np.float64)[keep] for each in (sizes, sums, sums if squares is None else squares)]
        return cls(*rows)

    @property
    def people(self) -> float:
        return float(self.sizes.sum())

    @property
    def mean(self) -> float:
        return float(self.sums.sum() / self.people)


@dataclass(frozen=True, slots=True)
class Mean:
    """An arm's mean, its variance over repeated draws of groups, and the degrees of freedom of that variance."""

    value: float
    variance: float
    freedom: float


@dataclass(frozen=True, slots=True)
class Effect:
    """How much more an arm achieved than the other, in the unit of the outcome (of yes and no: 0.061 is 6.1 points).

    `low` and `high` hold at `level`; `p` is the chance of a difference as large when there is none.
    """

    difference: float
    low: float
    high: float
    p: float
    level: float
    freedom: float
    error: float

    @property
    def is_seen(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def correlation(arms: Sequence[Arm]) -> float:
    """How alike people of one group are within arms (intraclass correlation, 0 to 1), by analysis of variance."""
    between = within = people = squares = 0.0
    groups = 0
    for arm in arms:
        between += float(((arm.sums - arm.sizes * arm.mean) ** 2 / arm.sizes).sum())
        within += float((arm.squares - arm.sums**2 / arm.sizes).sum())
        people += arm.people
        squares += float((arm.sizes**2).sum() / arm.people)
        groups += len(arm.sizes)
    free_between, free_within = groups - len(arms), people - groups
    if free_between <= 0 or free_within <= 0:
        return 0.0
    mean_between, mean_within = between / free_between, within / free_within
    typical = (people - squares) / free_between
    below = mean_between + (typical - 1) * mean_within
    return min(1.0, max(0.0, (mean_between - mean_within) / below)) if below > 0 else 0.0


def mean_of(arm: Arm, *, alike: float) -> Mean:
    """An arm's mean with its CR2 variance. Raises TooFewToConclude with fewer than LEAST_CLUSTERS groups."""
    if len(arm.sizes) < LEAST_CLUSTERS:
        raise TooFewToConclude
    leverage = arm.sizes / arm.people
    scale = 1 / np.sqrt(1 - leverage)
    residual = arm.sums - arm.sizes * arm.mean
    variance = float(((residual * scale) ** 2).sum() / arm.people**2)
    freedom = min(_freedom(arm.sizes, leverage, scale, 0.0), _freedom(arm.sizes, leverage, scale, alike))
    return Mean(arm.mean, variance, freedom)


def _freedom(sizes: Array, leverage: Array, scale: Array, alike: float) -> float:
    """Satterthwaite's degrees of freedom of the CR2 variance, when people of a group are alike to this degree.

    With V the groups' variances, h the leverage and D the scale, they are tr(M)²/tr(M²) of M = D(I − h1ᵀ)V(I − 1hᵀ)D.
    Both traces are sums over groups: O(groups).
    """
    spread = sizes * (1 + (sizes - 1) * alike)
    weight, whole = scale**2, float(spread.sum())
    hh, vv, hv = (float((weight * x).sum()) for x in (leverage**2, spread**2, leverage * spread))
    trace = float((weight * spread).sum()) - 2 * hv + whole * hh
    diagonal = -2 * leverage * spread + whole * leverage**2
    squares = float((weight**2 * (spread**2 + 2 * spread * diagonal)).sum())
    squares += 2 * hh * vv + 2 * hv**2 + whole**2 * hh**2 - 4 * whole * hh * hv
    return trace**2 / squares


def effect(arm: Arm, other: Arm, *, level: float = 0.05, alike: float | None = None) -> Effect:
    """How much more `arm` achieved than `other`, with the interval at `level` (0.05: 95 of 100).

    `alike` is the correlation within groups, of all arms if there are more than these. Raises TooFewToConclude.
    """
    within = correlation([arm, other]) if alike is None else alike
    first, second = mean_of(arm, alike=within), mean_of(other, alike=within)
    difference, variance = first.value - second.value, first.variance + second.variance
    if variance <= 0:
        # Everybody in every group did the same: there is nothing to tell chance from.
        raise TooFewToConclude
    below = first.variance**2 / first.freedom + second.variance**2 / second.freedom
    freedom = max(1.0, variance**2 / below)
    error = variance**0.5
    reach = student_cut(level / 2, freedom) * error
    p = 2 * student_above(abs(difference) / error, freedom)
    return Effect(difference, difference - reach, difference + reach, p, level, freedom, error)


def chance_by_lot(sizes: Array, sums: Array, places: npt.NDArray[np.int64], draws: npt.NDArray[np.int64]) -> float:
    """How often a difference between arm 0 and arm 1 as large comes of the lot alone: randomisation inference.

    `places` are the arms as they were dealt, `draws` (draws × groups) as they might have been dealt instead, by the
    same rules. Assumes nothing but the lot (Fisher 1935).
    """

    def difference(dealt: npt.NDArray[np.int64]) -> Array:
        means = []
        for arm in (0, 1):
            inside = dealt == arm
            means.append((inside * sums).sum(-1) / np.maximum((inside * sizes).sum(-1), 1e-12))
        return np.asarray(means[0] - means[1], np.float64)

    seen = abs(float(difference(places)))
    as_large = int((np.abs(difference(draws)) >= seen - 1e-12).sum())
    return (as_large + 1) / (len(draws) + 1)
