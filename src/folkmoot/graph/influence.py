"""Advocates: the k people who together reach the most, with a guarantee and an honest estimate.

OPIM-C (Tang, Tang, Xiao and Yuan 2018) over reverse-reachable sets drawn as in SUBSIM (Guo et al. 2020). Two
independent collections of sets are doubled until the choice made on the first, checked on the second, is proved
to reach a share `ratio` of the best possible one. The final choice is made on both collections and judged on a
third that nothing was chosen on, so its estimate is not flattered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import e, lgamma, log, sqrt
from time import monotonic
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import GraphError
from folkmoot.graph.chance import key_of
from folkmoot.graph.diffusion import Model, node_set
from folkmoot.graph.sampling import Sampler, Sets, draw, first_hits, no_sets, sampler
from folkmoot.graph.selection import Choice, Limits, choose, hit

Array = npt.NDArray[Any]
NOBODY = 2147483647
# At the ratio 1 - 1/e - 0.1 seeds are proved but mediocre. Measured, .6 with the last choice on both collections, and
# never less than plain degree, gives .99 and more of what ten times the sets give.
GOOD = 0.6


@dataclass(frozen=True, eq=False)
class Advocates:
    """The chosen and what is known of them.

    seeds: int32, in the order chosen, those given beforehand not among them. ratio: the proved share of the
    best possible spread under the same limits, true with probability 1 - delta; target: 1 - 1/e - epsilon.
    reached: whether the ratio is at least the target. spread, low, high: expected people reached, the given
    included, with the exact binomial interval at `confidence` from `judged` sets of their own. curve: expected
    spread of the first 1…k, shape (k,). sets: how many were used for choosing. stopped: why sampling ended,
    "ratio", "samples", "memory" or "time". method: "greedy", or "degree" when plain degree proved better.
    """

    seeds: Array
    given: Array
    ratio: float
    target: float
    delta: float
    spread: float
    low: float
    high: float
    curve: Array
    cost: float
    sets: int
    judged: int
    mean_set: float
    stopped: str
    method: str
    seconds: float

    @property
    def reached(self) -> bool:
        return self.ratio >= self.target


@dataclass(frozen=True)
class Effort:
    """How long to go on. ratio: sampling goes on to this proved ratio where it comes cheaply. samples: most sets
    kept. memory: most bytes of sets and their index. seconds: None for no limit (with one, a result may differ
    from machine to machine)."""

    ratio: float = GOOD
    samples: int = 4_000_000
    memory: int = 1_000_000_000
    seconds: float | None = None
    cheap: int = 8_000_000  # Entries of sets up to which a ratio beyond the target is worth it.


@dataclass(frozen=True, eq=False)
class Constraints:
    """Limits of the choice, by node number. costs: (n,), above 0, with a budget. group: int (n,), -1 for none,
    with `most` of each group, and `least` by group. exclude: never chosen. given: already chosen."""

    costs: Array | None = None
    budget: float | None = None
    group: Array | None = None
    most: int | Mapping[int, int] | None = None
    least: Mapping[int, int] = field(default_factory=dict)
    exclude: Array | None = None
    given: Array | None = None


def maximise(
    flow: Model,
    k: int,
    *,
    epsilon: float = 0.1,
    delta: float | None = None,
    rng: np.random.Generator | int = 0,
    constraints: Constraints | None = None,
    effort: Effort | None = None,
    confidence: float = 0.95,
    threads: int | None = None,
) -> Advocates:
    """Choose k people whose expected spread is at least (1 - 1/e - epsilon) of the best, with probability
    1 - delta (1/n when not given).

    With costs or quotas no ratio is promised beforehand; the proved one is reported just the same. Expected
    O((k + log 1/delta) · (n + m) / epsilon²) for ties of equal chance per receiver. Raises GraphError.
    """
    begun = monotonic()
    n = flow.graph.n
    effort = effort or Effort()
    limits = _limits(flow, k, constraints or Constraints())
    if not 0 < epsilon < 1 - 1 / e:
        raise GraphError("epsilon lies between 0 and 1 - 1/e = 0.632.")
    risk = delta if delta is not None else 1 / max(n, 2)
    if not 0 < risk < 1:
        raise GraphError("delta lies between 0 and 1.")
    search = _Search(flow, limits, epsilon, risk, key_of(rng), effort, begun, threads)
    search.run()
    return search.judge(confidence)


class _Search:
    """One run of the algorithm: doubling, then judging."""

    def __init__(
        self,
        flow: Model,
        limits: Limits,
        epsilon: float,
        delta: float,
        key: int,
        effort: Effort,
        begun: float,
        threads: int | None,
    ) -> None:
        self.source: Sampler = sampler(flow)
        self.n = flow.graph.n
        self.limits, self.key, self.effort, self.begun, self.threads = limits, key, effort, begun, threads
        self.target, self.delta = 1 - 1 / e - epsilon, delta
        size = max(min(limits.k, self.n), 1)
        choices = lgamma(self.n + 1) - lgamma(size + 1) - lgamma(self.n - size + 1)
        a = sqrt(log(6 / delta))
        b = sqrt((1 - 1 / e) * (choices + log(6 / delta)))
        theta = 2 * ((1 - 1 / e) * a + b) ** 2
        self.base = max(int(theta), 64)
        self.most = int(theta * self.n / size / epsilon**2) + 1
        rounds = max(int(np.log2(max(self.most / self.base, 1))) + 1, 1)
        self.doubt = log(3 * rounds / delta)
        self.last_doubt = log(3 / delta)
        self.first, self.second = no_sets(), no_sets()
        self.bound = float(self.n)
        self.stopped = "ratio"
        self.piece = 8
        self.chosen = np.empty(0, np.int32)

    def run(self) -> None:
        """Double both collections until the ratio is proved or a limit is met."""
        self._grow(64)
        mean = len(self.first.nodes) / max(self.first.count, 1)
        self.piece = int(min(max(400_000 / mean, 1), 8192))
        # Small sets cost next to nothing, so begin with enough of them to be worth a choice.
        size = self.base * (40 if mean < 200 else 1)
        while True:
            self._grow(min(size, self.effort.samples // 2))
            if self.first.count != self.second.count:
                break
            choice = choose(self.first, self.limits)
            self.chosen = choice.nodes
            ratio = self._ratio(choice)
            if ratio >= max(self.target, self.effort.ratio) or (
                ratio >= self.target and len(self.first.nodes) > self.effort.cheap
            ):
                break
            if self.stopped != "ratio" or self._limit():
                break
            size = self.first.count * 2

    def _grow(self, size: int) -> None:
        late = self._late
        options: dict[str, Any] = {"piece": self.piece, "threads": self.threads, "enough": late}
        for number, name in enumerate(("first", "second")):
            have: Sets = getattr(self, name)
            more = draw(self.source, self.key + number, have.count, max(size - have.count, 0), **options)
            setattr(self, name, have.joined(more) if have.count else more)
        if late():
            self.stopped = "time"
            size = min(self.first.count, self.second.count)
            self.first, self.second = _cut(self.first, size), _cut(self.second, size)

    def _late(self) -> bool:
        return self.effort.seconds is not None and monotonic() - self.begun > 0.7 * self.effort.seconds

    def _limit(self) -> bool:
        """Whether doubling once more would pass a limit."""
        entries = len(self.first.nodes) + len(self.second.nodes)
        if self.first.count * 4 > self.effort.samples or self.first.count >= self.most:
            self.stopped = "samples"
        elif entries * 2 * 8 > self.effort.memory:
            self.stopped = "memory"
        return self.stopped != "ratio"

    def _ratio(self, choice: Choice) -> float:
        """Prove a share of the best from the choice on the first collection and its hits on the second."""
        self.bound = min(self.bound, _at_most(choice.bound, self.doubt) * self.n / max(self.first.count, 1))
        found = _at_least(self._hit(choice.nodes), self.doubt) * self.n / max(self.second.count, 1)
        return found / max(self.bound, 1e-12)

    def _may_lose_to(self, rival: Array) -> bool:
        """Whether plain degree comes near what the first choice reached on the second collection.

        Both were chosen without looking at that collection, and the final choice is better than the first.
        """
        return self._hit(rival) >= self._hit(self.chosen)

    def _hit(self, nodes: Array) -> int:
        """How many sets of the second collection the nodes hit, with those given."""
        chosen = np.zeros(self.n, np.bool_)
        chosen[self.limits.given] = chosen[nodes] = True
        return int(hit(self.second.indptr, self.second.nodes, chosen))

    def _by_degree(self) -> Array:
        """The rival: whoever has most ties, within the same limits."""
        if self.limits.plain:
            return self.limits.fallback[self.limits.allowed[self.limits.fallback]][: self.limits.k]
        return choose(no_sets(), self.limits).nodes

    def _rank(self, nodes: Array) -> Array:
        rank = np.full(self.n, NOBODY, np.int32)
        rank[nodes] = np.arange(1, len(nodes) + 1, dtype=np.int32)
        return rank

    def judge(self, confidence: float) -> Advocates:
        """Choose on everything drawn, compare with plain degree, and estimate on sets of their own."""
        both = self.first.joined(self.second)
        final = choose(both, self.limits)
        nodes, method = final.nodes, "greedy"
        given = self.limits.given
        mean = max(len(both.nodes) / max(both.count, 1), 1.0)
        count = min(max(both.count // 4, 16_000), max(int(2_000_000_000 / mean), 500))
        if self.effort.seconds is not None:
            count = min(count, max(self.first.count, 500))
        options: dict[str, Any] = {"piece": self.piece, "threads": self.threads}
        if self._may_lose_to(by_degree := self._by_degree()):
            shares = []
            for rival in (nodes, by_degree):
                rank = self._rank(np.concatenate([given, rival]))
                hits = first_hits(self.source, self.key + 2, count // 2 + 1, rank, any_hit=True, **options)
                shares.append(int((hits != NOBODY).sum()))
            if shares[1] > shares[0]:
                nodes, method = by_degree, "degree"
        rank = self._rank(np.concatenate([given, nodes]))
        hits = first_hits(self.source, self.key + 3, count, rank, any_hit=False, **options)
        firsts = np.bincount(hits[hits != NOBODY], minlength=len(given) + len(nodes) + 1)
        curve = np.cumsum(firsts)[len(given) + 1 :] * self.n / count
        found = int((hits != NOBODY).sum())
        low, high = binomial_interval(found, count, confidence)
        proved = _at_least(found, self.last_doubt) * self.n / count / max(self.bound, 1e-12)
        seeded = len(given) + len(nodes)
        spread = max(found * self.n / count, seeded)
        costs = self.limits.costs
        return Advocates(
            seeds=nodes,
            given=given,
            ratio=float(min(max(proved, seeded / max(self.bound, 1)), 1.0)) if seeded else 1.0,
            target=self.target,
            delta=self.delta,
            spread=spread,
            low=min(max(low * self.n, float(seeded)), spread),
            high=max(min(high * self.n, float(self.n)), spread),
            curve=np.maximum(curve, np.arange(1, len(nodes) + 1) + len(given)),
            cost=float(costs[nodes].sum()) if len(costs) else float(len(nodes)),
            sets=both.count,
            judged=count,
            mean_set=mean,
            stopped=self.stopped,
            method=method,
            seconds=monotonic() - self.begun,
        )


def _cut(sets: Sets, count: int) -> Sets:
    return Sets(sets.indptr[: count + 1], sets.nodes[: sets.indptr[count]])


def _at_least(hits: float, doubt: float) -> float:
    """With probability 1 - exp(-doubt) the expected number of hits is no smaller (Tang et al. 2018, lemma 4.2)."""
    return float(max((sqrt(hits + doubt * 2 / 9) - sqrt(doubt / 2)) ** 2 - doubt / 18, 0.0))


def _at_most(hits: float, doubt: float) -> float:
    """With probability 1 - exp(-doubt) the expected number of hits is no larger."""
    return (sqrt(hits + doubt / 2) + sqrt(doubt / 2)) ** 2


def binomial_interval(hits: int, count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of Clopper and Pearson (1934) for a share: it covers at least as often as it says."""
    from scipy.special import betaincinv

    tail = (1 - confidence) / 2
    low = float(betaincinv(hits, count - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, count - hits, 1 - tail)) if hits < count else 1.0
    return low, high


