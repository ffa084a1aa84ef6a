"""Who stands between groups: Burt's structural holes, participation, the E-I index, groups against chance."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.kernels import in_lanes, kernel

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class StructuralHoles:
    """constraint and effective_size: float64, shape (n,), NaN for nodes without neighbours."""

    constraint: Array
    effective_size: Array


@dataclass(frozen=True, eq=False)
class GroupTies:
    """observed, expected: summed weights from the row's group to the column's, float64, shape (groups,
    groups)."""

    observed: Array
    expected: Array

    @property
    def ratio(self) -> Array:
        """observed / expected; NaN where nothing is expected."""
        return np.divide(
            self.observed, self.expected, out=np.full(self.observed.shape, np.nan), where=self.expected > 0
        )


@dataclass(frozen=True, eq=False)
class ExternalInternal:
    """(E - I) / (E + I): -1 all ties within the own group, +1 all outside; NaN without ties.

    nodes: shape (n,). groups: shape (groups,). network: one number.
    """

    nodes: Array
    groups: Array
    network: float


def structural_holes(graph: Graph, *, threads: int | None = None) -> StructuralHoles:
    """Burt's constraint and effective size of every node, in one sweep over the triangles.

    With a_ij the summed weights both ways, p_ij = a_ij / Σ_k a_ik and m_ij = a_ij / max_k a_ik:
    constraint c_i = Σ_j (p_ij + Σ_q p_iq p_qj)², effective size e_i = Σ_j (1 - Σ_q p_iq m_jq), q ≠ i, j.
    Loops are ignored. The inner sums of both ends of a tie come from one look at their common neighbours,
    taken from the end with fewer ties: O(m · arboricity) time, O(n) memory beside the graph. Burt (1992).
    """
    both = graph.undirected().without_loops()
    weights = both.arc_weights()
    strength, largest = _strength_and_largest(both.indptr, weights)
    with np.errstate(divide="ignore"):
        shares, parts = 1.0 / strength, 1.0 / largest
    lanes = in_lanes(_holes, both.indptr, both.indices, weights, shares, parts, threads=threads)
    constraint = np.zeros(graph.n)
    redundancy = np.zeros(graph.n)
    for lane in lanes:
        constraint += lane[0]
        redundancy += lane[1]
    degree = np.diff(both.indptr)
    alone = strength == 0
    constraint[alone] = np.nan
    size = degree - redundancy
    size[alone] = np.nan
    return StructuralHoles(constraint, size)


def participation(graph: Graph, groups: npt.ArrayLike) -> Array:
    """How evenly a node's ties spread over groups: P_i = 1 - Σ_g (k_ig / k_i)². float64, (n,); NaN without
    ties.

    0 when all ties lead to one group, near 1 - 1/groups when to all alike. Weights and both directions count;
    ties to nodes without a group (-1) do not. O(n + m) (Guimerà & Amaral 2005).
    """
    names, count = _groups(graph, groups)
    both = graph.undirected()
    return _participation(both.indptr, both.indices, both.arc_weights(), names, count)


def external_internal(graph: Graph, groups: npt.ArrayLike) -> ExternalInternal:
    """The E-I index of nodes, groups and the whole network. O(n + m) (Krackhardt & Stern 1988).

    E sums the weights to other groups, I within the own; loops and nodes without a group (-1) are left out.
    """
    names, count = _groups(graph, groups)
    both = graph.undirected().without_loops()
    rows = both.rows()
    weights = np.ones(both.arcs) if both.weights is None else both.weights.astype(np.float64)
    known = (names[rows] >= 0) & (names[both.indices] >= 0)
    signs = np.where(names[rows] != names[both.indices], 1.0, -1.0)
    weights = np.where(known, weights, 0.0)
    balance = np.bincount(rows, weights * signs, minlength=graph.n)
    total = np.bincount(rows, weights, minlength=graph.n)
    own = names >= 0
    group_balance = np.bincount(names[own], balance[own], minlength=count)
    group_total = np.bincount(names[own], total[own], minlength=count)
    whole = float(total.sum())
    return ExternalInternal(
        _ratio(balance, total), _ratio(group_balance, group_total), balance.sum() / whole if whole else np.nan
    )


def group_ties(graph: Graph, groups: npt.ArrayLike) -> GroupTies:
    """Ties from group to group, and what chance would give with everybody's number of ties kept.

    The expectation under the degree-preserving null (configuration model) is s_out(g) · s_in(h) / total
    weight; undirected ties stand in both halves, a loop too. O(m + groups²) (Newman & Girvan 2004).
    """
    names, count = _groups(graph, groups)
    rows = graph.rows()
    known = (names[rows] >= 0) & (names[graph.indices] >= 0)
    weights = None if graph.weights is None else graph.weights[known]
    keys = names[rows[known]].astype(np.int64) * count + names[graph.indices[known]]
    observed = np.bincount(keys, weights, minlength=count * count).reshape(count, count).astype(np.float64)
    total = observed.sum()
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / (total or 1.0)
    return GroupTies(observed, expected)


def _groups(graph: Graph, groups: npt.ArrayLike) -> tuple[Array, int]:
    names = np.asarray(groups)
    if names.shape != (graph.n,) or (names.size and names.dtype.kind not in "iu"):
        raise GraphError(f"groups is one whole number per node: shape ({graph.n},), not {names.shape}.")
    return names.astype(np.int32), int(names.max(initial=-1)) + 1


def _ratio(above: Array, below: Array) -> Array:
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)


@kernel
def _strength_and_largest(indptr, weights):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    strength, largest = np.zeros(n), np.zeros(n)
    for u in range(n):
        if len(weights) == 0:
            strength[u] = indptr[u + 1] - indptr[u]
            largest[u] = 1.0
        for i in range(indptr[u], indptr[u + 1] if len(weights) else indptr[u]):
            strength[u] += weights[i]
            largest[u] = max(largest[u], weights[i])
    return strength, largest


@kernel
def _holes(lane, lanes, indptr, indices, weights, shares, parts):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    weighted = len(weights) > 0
    constraint, redundancy = np.zeros(n), np.zeros(n)
    mark = np.zeros(n, weights.dtype)
    for i in range(n):
        if (i >> 5) % lanes != lane or np.isinf(shares[i]):
            continue
        di = indptr[i + 1] - indptr[i]
        for a in range(indptr[i], indptr[i + 1]):
            mark[indices[a]] = weights[a] if weighted else 1
        for a in range(indptr[i], indptr[i + 1]):
            j = indices[a]
            dj = indptr[j + 1] - indptr[j]
            if dj > di or (dj == di and j > i) or np.isinf(shares[j]):
                continue
            w = np.float64(mark[j])
            through, at_j, at_i = 0.0, 0.0, 0.0
            for b in range(indptr[j], indptr[j + 1]):
                q = indices[b]
                iq = mark[q]
                if iq > 0:
                    jq = np.float64(weights[b]) if weighted else 1.0
                    if jq > 0:
                        through += iq * jq * shares[q]
                        at_j += jq * parts[q]
                        at_i += iq * parts[q]
            constraint[i] += ((w + through) * shares[i]) ** 2
            constraint[j] += ((w + through) * shares[j]) ** 2
            redundancy[i] += w * at_j * shares[i]
            redundancy[j] += w * at_i * shares[j]
        for a in range(indptr[i], indptr[i + 1]):
            mark[indices[a]] = 0
    return constraint, redundancy


@kernel
def _participation(indptr, indices, weights, groups, count):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    found = np.full(n, np.nan)
    share = np.zeros(count)
    for u in range(n):
        total = 0.0
        for i in range(indptr[u], indptr[u + 1]):
            group = groups[indices[i]]
            if group >= 0:
                w = np.float64(weights[i]) if len(weights) else 1.0
                share[group] += w
                total += w
        if total > 0:
            squares = 0.0
            for i in range(indptr[u], indptr[u + 1]):
                group = groups[indices[i]]
                if group >= 0:
                    squares += (share[group] / total) ** 2
                    share[group] = 0.0
            found[u] = 1.0 - squares
        else:
            for i in range(indptr[u], indptr[u + 1]):
                if groups[indices[i]] >= 0:
                    share[groups[indices[i]]] = 0.0
    return found
