"""Every algorithm on every kind of graph it may be given: none fails, shapes and bounds hold, threads do not
matter."""

import numpy as np
import pytest

from folkmoot.graph import brokerage, centrality, cohesion, communities, components, from_edges, nulls, paths
from folkmoot.graph.introductions import introductions
from folkmoot.graph.layout import layout


def groups(graph):
    return np.arange(graph.n) % 2


# name: (function of a graph that gives one value or row per node, lowest, highest).
MEASURES = {
    "strength_in": (centrality.strength_in, 0, np.inf),
    "strength_out": (centrality.strength_out, 0, np.inf),
    "node_reciprocity": (centrality.node_reciprocity, 0, 1),
    "pagerank": (centrality.pagerank, 0, 1),
    "personal pagerank": (lambda g: centrality.pagerank(g, personal=np.arange(g.n) + 1), 0, 1),
    "hubs": (lambda g: centrality.hits(g).hubs, 0, 1),
    "authorities": (lambda g: centrality.hits(g).authorities, 0, 1),
    "core": (cohesion.core_numbers, 0, np.inf),
    "clustering": (cohesion.clustering, 0, 1),
    "betweenness": (lambda g: paths.betweenness(g).values, 0, 1),
    "sampled betweenness": (lambda g: paths.betweenness(g, exact=False, error=0.1).values, 0, 3),
    "closeness": (lambda g: paths.harmonic_closeness(g).values, 0, 1),
    "sampled closeness": (lambda g: paths.harmonic_closeness(g, exact=False, error=0.3).values, 0, 2),
    "constraint": (lambda g: brokerage.structural_holes(g).constraint, 0, np.inf),
    "effective size": (lambda g: brokerage.structural_holes(g).effective_size, 0, np.inf),
    "participation": (lambda g: brokerage.participation(g, groups(g)), 0, 1),
    "external_internal": (lambda g: brokerage.external_internal(g, groups(g)).nodes, -1, 1),
    "leiden": (lambda g: communities.leiden(g).labels, 0, np.inf),
    "weak components": (components.weak_components, 0, np.inf),
    "strong components": (components.strong_components, 0, np.inf),
    "introductions": (lambda g: introductions(g, groups(g), k=3).people, -1, np.inf),
    "layout": (layout, -np.inf, np.inf),
    "rewired": (lambda g: nulls.rewired(g).degrees(), 0, np.inf),
}

GRAPHS = {
    "empty": ([], [], None, 0),
    "single node": ([], [], None, 1),
    "no ties": ([], [], None, 4),
    "loop": ([0], [0], None, 1),
    "loops and ties": ([0, 0, 1, 1], [0, 1, 1, 2], [1.0, 2.0, 3.0, 4.0], 3),
    "one tie": ([0], [1], None, 2),
    "disconnected": ([0, 1, 3, 4], [1, 2, 4, 3], None, 6),
    "weighted": ([0, 1, 2, 2], [1, 2, 0, 3], [0.5, 2.0, 7.0, 1.0], 4),
    "weights of 0": ([0, 1, 2], [1, 2, 0], [0.0, 0.0, 0.0], 3),
    "complete": ([0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3], None, 4),
}


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("name", MEASURES)
def test_measure_takes_any_graph(name, kind, directed):
    measure, low, high = MEASURES[name]
    sources, targets, weights, n = GRAPHS[kind]
    graph = from_edges(sources, targets, weights, n=n, directed=directed)
    found = measure(graph)
    assert len(found) == n
    values = np.asarray(found, dtype=float).ravel()
    values = values[~np.isnan(values)]
    assert not len(values) or (values.min() >= low - 1e-9 and values.max() <= high + 1e-9)
    assert np.array_equal(np.asarray(found), np.asarray(measure(graph)), equal_nan=True)
