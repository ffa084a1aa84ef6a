"""Would the introductions have been right? Score on the past, look at what came after (Liben-Nowell &
Kleinberg 2007).

Both ends of a pair must be known before the split. AUC compares pairs that became tied with random ones that
did not; precision at 10 is the share of each person's ten best who became tied, over people who made new
ties.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError, from_edges
from folkmoot.graph.centrality import decayed
from folkmoot.graph.introductions import closeness, popularity, walks

Array = npt.NDArray[Any]
Score = Callable[[Array], Array]
BALANCES = (0.0, 0.3, 0.5, 0.7, 0.85)
MOST_PEOPLE = 2_000


@dataclass(frozen=True)
class Accuracy:
    """One method on one set of pairs; NaN where no new tie came."""

    method: str
    auc: float
    precision: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """everywhere: all new ties. across: those between groups only (empty without groups). balance: what was
    learnt."""

    everywhere: list[Accuracy]
    across: list[Accuracy]
    balance: float
    new_ties: int


@dataclass(frozen=True, eq=False)
class Past:
    """What was known before a moment: who was tied at all, and how firm ties are at that moment."""

    ties: Graph
    firm: Graph

    @classmethod
    def before(cls, moment: float, sources: Array, targets: Array, times: Array, n: int) -> "Past":
        """Ties fade with a half-life of a seventh of the time seen."""
        old = times < moment
        if not old.any():
            raise GraphError("Nothing happened before the rest: the times are too few or all alike to learn from.")
        span = max(moment - float(times.min()), 1e-12)
        faded = decayed(times[old], now=moment, half_life=span / 7)
        ties = from_edges(sources[old], targets[old], n=n, directed=False).without_loops()
        firm = from_edges(sources[old], targets[old], faded, n=n, directed=False).without_loops()
        return cls(ties, firm)

    def dense(self, people: Array) -> Array:
        """Who of `people` is tied to whom. bool, (people, n)."""
        found = np.zeros((len(people), self.ties.n), bool)
        for row, person in enumerate(people.tolist()):
            found[row, self.ties.neighbours(person)] = True
        return found


def evaluate(
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    times: npt.ArrayLike,
    groups: npt.ArrayLike | None = None,
    *,
    share: float = 0.7,
    seed: int = 0,
) -> Evaluation:
    """Our score and the usual baselines on the events after the first `share` of them, in order of time.

    The balance is learnt before the split alone, from the last fifth of the earlier events. Up to 2,000
    random people are scored against everybody. O(people · n).
    """
    s, t, moments = np.asarray(sources), np.asarray(targets), np.asarray(times, dtype=np.float64)
    if not 0 < share < 1:
        raise GraphError("share lies between 0 and 1.")
    if len(moments) < 10:
        raise GraphError("Fewer than ten events: there is nothing to learn from and test on.")
    n = int(max(s.max(), t.max())) + 1
    names = None if groups is None else np.asarray(groups)
    ordered = np.sort(moments)
    split, earlier = ordered[int(share * len(s))], ordered[int(share * 0.8 * len(s))]
    inside = moments < split
    trial = _Trial.of(s[inside], t[inside], moments[inside], earlier, n, seed)
    balance = max(BALANCES, key=lambda b: _worth(trial.accuracy("", ours(trial.past, b), None)))
    test = _Trial.of(s, t, moments, split, n, seed)
    methods = {"folkmoot": ours(test.past, balance), **baselines(test.past.ties)}
    everywhere = [test.accuracy(name, score, None) for name, score in methods.items()]
    across = [] if names is None else [test.accuracy(name, score, names) for name, score in methods.items()]
    return Evaluation(everywhere, across, balance, test.new_ties)


def ours(past: Past, balance: float) -> Score:
    """walks^(1 - balance) · popularity^balance, on faded ties."""
    known = popularity(closeness(past.firm))

    def score(people: Array) -> Array:
        near = np.log(walks(past.firm, people) + 1e-9)
        return (1 - balance) * near + balance * np.log(np.outer(known[people], known) + 1e-9)

    return score


def baselines(ties: Graph) -> dict[str, Score]:
    """Preferential attachment, common neighbours (friends of friends), Adamic–Adar and resource
    allocation."""
    from scipy.sparse import csr_array

    degree = np.diff(ties.indptr).astype(np.float64)
    table = csr_array((np.ones(ties.arcs, np.float32), ties.indices, ties.indptr), shape=(ties.n, ties.n))

    def through(worth: Array) -> Score:
        return lambda people: ((table[people].multiply(worth[None, :])).tocsr() @ table).toarray()

    with np.errstate(divide="ignore"):
        adamic = np.where(degree > 1, 1 / np.log(degree), 0.0)
        allocation = np.where(degree > 0, 1 / degree, 0.0)
    return {
        "popularity": lambda people: np.outer(degree[people], degree),
        "friends of friends": through(np.ones(ties.n)),
        "Adamic–Adar": through(adamic),
        "resource allocation": through(allocation),
    }


def auc(good: Array, bad: Array) -> float:
    """How likely a good one scores above a bad one, ties counting half. O(n log n) (Mann & Whitney 1947)."""
    if not len(good) or not len(bad):
        return float("nan")
    sorted_bad = np.sort(bad)
    below = np.searchsorted(sorted_bad, good, "left") + np.searchsorted(sorted_bad, good, "right")
    return float(below.mean() / 2 / len(bad))


def _worth(found: Accuracy) -> float:
    return float(np.nan_to_num(found.auc) * np.nan_to_num(found.precision))


@dataclass(frozen=True, eq=False)
class _Trial:
    past: Past
    people: Array
    candidate: Array
    new: Array
    seed: int

    @classmethod
    def of(cls, s: Array, t: Array, times: Array, moment: float, n: int, seed: int) -> "_Trial":
        past = Past.before(moment, s, t, times, n)
        known = np.diff(past.ties.indptr) > 0
        people = np.flatnonzero(known)
        if len(people) > MOST_PEOPLE:
            people = np.sort(np.random.default_rng(seed).choice(people, MOST_PEOPLE, replace=False))
        later = times >= moment
        after = from_edges(s[later], t[later], n=n, directed=False).without_loops()
        candidate = ~past.dense(people) & known[None, :]
        candidate[np.arange(len(people)), people] = False
        return cls(past, people, candidate, Past(after, after).dense(people) & candidate, seed)

    @property
    def new_ties(self) -> int:
        both = self.new & np.isin(np.arange(self.new.shape[1]), self.people)[None, :]
        return int(self.new.sum() - both.sum() / 2)

    def accuracy(self, method: str, score: Score, groups: Array | None) -> Accuracy:
        scores = score(self.people)
        candidate, new = self.candidate, self.new
        if groups is not None:
            apart = groups[self.people][:, None] != groups[None, :]
            candidate, new = candidate & apart, new & apart
        random = np.random.default_rng(self.seed)
        others = np.flatnonzero((candidate & ~new).ravel())
        sample = random.choice(others, min(len(others), 500_000), replace=False) if len(others) else others
        found = auc(scores[new], scores.ravel()[sample])
        active = new.any(axis=1)
        if not active.any():
            return Accuracy(method, found, float("nan"))
        ranked = np.where(candidate[active], scores[active], -np.inf)
        best = np.argsort(-ranked, axis=1, kind="stable")[:, :10]
        return Accuracy(method, found, float(np.take_along_axis(new[active], best, 1).mean()))
