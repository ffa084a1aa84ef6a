"""The one value all measures take, and how to make it.

A graph is a compressed table of rows (CSR): the ties of node `u` lead to `indices[indptr[u]:indptr[u + 1]]`,
sorted, each once. An undirected tie is stored in both rows, a loop once. Nodes are numbered 0…n-1; names stay
with the caller.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Combine = Literal["sum", "max", "count"]
Array = npt.NDArray[Any]
LARGEST = np.iinfo(np.int32).max


class GraphError(ValueError):
    """The given ties cannot make a graph; the message says which and why."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Ties between n nodes.

    indptr: int64, shape (n + 1,). indices: int32, shape (arcs,), sorted within a row, no duplicates.
    weights: float32 or float64, shape (arcs,), never negative; None when every tie counts 1.
    """

    indptr: Array
    indices: Array
    weights: Array | None
    directed: bool
    _derived: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def n(self) -> int:
        """How many nodes."""
        return len(self.indptr) - 1

    @property
    def arcs(self) -> int:
        """How many entries are stored: an undirected tie counts twice, a loop once."""
        return len(self.indices)

    @property
    def m(self) -> int:
        """How many ties, an undirected one counted once."""
        if self.directed:
            return self.arcs
        return (self.arcs + self.loops) // 2

    @property
    def loops(self) -> int:
        """How many ties lead from a node to itself."""
        if "loops" not in self._derived:
            from folkmoot.graph.csr import count_loops

            self._derived["loops"] = count_loops(self.indptr, self.indices)
        return int(self._derived["loops"])

    def rows(self) -> Array:
        """The source of every stored entry: int32, shape (arcs,)."""
        return np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.indptr))

    def degrees(self) -> Array:
        """Entries per row: out-degree when directed, degree otherwise. int64, shape (n,)."""
        return np.diff(self.indptr)

    def neighbours(self, node: int) -> Array:
        """Where the ties of one node lead: a view, sorted."""
        return self.indices[self.indptr[node] : self.indptr[node + 1]]

    def total(self) -> float:
        """The sum of all stored weights; the number of entries without weights."""
        return float(self.arcs) if self.weights is None else float(self.weights.sum(dtype=np.float64))

    def arc_weights(self) -> Array:
        """The weights as kernels take them: an empty array when every tie counts 1."""
        return np.empty(0, np.float32) if self.weights is None else self.weights

    def reverse(self) -> "Graph":
        """Every tie turned round; an undirected graph is its own. Kept, so asking again costs nothing. O(n +
        m)."""
        if not self.directed:
            return self
        if "reverse" not in self._derived:
            from folkmoot.graph.csr import transpose

            turned = Graph(*transpose(self.indptr, self.indices, self.weights, self.n), directed=True)
            turned._derived["reverse"] = self
            self._derived["reverse"] = turned
        found: Graph = self._derived["reverse"]
        return found

    def undirected(self) -> "Graph":
        """Directions forgotten: the weights of both ways added, loops kept. Kept like `reverse`. O(n + m)."""
        if not self.directed:
            return self
        if "undirected" not in self._derived:
            from folkmoot.graph.csr import merge

            other = self.reverse()
            self._derived["undirected"] = Graph(
                *merge(self.indptr, self.indices, self.weights, other.indices, other.indptr, other.weights),
                directed=False,
            )
        found: Graph = self._derived["undirected"]
        return found

    def reciprocated(self) -> "Graph":
        """Only ties that go both ways, undirected, with the smaller of both weights; no loops. O(n + m)."""
        if "reciprocated" not in self._derived:
            from folkmoot.graph.csr import meet

            other = self.reverse()
            self._derived["reciprocated"] = Graph(
                *meet(self.indptr, self.indices, self.weights, other.indices, other.indptr, other.weights),
                directed=False,
            )
        found: Graph = self._derived["reciprocated"]
        return found

    def bare(self) -> "Graph":
        """The same graph without what was kept of it (`reverse`, `undirected`, …), to be stored. O(1)."""
        return Graph(self.indptr, self.indices, self.weights, self.directed)

    def release(self, *names: str) -> None:
        """Let go of what was kept ("reverse", "undirected", …) and is not needed any more. O(1)."""
        for name in names:
            self._derived.pop(name, None)

    def without_loops(self) -> "Graph":
        """The same graph without ties from a node to itself; kept. O(n + m)."""
        if self.loops == 0:
            return self
        if "plain" not in self._derived:
            from folkmoot.graph.csr import drop_loops

            kept = drop_loops(self.indptr, self.indices, self.weights, self.arcs - self.loops)
            self._derived["plain"] = Graph(*kept, self.directed)
        found: Graph = self._derived["plain"]
        return found


def from_edges(
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    n: int | None = None,
    directed: bool = True,
    combine: Combine = "sum",
) -> Graph:
    """A graph of the given ties.

    sources, targets: whole numbers 0…n-1, shape (ties,). weights: finite, not negative, shape (ties,), or
    None. n: how many nodes; one more than the largest number when not given.
    combine: what several rows of one pair make: "sum" or "max" of their weights, or the "count" of the rows
    (then the graph is weighted even when no weights are given). Without weights and without "count" they make
    one tie. Raises GraphError naming the first row that cannot be used. O(n + ties), two sorts by counting.
    """
    source, target = _node_numbers(sources, "sources"), _node_numbers(targets, "targets")
    if len(source) != len(target):
        raise GraphError(f"{len(source)} sources but {len(target)} targets.")
    count = _node_count(source, target, n)
    given = _tie_weights(weights, len(source))
    if combine not in ("sum", "max", "count"):
        raise GraphError(f"combine is “sum”, “max” or “count”, not “{combine}”.")
    if combine == "count":
        given = np.ones(len(source), np.float32)
    from folkmoot.graph.csr import compress

    indptr, indices, found = compress(
        source.astype(np.int32, copy=False),
        target.astype(np.int32, copy=False),
        given,
        count,
        directed,
        combine == "max",
    )
    return Graph(indptr, indices, found, directed)


def _node_numbers(values: npt.ArrayLike, name: str) -> Array:
    array = np.asarray(values)
    if array.ndim != 1:
        raise GraphError(f"{name} is one row of node numbers, not an array of {array.ndim} dimensions.")
    if array.size == 0:
        return array.astype(np.int32)
    if array.dtype.kind not in "iu":
        raise GraphError(f"{name} holds whole numbers (0…n-1), not {array.dtype}; turn names into numbers first.")
    return array


def _node_count(source: Array, target: Array, n: int | None) -> int:
    if n is not None and n < 0:
        raise GraphError(f"There cannot be {n} nodes.")
    largest = -1
    for name, array in (("sources", source), ("targets", target)):
        if not array.size:
            continue
        if array.min() < 0:
            raise GraphError(f"Row {int(np.argmax(array < 0))}: {name} has a negative node number.")
        top = int(array.max())
        if n is not None and top >= n:
            row = int(np.argmax(array >= n))
            raise GraphError(f"Row {row}: {name} has node {int(array[row])}, but there are only {n} nodes.")
        largest = max(largest, top)
    if max(largest, n or 0) >= LARGEST:
        raise GraphError(f"At most {LARGEST} nodes.")
    return largest + 1 if n is None else n


def _tie_weights(weights: npt.ArrayLike | None, ties: int) -> Array | None:
    if weights is None:
        return None
    array = np.asarray(weights)
    if array.shape != (ties,):
        raise GraphError(f"{ties} ties but weights of shape {array.shape}.")
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    bad = ~(np.isfinite(array) & (array >= 0))
    if bad.any():
        row = int(np.argmax(bad))
        raise GraphError(f"Row {row}: a weight is a number of 0 or more, not {array[row]}.")
    return np.ascontiguousarray(array)
