"""How something passes from person to person: chances of ties, and simulation of cascades.

Three models over directed ties u → v (u may influence v):
- independent cascade (IC): a newly active u gets one try at each v and succeeds with p(u, v);
- linear threshold (LT): v becomes active when the weights of its active sources reach a threshold drawn
  uniformly from (0, 1) (Kempe, Kleinberg and Tardos 2003);
- complex contagion: as IC, but v needs `threshold` ≥ 2 successful tries, from different people (Centola and
  Macy 2007), and at least `fraction` of its sources (Watts 2002). With chance 1 nothing is left to luck.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.chance import after, key_of, mix, stream, unit
from folkmoot.graph.kernels import NO_WEIGHTS, in_pieces, kernel

Array = npt.NDArray[Any]
Kind = Literal["ic", "lt"]


@dataclass(frozen=True, eq=False)
class Model:
    """A graph whose ties carry with known chances.

    Either `by_degree` holds the chance of every tie into a node of in-degree d (float64, shape
    (largest in-degree + 1,)), or it is empty and the graph's weights are the chances of its ties.
    """

    graph: Graph
    kind: Kind
    by_degree: Array

    def per_node(self) -> Array:
        """The chance of the ties into each node, float32 (n,); empty when chances differ from tie to tie."""
        if not len(self.by_degree):
            return NO_WEIGHTS
        chances: Array = self.by_degree[self.graph.reverse().degrees()].astype(np.float32)
        return chances

    def per_tie(self) -> Array:
        """The chance of each tie, float32 (arcs,); empty when it follows from the receiver."""
        return NO_WEIGHTS if len(self.by_degree) else self.graph.arc_weights().astype(np.float32, copy=False)


def model(graph: Graph, kind: Kind = "ic", weights: str = "wc") -> Model:
    """Give every tie its chance.

    weights: "wc" 1 / in-degree of the receiver (weighted cascade); "const:P" the same P for all; "column" the
    graph's weights are the chances (for LT: their sum over a person's sources must not pass 1); "lt" the
    graph's weights divided by their sum over the receiver's sources. Raises GraphError. O(n + m).
    """
    if kind not in ("ic", "lt"):
        raise GraphError(f"The model is “ic” or “lt”, not “{kind}”.")
    if not graph.directed:
        graph = Graph(graph.indptr, graph.indices, graph.weights, directed=True)
    name, _, number = weights.partition(":")
    largest = int(graph.reverse().degrees().max(initial=0))
    if name == "wc" and not number:
        return Model(graph, kind, 1.0 / np.maximum(np.arange(largest + 1), 1.0))
    if name == "const":
        chance = _chance(number)
        if kind == "lt" and chance * largest > 1 + 1e-6:
            raise GraphError(
                f"With const:{number} the {largest} ties into one person sum to more than 1; use wc for lt."
            )
        return Model(graph, kind, np.full(largest + 1, chance))
    if number or name not in ("column", "lt"):
        raise GraphError(f"Weights are “wc”, “const:P”, “column” or “lt”, not “{weights}”.")
    if graph.weights is None:
        raise GraphError(f"“{name}” takes chances from the ties' weights, but there are none.")
    return Model(_with_chances(graph, name, kind), kind, np.empty(0))


def _chance(text: str) -> float:
    try:
        chance = float(text)
    except ValueError:
        chance = -1.0
    if not 0 <= chance <= 1:
        raise GraphError(f"“const:P” takes a chance between 0 and 1, not “{text}”.")
    return chance


def _with_chances(graph: Graph, name: str, kind: Kind) -> Graph:
    weights = graph.arc_weights()
    sums = np.bincount(graph.indices, weights=weights, minlength=graph.n)
    if name == "lt":
        weights = weights / np.maximum(sums, 1e-300)[graph.indices]
    elif len(weights) and weights.max() > 1:
        raise GraphError(f"A chance is at most 1, but the weights reach {weights.max():g}; use “lt” or “wc”.")
    elif kind == "lt" and sums.max(initial=0) > 1 + 1e-4:
        raise GraphError(
            f"For lt the weights into one person sum to at most 1, not {sums.max():g}; “lt” scales them."
        )
    return Graph(graph.indptr, graph.indices, weights.astype(np.float32), directed=True)


@dataclass(frozen=True)
class Spread:
    """How many people are reached on average, seeds included, with its interval.

    sizes: int64, shape (runs,).
    """

    mean: float
    low: float
    high: float
    runs: int
    sizes: Array


@dataclass(frozen=True)
class Complex:
    """Reinforcement: how many different people, and which share of one's sources, must have succeeded."""

    threshold: int = 2
    fraction: float = 0.0


