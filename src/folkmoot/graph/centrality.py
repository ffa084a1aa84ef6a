"""Who is sought out, and who reaches everybody: strength, reciprocity, PageRank, HITS.

Shortest paths (betweenness, closeness) are in `paths`, cores and clustering in `cohesion`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.kernels import in_pieces, kernel

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Hits:
    """hubs, authorities: float64, shape (n,), each summing to 1."""

    hubs: Array
    authorities: Array


def decayed(times: npt.ArrayLike, *, now: float, half_life: float, weights: npt.ArrayLike | None = None) -> Array:
    """Weights of events that fade: w · 2^(-(now - t) / half_life); later than now counts fully. float64,
    (events,).

    times, now and half_life in one unit (seconds, days). Add them up with `from_edges(..., combine="sum")`.
    """
    if not half_life > 0:
        raise GraphError("half_life is more than 0.")
    age = np.maximum(now - np.asarray(times, dtype=np.float64), 0.0)
    return (1.0 if weights is None else np.asarray(weights)) * np.exp2(-age / half_life)


def strength_out(graph: Graph) -> Array:
    """The summed weights of a node's ties (their number without weights). float64, (n,). O(m)."""
    if graph.weights is None:
        return np.diff(graph.indptr).astype(np.float64)
    return np.bincount(graph.rows(), graph.weights, minlength=graph.n)


def strength_in(graph: Graph) -> Array:
    """The summed weights of the ties that lead to a node. float64, (n,). O(m)."""
    return np.bincount(graph.indices, graph.weights, minlength=graph.n).astype(np.float64)


def reciprocity(graph: Graph) -> float:
    """The share of ties that are returned, loops left out; 1 when undirected, NaN without ties. O(n + m)."""
    ties = graph.arcs - graph.loops
    return graph.reciprocated().arcs / ties if ties else float("nan")


def node_reciprocity(graph: Graph) -> Array:
    """The share of a node's partners whom it both reaches and hears from. float64, (n,); NaN when alone. O(n
    + m)."""
    mutual = np.diff(graph.reciprocated().indptr)
    partners = np.diff(graph.undirected().without_loops().indptr)
    return np.divide(mutual, partners, out=np.full(graph.n, np.nan), where=partners > 0)


def pagerank(
    graph: Graph,
    *,
    damping: float = 0.85,
    personal: npt.ArrayLike | None = None,
    start: npt.ArrayLike | None = None,
    tolerance: float = 1e-6,
    rounds: int = 200,
    threads: int | None = None,
) -> Array:
    """Where a walker is found who follows ties by weight and jumps with probability 1 - damping. float64,
    (n,), sum 1.

    x' = damping · (Pᵀ x + dangling · v) + (1 - damping) · v. personal: v, how likely a jump leads where, not
    negative, shape (n,); everywhere alike if not given. Topical rank is the same with v and the ties of one
    topic. start: ranks of yesterday; fewer rounds are needed. Stops when the change summed over nodes is
    below tolerance. O(m) a round, about log(tolerance) / log(damping) rounds (Page et al. 1999; Haveliwala
    2002).
    """
    n = graph.n
    if n == 0:
        return np.zeros(0)
    jump = np.full(n, 1.0 / n) if personal is None else _distribution(personal, n, "personal")
    ranks = jump.copy() if start is None else _distribution(start, n, "start")
    out = strength_out(graph)
    share = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    ending = np.flatnonzero(out == 0)  # From whom no tie leads on.
    back = graph.reverse()
    weights, following = back.arc_weights(), np.empty(n)
    precision = np.float32 if tolerance >= 1e-7 else np.float64  # What is read at random fits twice as well.
    for _ in range(rounds):
        sent = (ranks * share).astype(precision, copy=False)
        scale = damping * float(ranks[ending].sum()) + 1.0 - damping
        changes = in_pieces(
            _gather,
            n,
            back.indptr,
            back.indices,
            weights,
            sent,
            ranks,
            jump,
            damping,
            scale,
            following,
            piece=_piece(back),
            threads=threads,
        )
        ranks, following = following, ranks
        if sum(changes) < tolerance:
            break
    return ranks / ranks.sum()


def hits(graph: Graph, *, tolerance: float = 1e-8, rounds: int = 500, threads: int | None = None) -> Hits:
    """Hubs point to good authorities, authorities are pointed to by good hubs: h = A a, a = Aᵀ h. O(m) a
    round.

    Nodes without ties get 0; without any ties all get the same (Kleinberg 1999).
    """
    n = graph.n
    if n == 0 or graph.total() == 0:
        return Hits(np.full(n, 1.0 / max(n, 1)), np.full(n, 1.0 / max(n, 1)))
    back = graph.reverse()
    hubs, zero, found = np.full(n, 1.0 / n), np.zeros(n), np.empty(n)

    def pull(side: Graph, values: Array) -> Array:
        in_pieces(
            _gather,
            n,
            side.indptr,
            side.indices,
            side.arc_weights(),
            values,
            zero,
            zero,
            1.0,
            0.0,
            found,
            piece=_piece(side),
            threads=threads,
        )
        return found / found.sum()

    for _ in range(rounds):
        before, authorities = hubs, pull(back, hubs)
        hubs = pull(graph, authorities)
        if np.abs(hubs - before).sum() < tolerance:
            break
    return Hits(hubs, authorities)


def _piece(graph: Graph) -> int:
    """Rows that hold about half a million ties: enough for a thread to be worth its while."""
    return max(1, -(-graph.n // max(1, graph.arcs // 500_000)))


def _distribution(values: npt.ArrayLike, n: int, name: str) -> Array:
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (n,) or not np.isfinite(array).all() or (array < 0).any() or array.sum() == 0:
        raise GraphError(f"{name} is {n} numbers of 0 or more, not all 0.")
    return array / array.sum()


@kernel
def _gather(start, stop, indptr, indices, weights, sent, ranks, jump, damping, scale, following):  # type: ignore[no-untyped-def]
    change = 0.0
    for v in range(start, stop):
        total = 0.0
        if len(weights):
            for i in range(indptr[v], indptr[v + 1]):
                total += sent[indices[i]] * weights[i]
        else:
            for i in range(indptr[v], indptr[v + 1]):
                total += sent[indices[i]]
        following[v] = damping * total + scale * jump[v]
        change += abs(following[v] - ranks[v])
    return change
