"""How many people it takes: what a campaign of this size can and cannot find out, said before it starts.

Groups of people act alike, so a campaign with few large groups knows less than its number of people suggests: each
person counts 1/(design effect), with design effect 1 + ((cv² + 1)·m − 1)·ρ for groups of mean size m, coefficient of
variation cv and correlation ρ within groups (Eldridge, Ashby and Kerry 2006). The quantiles are Student's with two
less than the number of groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .effects import LEAST_CLUSTERS
from .quantiles import normal_cut, student_above, student_cut

WANTED_POWER = 0.8
# Within units of organisations, yes-or-no outcomes are usually alike to 0.01 to 0.05.
USUAL_CORRELATION = 0.03


@dataclass(frozen=True, slots=True)
class Power:
    """What a comparison of two arms of these sizes can find."""

    people: tuple[int, int]
    clusters: tuple[int, int]
    design_effect: float
    smallest: float  # the smallest difference that is found in `WANTED_POWER` of the cases
    power: float  # the chance to find the difference that was wanted
    verdict: str  # "enough", "weak" or "hopeless"


def design_effect(sizes: Sequence[int], alike: float) -> float:
    """How many people of these groups it takes to know as much as one independent person tells."""
    array = np.asarray(sizes, np.float64)
    mean = float(array.mean())
    spread = float(array.var() / mean**2)
    return 1 + ((spread + 1) * mean - 1) * alike


def of_comparison(
    sizes: Sequence[int],
    other_sizes: Sequence[int],
    *,
    base: float,
    wanted: float,
    alike: float = USUAL_CORRELATION,
    level: float = 0.05,
) -> Power:
    """The power to find that `wanted` more (0.05: five points) do it than the share `base` that does so anyway."""
    arms = (list(sizes), list(other_sizes))
    groups = (len(arms[0]), len(arms[1]))
    people = (sum(arms[0]), sum(arms[1]))
    if min(groups) < LEAST_CLUSTERS or min(people) == 0:
        return Power(people, groups, 0.0, 1.0, 0.0, "hopeless")
    effects = [design_effect(arm, alike) for arm in arms]
    freedom = groups[0] + groups[1] - 2
    rates = (min(0.99, max(0.01, base + wanted)), min(0.99, max(0.01, base)))

    def error(rate: float, other: float) -> float:
        parts = (rate * (1 - rate) * effects[0] / people[0], other * (1 - other) * effects[1] / people[1])
        return float(sum(parts) ** 0.5)

    cut = student_cut(level / 2, freedom)
    power = student_above(cut - abs(wanted) / error(*rates), freedom)
    quantiles = cut + student_cut(1 - WANTED_POWER, freedom)
    smallest = 0.0
    for _ in range(20):  # The rate of the arm depends on the difference: a fixed point, reached in a few steps.
        smallest = min(1.0, quantiles * error(min(0.99, rates[1] + smallest), rates[1]))
    verdict = "enough" if power >= WANTED_POWER else "weak" if power >= 0.3 else "hopeless"
    return Power(people, groups, float(np.mean(effects)), smallest, power, verdict)


def people_needed(*, base: float, wanted: float, mean_size: float, alike: float, level: float = 0.05) -> int:
    """How many people each of two arms needs (groups of one size, the normal distribution), for advice in words."""
    rate = min(0.99, max(0.01, base + wanted))
    quantiles = (normal_cut(level / 2) + normal_cut(1 - WANTED_POWER)) ** 2
    alone = quantiles * (rate * (1 - rate) + base * (1 - base)) / wanted**2
    return int(np.ceil(alone * (1 + (mean_size - 1) * alike)))
