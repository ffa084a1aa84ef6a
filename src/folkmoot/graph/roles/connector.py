"""Connector: a foot in many worlds, beyond what degree and department explain.

Definition. A person is a connector when more of their ties leave their group than in a network with the same degrees
and the same ties between groups but otherwise random partners, and their partners are spread over at least
`least_groups` other groups and are little tied to each other (Burt's constraint no higher than the median of those
tested). The null is that of `nulls.rewired(ties, groups)`, in closed form: see `expected_outside`. Where people with
as many partners have more outside anyway, so much is expected; and the variation between people that is there anyway
widens the binomial to a beta-binomial, so that a network without connectors names none. Evidence: partners, groups
reached, outside ties and how many were expected, constraint (Burt 1992), betweenness where given.
Score: participation coefficient 1 - Σ (ties to group / ties)² (Guimerà and Amaral 2005). The interval resamples ties.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.brokerage import structural_holes
from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.chance import after, key_of, stream, unit
from folkmoot.graph.communities import leiden
from folkmoot.graph.kernels import in_pieces, kernel
from folkmoot.graph.roles.evidence import Role, adjusted, beta_binomial_tail, quantiles

Array = npt.NDArray[Any]
COARSE = 1.0  # The resolution of communities coarsely drawn.
DEFINITION = (
    "Bridges groups: more partners outside the own group than equal degree and the group's own openness explain, "
    "spread over several groups, who are little tied to each other."
)


def connectors(
    graph: Graph,
    groups: npt.ArrayLike,
    *,
    betweenness: Array | None = None,
    least_partners: int = 15,
    least_groups: int = 3,
    discovery: float = 0.05,
    replicates: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
    threads: int | None = None,
) -> Role:
    """Test everybody in the network. One row per node.

    groups: int, shape (n,), -1 for unknown (not tested, and counted as a group of nobody): departments; or, where
    there are none, communities drawn in several ways, shape (ways, n), the first counting for the evidence. Somebody
    must then stand out however the communities are drawn, for they fit the very ties that are tested.
    betweenness: on the same ties, float (n,), as evidence. On a directed graph only ties that go both ways count.
    O(m · arboricity + replicates · ties of the found).
    """
    ties = connecting_ties(graph)
    ways = np.atleast_2d(np.asarray(groups, np.int64))
    if ways.ndim != 2 or ways.shape[1] != graph.n or not len(ways):
        raise GraphError(f"Groups are {graph.n} numbers, one for each node, or several rows of as many.")
    if betweenness is not None and np.shape(betweenness) != (graph.n,):
        raise GraphError(f"Betweenness is {graph.n} numbers, one for each node.")
    tests = [_Test.of(ties, group, least_partners) for group in ways]
    first, group = tests[0], ways[0]
    enough = np.logical_and.reduce([test.enough for test in tests])
    p = np.where(enough, np.maximum.reduce([test.p for test in tests]), 1.0)
    q = adjusted(p, enough)
    constraint = structural_holes(ties, threads=threads).constraint
    found = enough & (q <= discovery) & (first.reached >= least_groups)
    if enough.any():
        found &= constraint <= np.median(constraint[enough])
    rows = np.flatnonzero(found)
    draws = np.empty((replicates, len(rows)))
    in_pieces(_resampled, replicates, rows, ties.indptr, ties.indices, group, key_of(rng), draws, piece=16)
    low, high = np.full(graph.n, np.nan), np.full(graph.n, np.nan)
    low[rows], high[rows] = quantiles(np.minimum(draws, 1.0), confidence)
    evidence = {
        "partners": ties.degrees().astype(np.float64),
        "groups reached": first.reached,
        "outside": first.outside,
        "expected outside": first.expected,
        "constraint": constraint,
    }
    if betweenness is not None:
        evidence["betweenness"] = betweenness
    people = np.arange(graph.n, dtype=np.int32)
    return Role("connector", DEFINITION, people, None, first.participation, low, high, p, q, enough, found, evidence)


def connecting_ties(graph: Graph) -> Graph:
    """The ties a connector is judged by: those that go both ways, undirected, without loops."""
    return graph.reciprocated() if graph.directed else graph.without_loops()


def both_ways(graph: Graph, fine: Array | None = None, *, seed: int = 0) -> Array:
    """Communities finely and coarsely drawn, as `connectors` wants groups where there are no departments. (2, n).

    fine: communities at the usual resolution when known already. A person of one large community that was cut in
    pieces seems to reach many; drawn coarsely it shows that they do not.
    """
    labels = leiden(graph, seed=seed).labels if fine is None else fine
    return np.stack([labels, leiden(graph, resolution=COARSE, seed=seed).labels])


@dataclass(frozen=True, eq=False)
class _Test:
    """Everybody tested against one way to draw the groups."""

    outside: Array
    expected: Array
    reached: Array
    participation: Array
    enough: Array
    p: Array

    @classmethod
    def of(cls, ties: Graph, group: Array, least_partners: int) -> "_Test":
        outside, reached, participation, known = _spread(ties, group)
        enough = (group >= 0) & (known >= least_partners)
        expected = _expected(outside, known, group)
        chance = np.divide(expected, known, out=np.zeros(ties.n), where=known > 0)
        hits, tries = outside[enough], known[enough]
        chance[enough] = _as_busy(hits, tries, chance[enough])
        p = np.ones(ties.n)
        p[enough] = beta_binomial_tail(hits, tries, chance[enough], _variation(hits, tries, chance[enough]))
        return cls(outside, chance * known, reached, participation, enough, p)


def expected_outside(ties: Graph, group: npt.ArrayLike) -> Array:
    """How many of everybody's ties lead to other groups in a network with the same degrees and the same number of
    ties between groups, all else chance. Undirected, no loops; -1 is no group. float64, (n,). See `_fit`."""
    names = np.asarray(group, np.int64)
    outside, _, _, known = _spread(ties, names)
    return _expected(outside, known, names)


def _expected(outside: Array, partners: Array, group: Array) -> Array:
    order = np.lexsort((partners, group)).astype(np.int64)
    order = order[np.searchsorted(group[order], 0) :]
    bounds = np.concatenate([[0], np.flatnonzero(np.diff(group[order])) + 1, [len(order)]]).astype(np.int64)
    fitted = np.zeros(len(group))
    if len(order):
        in_pieces(_fit, len(bounds) - 1, bounds, order, partners, outside, fitted)
    return fitted


def _as_busy(hits: Array, tries: Array, chance: Array) -> Array:
    """Raised where people with as many partners have more outside anyway, whatever their group."""
    if len(hits) < 20:
        return chance
    order = np.argsort(tries, kind="stable")
    rest = (_logit((hits + 0.5) / (tries + 1)) - _logit(chance))[order]
    width = max(25, len(hits) // 20)
    places = np.unique(np.linspace(0, len(order) - 1, 200).astype(np.int64))
    middle = [np.median(rest[max(0, i - width) : i + width + 1]) for i in places.tolist()]
    shift = np.empty(len(hits))
    shift[order] = np.maximum(np.interp(np.arange(len(order)), places, middle), 0)
    return np.asarray(np.clip(1 / (1 + np.exp(-_logit(chance) - shift)), 1e-9, 1 - 1e-9))


def _logit(share: Array) -> Array:
    safe = np.clip(share, 1e-9, 1 - 1e-9)
    return np.log(safe / (1 - safe))


def _variation(hits: Array, tries: Array, chance: Array) -> float:
    """How much people's chances vary (intraclass correlation): a moment estimate (Williams 1982), from the median of
    the residuals, so that the few connectors looked for do not hide themselves by widening the null."""
    if len(hits) < 20:
        return 0.0
    spread = tries * chance * (1 - chance)
    squares = (hits - tries * chance) ** 2 / np.maximum(spread, 1e-9)
    # The median of squares of a standard normal is 0.455; using it keeps the estimate from the few.
    ratio = float(np.median(squares)) / 0.4549
    mean = float(np.mean(tries))
    return float(np.clip((ratio - 1) / max(mean - 1, 1), 0.0, 0.9))


def _spread(ties: Graph, group: Array) -> tuple[Array, Array, Array, Array]:
    """Outside ties, other groups reached, participation, partners of known group: float64 (n,) each. O(m) with a
    small sort per row."""
    outside, reached, participation, known = (np.zeros(ties.n) for _ in range(4))
    in_pieces(_count_groups, ties.n, ties.indptr, ties.indices, group, outside, reached, participation, known)
    return outside, reached, participation, known


@kernel
def _fit(first: int, last: int, bounds: Array, order: Array, partners: Array, outside: Array, fitted: Array) -> None:
    """Expected ties outside for all members of groups first…last, when everybody's degree and each group's number
    of ties outside are kept and all else is chance.

    The likeliest network (Park and Newman 2004): two members of degrees k and l are tied with chance
    x_k x_l / (1 + x_k x_l), so at most once; a member's ties outside are x_k y. x and y are found by going round;
    those of one degree are one class: O(classes²) a round. Within .2 of a standard deviation of what
    `nulls.rewired(ties, groups)` gives in the middle, and above it (which is careful) for those tied to more than a
    tenth of everybody, whose ties outside are limited too.
    """
    for g in range(first, last):
        a, b = bounds[g], bounds[g + 1]
        degree, size = np.empty(b - a), np.zeros(b - a)
        kinds, all_ties, leaving = 0, 0.0, 0.0
        for i in range(a, b):
            d = partners[order[i]]
            if kinds == 0 or degree[kinds - 1] != d:
                degree[kinds] = d
                kinds += 1
            size[kinds - 1] += 1
            all_ties += d
            leaving += outside[order[i]]
        if all_ties == 0:
            continue
        x = degree[:kinds] * np.sqrt(max(all_ties - leaving, 1e-9)) / all_ties
        y = 0.0
        for _ in range(200):
            y = leaving / max(np.dot(size[:kinds], x), 1e-300)
            worst = 0.0
            for k in range(kinds):
                pull = y
                for j in range(kinds):
                    others = size[j] - 1 if j == k else size[j]
                    pull += others * x[j] / (1 + x[k] * x[j])
                new = degree[k] / pull if pull > 0 else 0.0
                worst = max(worst, abs(new - x[k]) / max(new, 1e-12))
                x[k] = np.sqrt(x[k] * new)
            if worst < 1e-4:
                break
        k = -1
        for i in range(a, b):
            if k < 0 or degree[k] != partners[order[i]]:
                k += 1
            fitted[order[i]] = min(x[k] * y, degree[k])


@kernel
def _count_groups(
    first: int,
    last: int,
    indptr: Array,
    indices: Array,
    group: Array,
    outside: Array,
    reached: Array,
    part: Array,
    known: Array,
) -> None:
    for u in range(first, last):
        a, b = indptr[u], indptr[u + 1]
        if a == b:
            continue
        found = np.sort(group[indices[a:b]])
        run, squares = 0, 0.0
        for i in range(b - a):
            run += 1
            if i == b - a - 1 or found[i + 1] != found[i]:
                squares += np.float64(run) * run
                if found[i] >= 0:
                    known[u] += run
                    if found[i] != group[u]:
                        reached[u] += 1
                        outside[u] += run
                run = 0
        part[u] = 1 - squares / (np.float64(b - a) * (b - a))


@kernel
def _resampled(
    first: int, last: int, rows: Array, indptr: Array, indices: Array, group: Array, key: int, out: Array
) -> None:
    for draw in range(first, last):
        for r in range(len(rows)):
            a = indptr[rows[r]]
            d = indptr[rows[r] + 1] - a
            state = stream(key, draw * 1000003 + rows[r])
            found = np.empty(d, np.int64)
            for i in range(d):
                state = after(state)
                found[i] = group[indices[a + np.int64(unit(state) * d)]]
            found.sort()
            run, squares = 0, 0.0
            for i in range(d):
                run += 1
                if i == d - 1 or found[i + 1] != found[i]:
                    squares += np.float64(run) * run
                    run = 0
            # Drawing with repeats makes partners seem (d - 1) / d as varied as they are.
            out[draw, r] = (1 - squares / (np.float64(d) * d)) * d / max(d - 1, 1)
