"""Connector: a foot in many worlds, beyond what degree and department explain.

Definition. A person is a connector when more of their ties leave their group than in a network with the same degrees
and the same ties between groups but otherwise random partners, and their partners are spread over at least
`least_groups` other groups and are little tied to each other (Burt's constraint no higher than the median of those
tested). Under that null a person of group g with d partners has Binomial(d, share of g's ties that leave) of them
outside; the variation between people that is there anyway widens it to a beta-binomial, so that a network without
connectors names none. Evidence: partners, groups reached, outside ties and how many were expected, participation
coefficient (Guimerà and Amaral 2005), constraint (Burt 1992), betweenness where given.
Score: participation coefficient 1 - Σ (ties to group / ties)². The interval resamples ties.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.chance import after, key_of, stream, unit
from folkmoot.graph.kernels import in_pieces, kernel
from folkmoot.graph.roles.evidence import Role, adjusted, beta_binomial_tail, quantiles

Array = npt.NDArray[Any]
DEFINITION = (
    "Bridges groups: more partners outside the own group than equal degree and the group's own openness explain, "
    "spread over several groups, who are little tied to each other."
)


def connectors(
    graph: Graph,
    groups: npt.ArrayLike,
    *,
    constraint: Array | None = None,
    betweenness: Array | None = None,
    least_partners: int = 15,
    least_groups: int = 3,
    discovery: float = 0.05,
    replicates: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
) -> Role:
    """Test everybody in the network. One row per node.

    groups: int, shape (n,), -1 for unknown (not tested, and counted as a group of nobody): departments, or
    communities where there are no departments. constraint, betweenness: as measured on the same ties, float
    (n,); without a constraint that part of the definition is not asked for. On a directed graph only ties that
    go both ways count. O(m + replicates · ties of the found).
    """
    ties = graph.reciprocated() if graph.directed else graph.without_loops()
    group = np.asarray(groups, np.int64)
    if group.shape != (graph.n,):
        raise GraphError(f"Groups are {graph.n} numbers, one for each node.")
    for given in (constraint, betweenness):
        if given is not None and np.shape(given) != (graph.n,):
            raise GraphError(f"Measures are {graph.n} numbers, one for each node.")
    partners = ties.degrees().astype(np.float64)
    outside, reached, participation = _spread(ties, group)
    chance = _openness(outside, partners, group)
    enough = (group >= 0) & (partners >= least_partners)
    p = np.ones(graph.n)
    rho = _variation(outside[enough], partners[enough], chance[enough])
    p[enough] = beta_binomial_tail(outside[enough], partners[enough], chance[enough], rho)
    q = adjusted(p, enough)
    found = enough & (q <= discovery) & (reached >= least_groups)
    evidence = {
        "partners": partners,
        "groups reached": reached,
        "outside": outside,
        "expected outside": chance * partners,
    }
    if constraint is not None:
        evidence["constraint"] = constraint
        found &= constraint <= np.median(constraint[enough]) if enough.any() else False
    if betweenness is not None:
        evidence["betweenness"] = betweenness
    rows = np.flatnonzero(found)
    draws = np.empty((replicates, len(rows)))
    in_pieces(_resampled, replicates, rows, ties.indptr, ties.indices, group, key_of(rng), draws, piece=16)
    low, high = np.full(graph.n, np.nan), np.full(graph.n, np.nan)
    low[rows], high[rows] = quantiles(draws, confidence)
    people = np.arange(graph.n, dtype=np.int32)
    return Role("connector", DEFINITION, people, None, participation, low, high, p, q, enough, found, evidence)


def _openness(outside: Array, partners: Array, group: Array) -> Array:
    """The share of ties that leave each node's group, own ties left out, drawn a little to the overall share."""
    count = int(group.max(initial=-1)) + 1
    safe = np.where(group >= 0, group, count)
    overall = outside.sum() / max(partners.sum(), 1)
    all_out = np.bincount(safe, weights=outside, minlength=count + 1)[safe] - outside
    all_ties = np.bincount(safe, weights=partners, minlength=count + 1)[safe] - partners
    return np.clip((all_out + 5 * overall) / (all_ties + 5), 1e-9, 1 - 1e-9)


def _variation(hits: Array, tries: Array, chance: Array) -> float:
    """How much people's chances vary (intraclass correlation), from the middle 90 % of residuals, so that the few
    connectors looked for do not hide themselves by widening the null. A moment estimate, Williams 1982."""
    if len(hits) < 20:
        return 0.0
    spread = tries * chance * (1 - chance)
    squares = (hits - tries * chance) ** 2 / np.maximum(spread, 1e-9)
    # The median of squares of a standard normal is 0.455; using it keeps the estimate from the few.
    ratio = float(np.median(squares)) / 0.4549
    mean = float(np.mean(tries))
    return float(np.clip((ratio - 1) / max(mean - 1, 1), 0.0, 0.9))


def _spread(ties: Graph, group: Array) -> tuple[Array, Array, Array]:
    """Outside ties, other groups reached, participation: float64 (n,) each. O(m) with a small sort per row."""
    outside, reached, participation = (np.zeros(ties.n) for _ in range(3))
    in_pieces(_count_groups, ties.n, ties.indptr, ties.indices, group, outside, reached, participation)
    return outside, reached, participation


@kernel
def _count_groups(
    first: int, last: int, indptr: Array, indices: Array, group: Array, outside: Array, reached: Array, part: Array
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
                if found[i] != group[u] and found[i] >= 0:
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
            out[draw, r] = 1 - squares / (np.float64(d) * d)
