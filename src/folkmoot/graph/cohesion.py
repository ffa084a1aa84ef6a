"""How tightly nodes sit among their neighbours. Directions, weights and loops are ignored."""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph
from folkmoot.graph.kernels import in_lanes, kernel

Array = npt.NDArray[Any]


def core_numbers(graph: Graph) -> Array:
    """The largest k such that the node is among nodes each with k ties to the others. int32, shape (n,).

    O(n + m) (Batagelj & Zaveršnik 2003).
    """
    both = graph.undirected()  # Loops are passed over: taking them out would cost as much as the rest.
    return _cores(both.indptr, both.indices)


def triangles(graph: Graph, *, threads: int | None = None) -> Array:
    """How many triangles each node is in. int64, shape (n,).

    Each tie is looked at from its end with fewer ties: O(m · arboricity) (Chiba & Nishizeki 1985).
    """
    simple = graph.undirected().without_loops()
    lanes = in_lanes(_triangles, simple.indptr, simple.indices, threads=threads)
    return np.asarray(np.sum(lanes, axis=0, dtype=np.int64))


def clustering(graph: Graph, *, threads: int | None = None) -> Array:
    """The share of pairs of neighbours who are tied, C = 2 t / (k (k - 1)); 0 below two neighbours. float64,
    (n,).

    Cost as `triangles` (Watts & Strogatz 1998).
    """
    degree = np.diff(graph.undirected().without_loops().indptr).astype(np.float64)
    pairs = degree * (degree - 1)
    return 2.0 * triangles(graph, threads=threads) / np.where(pairs > 0, pairs, 1.0)


@kernel
def _cores(indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    degree = np.empty(n, np.int32)
    top = 0
    for u in range(n):
        own = indices[indptr[u] : indptr[u + 1]]
        itself = np.searchsorted(own, u)
        degree[u] = len(own) - (itself < len(own) and own[itself] == u)
        top = max(top, degree[u])
    start = np.zeros(top + 2, np.int64)
    for u in range(n):
        start[degree[u] + 1] += 1
    for d in range(top + 1):
        start[d + 1] += start[d]
    order, place = np.empty(n, np.int32), np.empty(n, np.int32)
    fill = start.copy()
    for u in range(n):
        place[u] = fill[degree[u]]
        order[place[u]] = u
        fill[degree[u]] += 1
    for k in range(n):
        u = order[k]
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            if degree[v] > degree[u]:  # Move v to the front of its bin, then into the bin below.
                first = start[degree[v]]
                w = order[first]
                if w != v:
                    order[first], order[place[v]] = v, w
                    place[w], place[v] = place[v], first
                start[degree[v]] += 1
                degree[v] -= 1
    return degree


@kernel
def _triangles(lane, lanes, indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    found = np.zeros(n, np.int32)
    mark = np.full(n, -1, np.int32)
    for u in range(n):
        if (u >> 5) % lanes != lane:
            continue
        du = indptr[u + 1] - indptr[u]
        if du < 2:
            continue
        for i in range(indptr[u], indptr[u + 1]):
            mark[indices[i]] = u
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            dv = indptr[v + 1] - indptr[v]
            if dv > du or (dv == du and v > u):
                continue
            # The common neighbours of u and v: each closes a triangle at itself, seen once from its far tie.
            for j in range(indptr[v], indptr[v + 1]):
                if mark[indices[j]] == u:
                    found[indices[j]] += 1
    return found
