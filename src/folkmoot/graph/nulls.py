"""What chance would give: networks with everybody's number of ties kept and all else shuffled."""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError, from_edges
from folkmoot.graph.chance import ONE, after, mix, stream, unit
from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]


def rewired(
    graph: Graph, groups: npt.ArrayLike | None = None, *, seed: int = 0, swaps_per_tie: float = 10.0
) -> Graph:
    """A random simple graph in which every node keeps its number of ties (in and out when directed).

    groups: int (n,); when given, the number of ties from each group to each is kept as well. Pairs of ties a→b,
    c→d become a→d, c→b unless that makes a loop, a tie that exists, or other ties between groups; 10 tries a
    tie mix well (Maslov & Sneppen 2002; Milo et al. 2003), with many groups more are needed because most tries
    are in vain. Loops are left out, weights stay with the tie's source. O(tries) with a table of the ties. The
    same for a seed.
    """
    names = np.zeros(graph.n, np.int64) if groups is None else np.asarray(groups, np.int64)
    if names.shape != (graph.n,):
        raise GraphError(f"groups is one whole number per node: shape ({graph.n},), not {names.shape}.")
    simple = graph.without_loops()
    rows, weights = simple.rows(), simple.weights
    targets = simple.indices.astype(np.int32)
    if not graph.directed:
        once = rows < targets
        rows, targets = rows[once], targets[once]
        weights = None if weights is None else weights[once]
    rows, targets = rows.copy(), targets.copy()
    _swap(rows, targets, names, int(swaps_per_tie * len(rows)), seed, graph.directed)
    return from_edges(rows, targets, weights, n=graph.n, directed=graph.directed)


@kernel
def _slot(table, key):  # type: ignore[no-untyped-def]
    """Where a key is, or the first free place for it (open addressing, no gaps within a run)."""
    mask = len(table) - 1
    at = np.int64((np.uint64(key) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
    while table[at] != -1 and table[at] != key:
        at = (at + 1) & mask
    return at


@kernel
def _remove(table, key):  # type: ignore[no-untyped-def]
    mask = len(table) - 1
    gap = at = _slot(table, key)
    while True:  # Close the gap: move back what would no longer be found.
        at = (at + 1) & mask
        if table[at] == -1:
            break
        home = np.int64((np.uint64(table[at]) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask
        if ((at - home) & mask) >= ((at - gap) & mask):
            table[gap] = table[at]
            gap = at
    table[gap] = -1


@kernel
def _key(u, v, n, directed):  # type: ignore[no-untyped-def]
    if directed or u < v:
        return np.int64(u) * n + v
    return np.int64(v) * n + u


@kernel
def _swap(rows, targets, names, tries, seed, directed):  # type: ignore[no-untyped-def]
    ties, n = len(rows), len(names)
    if ties < 2:
        return
    size = 16
    while size < 2 * ties + 2:
        size *= 2
    table = np.full(size, -1, np.int64)
    for tie in range(ties):
        key = _key(rows[tie], targets[tie], n, directed)
        table[_slot(table, key)] = key
    state = stream(seed, 0)
    for _ in range(tries):
        state = after(state)
        i = int(unit(state) * ties)
        state = after(state)
        j = int(unit(state) * ties)
        a, b, c, d = rows[i], targets[i], rows[j], targets[j]
        if not directed and mix(state) & ONE:
            c, d = d, c
        if i == j or a == d or c == b or (names[b] != names[d] and names[a] != names[c]):
            continue
        one, two = _key(a, d, n, directed), _key(c, b, n, directed)
        if one == two or table[_slot(table, one)] == one or table[_slot(table, two)] == two:
            continue
        _remove(table, _key(a, b, n, directed))
        _remove(table, _key(c, d, n, directed))
        table[_slot(table, one)] = one
        table[_slot(table, two)] = two
        rows[i], targets[i], rows[j], targets[j] = a, d, c, b
