"""Who lies between, and who is near: betweenness and harmonic closeness, counted in ties (weights are
ignored).

Exact on small graphs; on large ones from samples, with the error stated that holds for all nodes at once.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.chance import after, stream, unit
from folkmoot.graph.kernels import in_lanes, kernel

Array = npt.NDArray[Any]
EXACT_UP_TO = 2_000
FIRST_SAMPLES, MOST_SAMPLES = 1_024, 1 << 22


@dataclass(frozen=True, eq=False)
class Estimate:
    """values: float64, shape (n,). With probability `confidence` all are within `error`; 0 when exact."""

    values: Array
    error: float
    confidence: float
    samples: int

    @property
    def exact(self) -> bool:
        return self.samples == 0


def betweenness(
    graph: Graph,
    *,
    error: float = 0.01,
    confidence: float = 0.95,
    seed: int = 0,
    exact: bool | None = None,
    threads: int | None = None,
) -> Estimate:
    """The share of ordered pairs (s, t) whose shortest path leads through a node: Σ σ_st(v)/σ_st / (n (n -
    1)).

    exact: whether to follow all pairs, O(n m) (Brandes 2001); up to 2,000 nodes when not given. Otherwise
    random shortest paths between random pairs are drawn, by search from both ends, until the empirical
    Bernstein bound (Maurer & Pontil 2009) for every node, shared over nodes and checks, is within `error`
    (as Riondato & Kornaropoulos 2016, Borassi & Natale 2019); the error reached is returned.
    """
    _check(error, confidence)
    n = graph.n
    if n < 3:
        return Estimate(np.zeros(n), 0.0, 1.0, 0)
    if exact or (exact is None and n <= EXACT_UP_TO):
        total = np.sum(in_lanes(_brandes, graph.indptr, graph.indices, threads=threads), axis=0)
        return Estimate(total / ((n - 1) * (n - 2)), 0.0, 1.0, 0)
    back = graph.reverse()
    checks = int(math.log2(MOST_SAMPLES // FIRST_SAMPLES)) + 1
    spread = math.log(4.0 * n * checks / (1.0 - confidence))
    counts, done, reached, scale = np.zeros(n), 0, 1.0, n / (n - 2)  # From all pairs to those without v itself.
    while reached > error and done < MOST_SAMPLES:
        upto = max(FIRST_SAMPLES, 2 * done)
        arguments = (done, upto, seed, graph.indptr, graph.indices, back.indptr, back.indices)
        counts += np.sum(in_lanes(_random_paths, *arguments, threads=threads), axis=0, dtype=np.int64)
        done = upto
        top = float(np.max(np.minimum(counts / done, 0.5)))
        variance = top * (1 - top) * done / (done - 1)
        reached = scale * (math.sqrt(2 * variance * spread / done) + 7 * spread / (3 * (done - 1)))
    return Estimate(scale * counts / done, reached, confidence, done)


def harmonic_closeness(
    graph: Graph,
    *,
    error: float = 0.05,
    confidence: float = 0.95,
    seed: int = 0,
    exact: bool | None = None,
    threads: int | None = None,
) -> Estimate:
    """How near the others are: the mean of 1 / d(u, v) over all u ≠ v, 0 for those who cannot reach v. 0 to
    1.

    exact: from every node, O(n m); up to 2,000 nodes when not given. Otherwise from as many random nodes as
    Hoeffding's inequality asks for all n nodes at once, ln(2 n / (1 - confidence)) / (2 error²), O(m) each
    (Eppstein & Wang 2004; Boldi & Vigna 2014).
    """
    _check(error, confidence)
    n = graph.n
    if n < 2:
        return Estimate(np.zeros(n), 0.0, 1.0, 0)
    needed = math.ceil(math.log(2 * n / (1 - confidence)) / (2 * error**2))
    if exact or (exact is None and (n <= EXACT_UP_TO or needed >= n)):
        everyone = np.arange(n)
        total = np.sum(in_lanes(_nearness, everyone, graph.indptr, graph.indices, threads=threads), axis=0)
        return Estimate(total / (n - 1), 0.0, 1.0, 0)
    needed = min(needed, n)
    chosen = np.random.default_rng(seed).integers(0, n, needed)
    total = np.sum(in_lanes(_nearness, chosen, graph.indptr, graph.indices, threads=threads), axis=0)
    reached = math.sqrt(math.log(2 * n / (1 - confidence)) / (2 * needed))
    return Estimate(total / needed * n / (n - 1), reached * n / (n - 1), confidence, needed)


def _check(error: float, confidence: float) -> None:
    if not (0 < error < 1 and 0 < confidence < 1):
        raise GraphError("error and confidence lie between 0 and 1.")


@kernel
def _nearness(lane, lanes, sources, indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    total = np.zeros(n)
    distance, queue = np.full(n, -1, np.int32), np.empty(n, np.int32)
    for k in range(lane, len(sources), lanes):
        queue[0] = sources[k]
        distance[queue[0]] = 0
        head, tail = 0, 1
        while head < tail:
            u = queue[head]
            head += 1
            for i in range(indptr[u], indptr[u + 1]):
                v = indices[i]
                if distance[v] < 0:
                    distance[v] = distance[u] + 1
                    total[v] += 1.0 / distance[v]
                    queue[tail] = v
                    tail += 1
        for i in range(tail):
            distance[queue[i]] = -1
    return total


@kernel
def _brandes(lane, lanes, indptr, indices):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    total, paths, credit = np.zeros(n), np.zeros(n), np.zeros(n)
    distance, queue = np.full(n, -1, np.int32), np.empty(n, np.int32)
    for s in range(lane, n, lanes):
        queue[0], distance[s], paths[s] = s, 0, 1.0
        head, tail = 0, 1
        while head < tail:
            u = queue[head]
            head += 1
            for i in range(indptr[u], indptr[u + 1]):
                v = indices[i]
                if distance[v] < 0:
                    distance[v] = distance[u] + 1
                    queue[tail] = v
                    tail += 1
                if distance[v] == distance[u] + 1:
                    paths[v] += paths[u]
        for k in range(tail - 1, -1, -1):
            u = queue[k]
            for i in range(indptr[u], indptr[u + 1]):
                v = indices[i]
                if distance[v] == distance[u] + 1:
                    credit[u] += paths[u] / paths[v] * (1.0 + credit[v])
            if u != s:
                total[u] += credit[u]
        for k in range(tail):
            u = queue[k]
            distance[u], paths[u], credit[u] = -1, 0.0, 0.0
    return total


@kernel
def _random_paths(lane, lanes, first, last, seed, outptr, outs, inptr, ins):  # type: ignore[no-untyped-def]
    """How often each node lies inside one random shortest path of each random pair first…last."""
    n = len(outptr) - 1
    counts = np.zeros(n, np.int32)
    far, far_back = np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    paths, paths_back = np.zeros(n), np.zeros(n)
    queue, queue_back = np.empty(n, np.int32), np.empty(n, np.int32)
    for k in range(first + lane, last, lanes):
        state = after(stream(seed, k))
        s = np.int32(unit(state) * n)
        state = after(state)
        t = np.int32(unit(state) * (n - 1))
        t += t >= s
        queue[0], far[s], paths[s] = s, 0, 1.0
        queue_back[0], far_back[t], paths_back[t] = t, 0, 1.0
        a, b, c, d = np.int64(0), np.int64(1), np.int64(0), np.int64(1)
        met = 0.0
        while met == 0.0 and a < b and c < d:
            if b - a <= d - c:
                a, b, met = _level(outptr, outs, queue, a, b, far, paths, far_back, paths_back)
                front, front_end, forward = a, b, True
            else:
                c, d, met = _level(inptr, ins, queue_back, c, d, far_back, paths_back, far, paths)
                front, front_end, forward = c, d, False
        if met > 0.0:
            state = after(state)
            left = unit(state) * met
            middle = np.int32(-1)
            for i in range(front, front_end):
                v = queue[i] if forward else queue_back[i]
                if far[v] >= 0 and far_back[v] >= 0:
                    middle = v
                    left -= paths[v] * paths_back[v]
                    if left < 0:
                        break
            if middle != s and middle != t:
                counts[middle] += 1
            state = _walk_home(inptr, ins, middle, far, paths, counts, state)
            state = _walk_home(outptr, outs, middle, far_back, paths_back, counts, state)
        for i in range(b):
            far[queue[i]], paths[queue[i]] = -1, 0.0
        for i in range(d):
            far_back[queue_back[i]], paths_back[queue_back[i]] = -1, 0.0
    return counts


@kernel
def _level(indptr, indices, queue, a, b, far, paths, far_other, paths_other):  # type: ignore[no-untyped-def]
    """Search one step further; how many shortest paths meet the other side there."""
    tail = b
    for i in range(a, b):
        u = queue[i]
        for j in range(indptr[u], indptr[u + 1]):
            v = indices[j]
            if far[v] < 0:
                far[v] = far[u] + 1
                queue[tail] = v
                tail += 1
            if far[v] == far[u] + 1:
                paths[v] += paths[u]
    met = 0.0
    for i in range(b, tail):
        if far_other[queue[i]] >= 0:
            met += paths[queue[i]] * paths_other[queue[i]]
    return b, tail, met


@kernel
def _walk_home(indptr, indices, middle, far, paths, counts, state):  # type: ignore[no-untyped-def]
    """Step from the middle to the end where far is 0, each way as likely as it has paths; count what is
    passed."""
    u = middle
    while far[u] > 1:
        state = after(state)
        left = unit(state) * paths[u]
        chosen = u
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            if far[v] == far[u] - 1:
                chosen = v
                left -= paths[v]
                if left < 0:
                    break
        u = chosen
        counts[u] += 1
    return state
