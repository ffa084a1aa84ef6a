"""Where to draw everybody: near those they deal with, and near where they were yesterday."""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError, from_edges
from folkmoot.graph.chance import after, stream, unit
from folkmoot.graph.communities import leiden
from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]
LARGEST = 100_000
SMALL = 50


def layout(
    graph: Graph,
    *,
    start: npt.ArrayLike | None = None,
    sweeps: int | None = None,
    seed: int = 0,
) -> Array:
    """Places in the plane, float64, (n, 2), in units of about the length of a tie; at most 100,000 nodes.

    Ties pull with 2 / (1 + d²), and for each a few random nodes push with 2 / ((0.01 + d²)(1 + d²)), the step
    growing smaller with every sweep over the ties: stochastic descent as in LargeVis (Tang et al. 2016) and
    UMAP (McInnes & Healy 2018). Without `start` the communities are laid out first and their members around
    them. start: yesterday's places, (n, 2), NaN for newcomers, who begin amid their neighbours; then the
    steps are small, so that what did not change stays where it was. O(sweeps · m), sequential and the same
    for a seed.
    """
    n = graph.n
    if n > LARGEST:
        raise GraphError(f"A layout is for up to {LARGEST:,} nodes, not {n:,}; draw communities instead.")
    both = graph.undirected().without_loops()
    if start is None:
        places, step = _around_communities(both, seed), 1.0
        sweeps = sweeps or int(np.clip(3e7 / max(both.arcs, 1), 30, 300))
    else:
        places = np.array(start, dtype=np.float64)
        if places.shape != (n, 2):
            raise GraphError(f"start has the shape ({n}, 2), not {places.shape}.")
        _settle(both.indptr, both.indices, places, seed)
        step, sweeps = 0.02, sweeps or 10
    for sweep in range(sweeps):
        _sweep(both.indptr, both.indices, places, step * (1 - sweep / sweeps), seed, sweep)
    return places


def _around_communities(graph: Graph, seed: int) -> Array:
    random = np.random.default_rng(seed)
    if graph.n <= SMALL:
        return random.normal(0, np.sqrt(graph.n + 1), (graph.n, 2))
    labels = leiden(graph, resolution=1.0, seed=seed).labels
    count = int(labels.max()) + 1
    if count >= graph.n // 2:
        return random.normal(0, np.sqrt(graph.n), (graph.n, 2))
    rows = graph.rows()
    outside = labels[rows] != labels[graph.indices]
    coarse = from_edges(labels[rows][outside], labels[graph.indices][outside], n=count, directed=False)
    radius = np.sqrt(np.bincount(labels)) * 0.3
    centres = layout(coarse, seed=seed) * max(float(radius.mean()), 1.0)
    scatter = random.normal(0, 1, (graph.n, 2))
    places: Array = centres[labels] + scatter * radius[labels][:, None]
    return places


@kernel
def _settle(indptr, indices, places, seed):  # type: ignore[no-untyped-def]
    """Newcomers begin at the mean of their placed neighbours, a hair apart; without any, at the middle of
    all."""
    n = len(indptr) - 1
    x, y, count = 0.0, 0.0, 0
    placed = np.zeros(n, np.bool_)
    for u in range(n):
        placed[u] = not (np.isnan(places[u, 0]) or np.isnan(places[u, 1]))
        if placed[u]:
            x, y, count = x + places[u, 0], y + places[u, 1], count + 1
    x, y = x / max(count, 1), y / max(count, 1)
    for u in range(n):
        if placed[u]:
            continue
        a, b, near = 0.0, 0.0, 0
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            if placed[v]:
                a, b, near = a + places[v, 0], b + places[v, 1], near + 1
        state = after(stream(seed, u))
        places[u, 0] = (a / near if near else x) + 0.1 * unit(state)
        places[u, 1] = (b / near if near else y) + 0.1 * unit(after(state))


@kernel
def _sweep(indptr, indices, places, step, seed, sweep):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    state = after(stream(seed, sweep))
    for u in range(n):
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            dx, dy = places[u, 0] - places[v, 0], places[u, 1] - places[v, 1]
            pull = -2.0 / (1.0 + dx * dx + dy * dy)
            places[u, 0] += step * max(-4.0, min(4.0, pull * dx))
            places[u, 1] += step * max(-4.0, min(4.0, pull * dy))
            places[v, 0] -= step * max(-4.0, min(4.0, pull * dx))
            places[v, 1] -= step * max(-4.0, min(4.0, pull * dy))
            for _ in range(2):
                state = after(state)
                other = np.int64(unit(state) * n)
                if other == u:
                    continue
                dx, dy = places[u, 0] - places[other, 0], places[u, 1] - places[other, 1]
                far = dx * dx + dy * dy
                push = 2.0 / ((0.01 + far) * (1.0 + far))
                places[u, 0] += step * max(-4.0, min(4.0, push * dx))
                places[u, 1] += step * max(-4.0, min(4.0, push * dy))
