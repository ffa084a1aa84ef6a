"""Every measure against NetworkX, igraph or its formula spelled out, on graphs that Hypothesis draws."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from folkmoot.graph import from_edges
from folkmoot.graph.brokerage import external_internal, group_ties, participation, structural_holes
from folkmoot.graph.centrality import hits, pagerank, reciprocity, strength_in, strength_out
from folkmoot.graph.cohesion import clustering, core_numbers
from folkmoot.graph.communities import leiden
from folkmoot.graph.components import strong_components, weak_components
from folkmoot.graph.generate import planted_communities
from folkmoot.graph.inequality import gini, lorenz
from folkmoot.graph.nulls import rewired
from folkmoot.graph.paths import betweenness, harmonic_closeness
from folkmoot.graph.tests.test_brokerage import both_graphs

N = 8
ties = st.lists(
    st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.integers(1, 5)).filter(lambda tie: tie[0] != tie[1]),
    min_size=1,
    max_size=30,
)
quick = settings(max_examples=40, deadline=None)


def ours_and_theirs(rows, directed):
    u, v, w = np.array(rows, dtype=float).T
    graph = from_edges(u.astype(int), v.astype(int), w, n=N, directed=directed)
    theirs = nx.DiGraph() if directed else nx.Graph()
    theirs.add_nodes_from(range(N))
    for a, b, c in zip(graph.rows().tolist(), graph.indices.tolist(), graph.weights.tolist(), strict=True):
        theirs.add_edge(a, b, weight=c)
    return graph, theirs


def by_node(values):
    return [values[node] for node in range(N)]


@quick
@given(ties, st.booleans())
def test_ranks_and_strengths_agree(rows, directed):
    graph, theirs = ours_and_theirs(rows, directed)
    assert pagerank(graph, tolerance=1e-12) == pytest.approx(
        by_node(nx.pagerank(theirs, tol=1e-12, max_iter=1000)), abs=1e-7
    )
    jump = {0: 1.0, 3: 2.0}
    personal = np.array([jump.get(node, 0.0) for node in range(N)])
    expected = by_node(nx.pagerank(theirs, personalization=jump, tol=1e-12, max_iter=1000))
    assert pagerank(graph, personal=personal, tolerance=1e-12) == pytest.approx(expected, abs=1e-7)
    assert strength_out(graph).tolist() == by_node(
        dict(theirs.out_degree(weight="weight") if directed else theirs.degree(weight="weight"))
    )
    assert strength_in(graph).tolist() == by_node(
        dict(theirs.in_degree(weight="weight") if directed else theirs.degree(weight="weight"))
    )
    if directed:
        assert reciprocity(graph) == pytest.approx(nx.overall_reciprocity(theirs))


@quick
@given(ties)
def test_hits_are_the_leading_vectors(rows):
    graph, _ = ours_and_theirs(rows, True)
    matrix = np.zeros((N, N))
    matrix[graph.rows(), graph.indices] = graph.weights
    values = np.linalg.svd(matrix)[1]
    assume(values[1] < 0.9 * values[0])  # Otherwise the leading vector is not one.
    found = hits(graph, tolerance=1e-13)
    left, _, right = np.linalg.svd(matrix)
    assert found.hubs == pytest.approx(np.abs(left[:, 0]) / np.abs(left[:, 0]).sum(), abs=1e-6)
    assert found.authorities == pytest.approx(np.abs(right[0]) / np.abs(right[0]).sum(), abs=1e-6)


@quick
@given(ties, st.booleans())
def test_paths_cores_and_components_agree(rows, directed):
    graph, theirs = ours_and_theirs(rows, directed)
    assert betweenness(graph).values == pytest.approx(by_node(nx.betweenness_centrality(theirs)), abs=1e-9)
    near = np.array(by_node(nx.harmonic_centrality(theirs))) / (N - 1)
    assert harmonic_closeness(graph).values == pytest.approx(near, abs=1e-9)
    simple = nx.Graph(theirs)
    assert core_numbers(graph).tolist() == by_node(nx.core_number(simple))
    assert clustering(graph) == pytest.approx(by_node(nx.clustering(simple)))
    weak = {frozenset(np.flatnonzero(weak_components(graph) == k).tolist()) for k in weak_components(graph)}
    assert weak == {frozenset(part) for part in nx.connected_components(simple)}
    if directed:
        found = strong_components(graph)
        strong = {frozenset(np.flatnonzero(found == k).tolist()) for k in found}
        assert strong == {frozenset(part) for part in nx.strongly_connected_components(theirs)}


@quick
@given(ties, st.booleans())
def test_structural_holes_agree(rows, directed):
    graph, theirs = ours_and_theirs(rows, directed)
    found = structural_holes(graph)
    assert found.constraint == pytest.approx(by_node(nx.constraint(theirs, weight="weight")), nan_ok=True)
    tied = [node for node in range(N) if nx.Graph(theirs)[node]]
    if not directed:
        size = nx.effective_size(theirs, nodes=tied, weight="weight")
        assert [found.effective_size[node] for node in tied] == pytest.approx([size[node] for node in tied])


@quick
@given(ties, st.lists(st.integers(-1, 2), min_size=N, max_size=N), st.booleans())
def test_groups_are_counted_as_the_formulas_say(rows, groups, directed):
    graph, _ = ours_and_theirs(rows, directed)
    names = np.array(groups)
    weights = np.zeros((N, N))
    weights[graph.rows(), graph.indices] = graph.weights
    both = weights + weights.T if directed else weights
    known = (names[:, None] >= 0) & (names[None, :] >= 0)
    inside = (both * known * (names[:, None] == names[None, :])).sum(1)
    outside = (both * known * (names[:, None] != names[None, :])).sum(1)
    index = external_internal(graph, names)
    with np.errstate(invalid="ignore"):
        assert index.nodes == pytest.approx((outside - inside) / (outside + inside), nan_ok=True)
        total = (outside + inside).sum()
        assert index.network == pytest.approx((outside - inside).sum() / total if total else np.nan, nan_ok=True)
        to_group = np.stack([(both * (names == g)).sum(1) for g in range(3)])
        share = to_group / to_group.sum(0)
        assert participation(graph, names) == pytest.approx(1 - (share**2).sum(0), nan_ok=True, abs=1e-6)
    found = group_ties(graph, names)
    for g in range(len(found.observed)):
        for h in range(len(found.observed)):
            assert found.observed[g, h] == pytest.approx(weights[np.ix_(names == g, names == h)].sum())
    assert found.expected.sum() == pytest.approx(found.observed.sum())


def test_expected_ties_of_groups_are_what_rewiring_gives():
    world = planted_communities(600, 3000, groups=5, across=0.2, seed=3)
    expected = group_ties(world.graph, world.groups).expected
    mixed = [group_ties(rewired(world.graph, seed=seed), world.groups).observed for seed in range(40)]
    off = np.abs(np.mean(mixed, axis=0) - expected)
    # The closed form allows two ties of one pair and loops, rewiring does not: a few per cent.
    assert np.all(off <= 0.05 * expected + 4 * np.std(mixed, axis=0) / np.sqrt(40) + 1)


@quick
@given(st.lists(st.integers(0, 100), min_size=2, max_size=30))
def test_gini_is_half_the_mean_difference_over_the_mean(values):
    array = np.array(values, dtype=float)
    difference = np.abs(array[:, None] - array[None, :]).mean()
    assert gini(values) == pytest.approx(difference / (2 * array.mean()) if array.sum() else 0.0)
    curve = lorenz(values)
    assert np.all(np.diff(curve) >= -1e-12)
    assert np.all(np.diff(curve, 2) >= -1e-9)  # Convex: the poorest come first.


def test_leiden_is_as_good_as_igraph():
    import igraph

    world = planted_communities(500, 4000, groups=9, across=0.3, seed=6)
    both = world.graph.undirected()
    pairs = [(a, b) for a, b in zip(both.rows().tolist(), both.indices.tolist(), strict=True) if a < b]
    graph = from_edges(*np.array(pairs).T, n=500, directed=False)
    theirs = igraph.Graph(500, pairs)
    best = max(theirs.community_leiden("modularity", n_iterations=5).modularity for _ in range(3))
    found = leiden(graph, resolution=1.0)
    assert found.quality == pytest.approx(theirs.modularity(found.labels.tolist()))
    assert found.quality >= 0.99 * best


@pytest.mark.parametrize("measure", [pagerank, lambda g, threads: hits(g, threads=threads).hubs, clustering])
def test_results_do_not_depend_on_threads(measure):
    graph, _ = both_graphs(3, True)
    world = planted_communities(3000, 60_000, seed=1).graph
    for some in (graph, world):
        assert np.array_equal(measure(some, threads=1), measure(some, threads=3))
