import networkx as nx
import numpy as np
import pytest

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.centrality import (
    decayed,
    hits,
    node_reciprocity,
    pagerank,
    reciprocity,
    strength_in,
    strength_out,
)
from folkmoot.graph.paths import betweenness, harmonic_closeness
from folkmoot.graph.tests.test_brokerage import both_graphs, random_ties


@pytest.mark.parametrize("directed", [True, False])
def test_pagerank_agrees_with_networkx(directed):
    graph, theirs = both_graphs(1, directed)
    expected = nx.pagerank(theirs, tol=1e-12)
    assert pagerank(graph, tolerance=1e-12) == pytest.approx([expected[k] for k in range(40)], abs=1e-9)
    personal = nx.pagerank(theirs, personalization={3: 1, 7: 2}, tol=1e-12)
    jump = np.bincount([3, 7, 7], minlength=40)
    found = pagerank(graph, personal=jump, tolerance=1e-12)
    assert found == pytest.approx([personal[k] for k in range(40)], abs=1e-9)


def test_pagerank_from_yesterdays_ranks_is_the_same():
    graph, _ = both_graphs(2, True)
    ranks = pagerank(graph, tolerance=1e-12)
    assert pagerank(graph, start=ranks, tolerance=1e-12, rounds=2) == pytest.approx(ranks, abs=1e-9)


def test_pagerank_with_an_unusable_start_is_an_error():
    with pytest.raises(GraphError, match="personal is 2 numbers"):
        pagerank(from_edges([0], [1]), personal=[-1, 2])


def test_hits_agree_with_networkx():
    graph, theirs = both_graphs(1, True)
    hubs, authorities = nx.hits(theirs, tol=1e-12)
    found = hits(graph, tolerance=1e-12)
    assert found.hubs == pytest.approx([hubs[k] for k in range(40)], abs=1e-7)
    assert found.authorities == pytest.approx([authorities[k] for k in range(40)], abs=1e-7)


def test_strengths_and_reciprocity_are_exact():
    graph = from_edges([0, 1, 0, 2], [1, 0, 2, 2], [2.0, 3.0, 4.0, 9.0])
    assert strength_out(graph).tolist() == [6, 3, 9]
    assert strength_in(graph).tolist() == [3, 2, 13]
    assert reciprocity(graph) == pytest.approx(2 / 3)
    assert node_reciprocity(graph).tolist() == [0.5, 1, 0]


def test_decayed_halves_with_every_half_life():
    assert decayed([100, 90, 80, 110], now=100, half_life=10).tolist() == [1, 0.5, 0.25, 1]
    assert decayed([90], now=100, half_life=10, weights=[4]).tolist() == [2]
    with pytest.raises(GraphError):
        decayed([1], now=1, half_life=0)


@pytest.mark.parametrize("directed", [True, False])
def test_paths_agree_with_networkx(directed):
    graph, theirs = both_graphs(0, directed)
    between = nx.betweenness_centrality(theirs)
    assert betweenness(graph).values == pytest.approx([between[k] for k in range(40)])
    near = nx.harmonic_centrality(theirs)
    assert harmonic_closeness(graph).values * 39 == pytest.approx([near[k] for k in range(40)])


@pytest.mark.parametrize("directed", [True, False])
def test_sampled_paths_are_within_the_error_they_state(directed):
    u, v, _ = random_ties(7, n=300, ties=1200)
    graph = from_edges(u, v, n=300, directed=directed)
    exact, sampled = betweenness(graph), betweenness(graph, exact=False, error=0.02, seed=3)
    assert exact.exact
    assert not sampled.exact
    assert sampled.error <= 0.02
    assert np.abs(exact.values - sampled.values).max() <= sampled.error
    exact, sampled = harmonic_closeness(graph), harmonic_closeness(graph, exact=False, error=0.15)
    assert np.abs(exact.values - sampled.values).max() <= sampled.error <= 0.16


def test_sampled_betweenness_is_the_same_on_any_number_of_threads():
    u, v, _ = random_ties(7, n=300, ties=1200)
    graph = from_edges(u, v, n=300)
    one, two = (betweenness(graph, exact=False, error=0.05, threads=threads).values for threads in (1, 2))
    assert np.array_equal(one, two)


def test_betweenness_of_a_path_is_its_middle():
    assert betweenness(from_edges([0, 1], [1, 2], directed=False)).values.tolist() == pytest.approx([0, 1, 0])