def simulate(
    flow: Model,
    seeds: npt.ArrayLike,
    *,
    runs: int = 1000,
    rng: np.random.Generator | int = 0,
    reinforcement: Complex | None = None,
    confidence: float = 0.95,
    threads: int | None = None,
) -> Spread:
    """Run the cascade from `seeds` many times.

    seeds: node numbers. The interval is mean ± z · s / √runs (normal approximation). The same rng gives the same
    sizes on any number of threads: each run has a stream of its own. O(runs · (reached ties) + pieces · n).
    """
    start = node_set(seeds, flow.graph.n)
    if runs < 1:
        raise GraphError("At least one run.")
    if reinforcement and flow.kind == "lt":
        raise GraphError("Complex contagion is simulated with the ic model.")
    graph = flow.graph
    need = _needed(graph, reinforcement)
    sizes = np.zeros(runs, np.int64)
    work = _run_lt if flow.kind == "lt" else _run_ic
    piece = int(min(max(2_000_000 // (graph.n + graph.arcs + 1), 1), 64))
    rest = (graph.indptr, graph.indices, flow.per_tie(), flow.per_node(), start, need, key_of(rng), sizes)
    in_pieces(work, runs, *rest, piece=piece, threads=threads)
    mean = float(sizes.mean())
    half = _z(confidence) * float(sizes.std(ddof=1)) / runs**0.5 if runs > 1 else float("inf")
    low, high = max(mean - half, float(len(start))), min(mean + half, float(graph.n))
    return Spread(mean, low, high, runs, sizes)


def node_set(nodes: npt.ArrayLike, n: int) -> Array:
    """Node numbers as int32, each once, in the order given. Raises GraphError for unknown nodes."""
    given = np.asarray(nodes)
    if given.size == 0:
        return np.empty(0, np.int32)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise GraphError("Nodes are one row of whole numbers.")
    if given.min() < 0 or given.max() >= n:
        raise GraphError(f"Nodes are numbered 0…{n - 1}; {int(given.min())}…{int(given.max())} were given.")
    first = np.sort(np.unique(given, return_index=True)[1])
    return given[first].astype(np.int32)


def _needed(graph: Graph, reinforcement: Complex | None) -> Array:
    if reinforcement is None:
        return np.empty(0, np.int32)
    if reinforcement.threshold < 1 or not 0 <= reinforcement.fraction <= 1:
        raise GraphError("A threshold is at least 1 person, a fraction between 0 and 1.")
    share = np.ceil(reinforcement.fraction * graph.reverse().degrees() - 1e-9)
    return np.maximum(share, reinforcement.threshold).astype(np.int32)


def _z(confidence: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + confidence / 2)


@kernel
def _run_ic(
    first: int,
    last: int,
    indptr: Array,
    indices: Array,
    per_tie: Array,
    per_node: Array,
    seeds: Array,
    need: Array,
    key: int,
    sizes: Array,
) -> None:
    n = len(indptr) - 1
    seen = np.full(n, -1, np.int32)  # The run in which a node was last active.
    tried = np.full(n if len(need) else 0, -1, np.int32)
    count = np.zeros(n if len(need) else 0, np.int32)
    queue = np.empty(n, np.int32)
    for run in range(first, last):
        state = stream(key, run)
        end = 0
        for node in seeds:
            seen[node] = run
            queue[end] = node
            end += 1
        head = 0
        while head < end:
            u = queue[head]
            head += 1
            for j in range(indptr[u], indptr[u + 1]):
                v = indices[j]
                if seen[v] == run:
                    continue
                chance = per_node[v] if len(per_node) else per_tie[j]
                state = after(state)
                if unit(state) >= chance:
                    continue
                if len(need):
                    if tried[v] != run:
                        tried[v] = run
                        count[v] = 0
                    count[v] += 1
                    if count[v] < need[v]:
                        continue
                seen[v] = run
                queue[end] = v
                end += 1
        sizes[run] = end


@kernel
def _run_lt(
    first: int,
    last: int,
    indptr: Array,
    indices: Array,
    per_tie: Array,
    per_node: Array,
    seeds: Array,
    need: Array,
    key: int,
    sizes: Array,
) -> None:
    n = len(indptr) - 1
    seen = np.full(n, -1, np.int32)
    tried = np.full(n, -1, np.int32)
    sum_of = np.zeros(n, np.float64)
    queue = np.empty(n, np.int32)
    for run in range(first, last):
        origin = stream(key, run)
        end = 0
        for node in seeds:
            seen[node] = run
            queue[end] = node
            end += 1
        head = 0
        while head < end:
            u = queue[head]
            head += 1
            for j in range(indptr[u], indptr[u + 1]):
                v = indices[j]
                if seen[v] == run:
                    continue
                if tried[v] != run:
                    tried[v] = run
                    sum_of[v] = 0.0
                sum_of[v] += per_node[v] if len(per_node) else per_tie[j]
                # A node's threshold is a function of the run and the node, so no array of them is kept.
                if sum_of[v] >= unit(origin ^ mix(np.uint64(v) + np.uint64(1))):
                    seen[v] = run
                    queue[end] = v
                    end += 1
        sizes[run] = end
