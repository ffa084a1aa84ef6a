"""What the three roles share: how a result looks, tails of distributions, and control of false discoveries."""

from dataclasses import dataclass
from math import exp, lgamma
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Role:
    """One role for all who were looked at; every array has one entry per row.

    people: int32 node numbers (with `topics` one row per person and topic). score: the measure of the definition;
    low, high: its bootstrap interval over events, nan where it was not asked for. p: how likely a person without
    the role shows as much; q: p adjusted for looking at many. enough: whether there is enough evidence to say
    anything; found: q ≤ discovery and whatever else the definition asks. evidence: the numbers behind.
    """

    name: str
    definition: str
    people: Array
    topics: Array | None
    score: Array
    low: Array
    high: Array
    p: Array
    q: Array
    enough: Array
    found: Array
    evidence: dict[str, Array]

    def found_people(self) -> Array:
        """Node numbers of the found, each once."""
        return np.unique(self.people[self.found])

    def verdict(self, row: int) -> str:
        """“found”, “not found”, or “not enough evidence”."""
        if not self.enough[row]:
            return "not enough evidence"
        return "found" if self.found[row] else "not found"


def adjusted(p: Array, enough: Array) -> Array:
    """Benjamini–Hochberg q values among those with enough evidence; 1 for the others. O(n log n)."""
    q = np.ones(len(p))
    tested = np.flatnonzero(enough)
    if len(tested):
        order = tested[np.argsort(p[tested], kind="stable")]
        raw = p[order] * len(order) / np.arange(1, len(order) + 1)
        q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q


def quantiles(replicates: Array, confidence: float) -> tuple[Array, Array]:
    """The percentile interval of replicates (rows) for each column."""
    tail = (1 - confidence) / 2
    if not replicates.size:
        empty = np.full(replicates.shape[1], np.nan)
        return empty, empty.copy()
    low, high = np.quantile(replicates, [tail, 1 - tail], axis=0)
    return low, high


def poisson_tail(count: Array, mean: Array) -> Array:
    """P(X ≥ count) for Poisson X."""
    from scipy.special import gammainc

    return np.where(count > 0, gammainc(np.maximum(count, 1e-12), np.maximum(mean, 1e-12)), 1.0)


def overdispersed_tail(count: Array, mean: Array, variance: Array) -> Array:
    """P(X ≥ count) for a negative binomial of this mean and variance; Poisson where the variance is no larger."""
    from scipy.special import betainc

    mean = np.maximum(mean, 1e-9)
    extra = variance - mean
    wide = extra > 1e-9 * mean
    size = mean**2 / np.where(wide, extra, 1.0)
    tail = np.where(count > 0, betainc(np.maximum(count, 1e-12), size, mean / (mean + size)), 1.0)
    return np.where(wide, tail, poisson_tail(count, mean))


def hypergeometric_tail(hits: Array, draws: Array, good: Array, total: Array) -> Array:
    """P(X ≥ hits) when `draws` of `total` are taken at random and `good` of them are marked. O(Σ draws)."""
    whole = [np.asarray(x, np.int64) for x in (hits, draws, good, total)]
    return np.asarray(_hypergeometric(*whole))


@kernel
def _hypergeometric(hits: Array, draws: Array, good: Array, total: Array) -> Array:
    tails = np.ones(len(hits))
    for i in range(len(hits)):
        h, d, g, t = hits[i], draws[i], good[i], total[i]
        if h <= max(0, d + g - t):
            continue
        log_first = (
            lgamma(g + 1.0) - lgamma(h + 1.0) - lgamma(g - h + 1.0)
            + lgamma(t - g + 1.0) - lgamma(d - h + 1.0) - lgamma(t - g - d + h + 1.0)
            - lgamma(t + 1.0) + lgamma(d + 1.0) + lgamma(t - d + 1.0)
        )  # fmt: skip
        term, total_of = 1.0, 0.0
        for x in range(h, min(d, g) + 1):
            total_of += term
            term *= (g - x) * (d - x) / ((x + 1.0) * (t - g - d + x + 1.0))
        tails[i] = min(exp(log_first) * total_of, 1.0)
    return tails


def beta_binomial_tail(hits: Array, tries: Array, chance: Array, rho: float) -> Array:
    """P(X ≥ hits) of a binomial whose chance itself varies between people with intraclass correlation rho."""
    from scipy.stats import betabinom, binom

    if rho < 1e-6:
        return np.where(hits > 0, binom.sf(hits - 1, tries, chance), 1.0)
    size = 1 / rho - 1
    a, b = np.maximum(chance, 1e-9) * size, np.maximum(1 - chance, 1e-9) * size
    return np.where(hits > 0, betabinom.sf(hits - 1, tries, a, b), 1.0)
