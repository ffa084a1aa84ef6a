"""Which nodes can reach each other at all."""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph
from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]


def weak_components(graph: Graph) -> Array:
    """The component of every node when directions are ignored, the largest numbered 0. int32, shape (n,).

    Union–find with path halving, O(m α(n)) (Tarjan 1975).
    """
    return _by_size(_union(graph.indptr, graph.indices))


def strong_components(graph: Graph) -> Array:
    """The component of every node when ties are followed their way only, the largest numbered 0. int32, (n,).

    O(n + m) (Tarjan 1972), by SciPy.
    """
    if graph.n == 0:
        return np.zeros(0, np.int32)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(graph.arcs, np.int8)
    matrix = csr_array((ones, graph.indices, graph.indptr), shape=(graph.n, graph.n))
    return _by_size(connected_components(matrix, directed=True, connection="strong")[1].astype(np.int32))


def _by_size(names: Array) -> Array:
    if not len(names):
        return names
    _, first, numbers, sizes = np.unique(names, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    place = np.empty(len(sizes), np.int32)
    place[order] = np.arange(len(sizes), dtype=np.int32)
    return place[numbers]


@kernel
def _union(indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    parent = np.arange(n).astype(np.int32)
    for u in range(n):
        for i in range(indptr[u], indptr[u + 1]):
            a, b = np.int32(u), indices[i]
            while parent[a] != a:
                parent[a] = parent[parent[a]]
                a = parent[a]
            while parent[b] != b:
                parent[b] = parent[parent[b]]
                b = parent[b]
            if a < b:
                parent[b] = a
            elif b < a:
                parent[a] = b
    for u in range(n):  # Parents are smaller than their children, so one sweep finds every root.
        parent[u] = parent[parent[u]]
    return parent