def _limits(flow: Model, k: int, given: Constraints) -> Limits:
    n = flow.graph.n
    if k < 1:
        raise GraphError("Choose at least one person: k is 1 or more.")
    chosen = node_set(given.given if given.given is not None else np.empty(0, np.int64), n)
    allowed = np.ones(n, np.bool_)
    allowed[node_set(given.exclude if given.exclude is not None else np.empty(0, np.int64), n)] = False
    allowed[chosen] = False
    costs, budget = np.empty(0), float("inf")
    if (given.costs is None) != (given.budget is None):
        raise GraphError("Costs and a budget go together.")
    if given.costs is not None and given.budget is not None:
        costs, budget = np.asarray(given.costs, np.float64), float(given.budget)
        if costs.shape != (n,) or not np.all(np.isfinite(costs)) or costs.min(initial=1.0) <= 0:
            raise GraphError(f"Costs are {n} numbers above 0.")
        allowed &= costs <= budget
    group, least, most = _quotas(n, k, given)
    strength = flow.graph.degrees()
    worth = strength / costs if len(costs) else strength
    need = k + len(chosen) + int((~allowed).sum())
    if not len(costs) and not len(group) and need < n:
        # Only the front of the order can be asked for; all who tie with its last stay in, so that it is one order.
        line = np.partition(worth, n - need)[n - need]
        front = np.flatnonzero(worth >= line)
        fallback = front[np.argsort(-worth[front], kind="stable")].astype(np.int32)
    else:
        fallback = np.argsort(-worth, kind="stable").astype(np.int32)
    return Limits(min(k, int(allowed.sum())), allowed, chosen, costs, budget, group, least, most, fallback)


def _quotas(n: int, k: int, given: Constraints) -> tuple[Array, Array, Array]:
    none = np.empty(0, np.int64)
    if given.group is None:
        if given.most is not None or given.least:
            raise GraphError("Quotas need groups.")
        return np.empty(0, np.int32), none, none
    group = np.asarray(given.group, np.int64)
    if group.shape != (n,):
        raise GraphError(f"Groups are {n} numbers, one for each node.")
    top = int(group.max(initial=-1)) + 1
    least, most = np.zeros(top + 1, np.int64), np.full(top + 1, k, np.int64)
    if isinstance(given.most, Mapping):
        for number, value in given.most.items():
            most[number] = value
    elif given.most is not None:
        most[:top] = given.most
    for number, value in given.least.items():
        least[number] = value
    if least.sum() > k:
        raise GraphError(f"The quotas ask for at least {int(least.sum())} people, more than k = {k}.")
    if np.any(least > most):
        raise GraphError("A quota asks for more people of a group than it allows.")
    return np.where(group < 0, top, group).astype(np.int32), least, most
