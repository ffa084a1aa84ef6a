"""Everything a network is asked every night in one run, and a refresh by day that looks only where something
changed.

`run` measures all of it. `refresh` takes last night's answer and the new interactions: ranks start from where
they were, communities move only around what was touched and keep their names, constraint and roles are
measured anew on the new ties; paths, introductions and advocates wait for the night. Against a full run on
the same ties, ranks differ by at most RANK_TOLERANCE summed over all, constraint, cores and participation in
the same groups not at all, and the communities' quality by at most QUALITY_TOLERANCE.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.brokerage import participation, structural_holes
from folkmoot.graph.build import Graph, GraphError, from_edges
from folkmoot.graph.centrality import pagerank
from folkmoot.graph.cohesion import core_numbers
from folkmoot.graph.communities import Communities, leiden
from folkmoot.graph.introductions import Introductions, introductions
from folkmoot.graph.paths import Estimate, betweenness

Array = npt.NDArray[Any]
RANK_TOLERANCE = 1e-4
QUALITY_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class Night:
    """What is known of a network. Arrays have one entry per node; see the function that made each.

    groups: the departments given, or else the communities. connectors: a `roles` Role over all nodes.
    introductions, advocates and between are last night's after a refresh.
    """

    graph: Graph
    ranks: Array
    cores: Array
    communities: Communities
    groups_given: Array | None
    participation: Array
    constraint: Array
    effective_size: Array
    between: Estimate
    connectors: Any
    introductions: Introductions | None
    advocates: Any | None

    @property
    def groups(self) -> Array:
        """The groups that bridging is measured against."""
        return self.communities.labels if self.groups_given is None else self.groups_given


def run(
    graph: Graph,
    groups: npt.ArrayLike | None = None,
    *,
    before: Night | None = None,
    advocates: int = 50,
    exclude: npt.ArrayLike | None = None,
    path_error: float = 0.01,
    seed: int = 0,
    threads: int | None = None,
) -> Night:
    """The whole nightly run.

    groups: departments, (n,), -1 for none; communities stand in when not given. before: last night, whose
    community names are kept. advocates: how many to choose (0: none), never of `exclude`. path_error: as in
    `betweenness`. Cost: the sum of its parts, on 100,000 people and 1,000,000 ties a few seconds.
    """
    given = None if groups is None else np.asarray(groups).astype(np.int32)
    if given is not None and given.shape != (graph.n,):
        raise GraphError(f"groups is one whole number per node: shape ({graph.n},), not {given.shape}.")
    ranks = pagerank(graph, threads=threads)
    start = None if before is None else _padded(before.communities.labels, graph.n)
    communities = leiden(graph, seed=seed, start=start)
    between = betweenness(graph, error=path_error, seed=seed, exact=None, threads=threads)
    names = communities.labels if given is None else given
    night = _measure(graph, ranks, communities, given, between, threads)
    chosen = None
    if advocates:
        chosen = _advocates(graph, min(advocates, graph.n), exclude, seed, threads)
    return replace(night, introductions=introductions(graph, names, threads=threads), advocates=chosen)


def refresh(
    night: Night,
    sources: npt.ArrayLike,
    targets: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    n: int | None = None,
    groups: npt.ArrayLike | None = None,
    threads: int | None = None,
) -> Night:
    """Last night's answer brought up to date with new interactions; see the module for what is exact and what
    near.

    sources, targets, weights: the new ties, added to those known. n: how many nodes there are now; new ones
    have the highest numbers. groups: everybody's departments if they changed or nodes came. O(n + m) with
    small factors.
    """
    new = from_edges(sources, targets, weights, directed=night.graph.directed)
    if (new.weights is None) != (night.graph.weights is None):
        raise GraphError("New ties have weights when the known ones have, and none when they have none.")
    count = max(n or 0, new.n, night.graph.n)
    given = night.groups_given if groups is None else np.asarray(groups).astype(np.int32)
    if given is not None and len(given) < count:
        given = np.concatenate([given, np.full(count - len(given), -1, np.int32)])
    graph = with_ties(night.graph, new, count)
    touched = np.unique(np.concatenate([new.rows(), new.indices]))
    start = np.concatenate([night.ranks, np.full(count - night.graph.n, 1.0 / max(count, 1))])
    ranks = pagerank(graph, start=start if count else None, tolerance=1e-5, threads=threads)
    communities = leiden(graph, start=_padded(night.communities.labels, count), touched=touched)
    between = replace(night.between, values=_grown(night.between.values, count))
    found = _measure(graph, ranks, communities, given, between, threads)
    return replace(found, introductions=night.introductions, advocates=night.advocates)


def with_ties(graph: Graph, new: Graph, n: int) -> Graph:
    """Both graphs' ties in one, weights added. O(n + m)."""
    from folkmoot.graph.csr import add

    parts = [np.concatenate([part.indptr, np.full(n - part.n, part.indptr[-1], np.int64)]) for part in (graph, new)]
    found = add(parts[0], graph.indices, graph.weights, new.indices, parts[1], new.weights)
    return Graph(*found, directed=graph.directed)


def _measure(
    graph: Graph,
    ranks: Array,
    communities: Communities,
    given: Array | None,
    between: Estimate,
    threads: int | None,
) -> Night:
    from folkmoot.graph.roles import connectors

    holes = structural_holes(graph, threads=threads)
    names = communities.labels if given is None else given
    role = connectors(graph, names, betweenness=between.values, threads=threads)
    return Night(
        graph=graph,
        ranks=ranks,
        cores=core_numbers(graph),
        communities=communities,
        groups_given=given,
        participation=participation(graph, names),
        constraint=holes.constraint,
        effective_size=holes.effective_size,
        between=between,
        connectors=role,
        introductions=None,
        advocates=None,
    )


def _advocates(graph: Graph, count: int, exclude: npt.ArrayLike | None, seed: int, threads: int | None) -> Any:
    from folkmoot.graph.diffusion import model
    from folkmoot.graph.influence import Constraints, maximise

    if not graph.arcs or not count:
        return None
    limits = None if exclude is None else Constraints(exclude=np.asarray(exclude))
    return maximise(model(graph, "ic", "wc"), count, rng=seed, constraints=limits, threads=threads)


def _padded(labels: Array, n: int) -> Array:
    """Labels for nodes that came since: each a community of its own."""
    fresh = int(labels.max(initial=-1)) + 1
    return np.concatenate([labels, np.arange(fresh, fresh + n - len(labels))]).astype(np.int32)


def _grown(values: Array, n: int) -> Array:
    return np.concatenate([values, np.zeros(n - len(values))])
