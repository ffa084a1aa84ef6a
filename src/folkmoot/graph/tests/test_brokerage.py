import networkx as nx
import numpy as np
import pytest

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.brokerage import external_internal, group_ties, participation, structural_holes
from folkmoot.graph.cohesion import clustering, core_numbers, triangles
from folkmoot.graph.components import strong_components, weak_components
from folkmoot.graph.inequality import gini, lorenz


def random_ties(seed, n=40, ties=160):
    random = np.random.default_rng(seed)
    u, v = random.integers(0, n, (2, ties))
    keep = u != v
    return u[keep], v[keep], random.integers(1, 9, keep.sum()).astype(float)


def both_graphs(seed, directed):
    u, v, w = random_ties(seed)
    graph = from_edges(u, v, w, n=40, directed=directed)
    theirs = nx.DiGraph() if directed else nx.Graph()
    theirs.add_nodes_from(range(40))
    for a, b, c in zip(graph.rows().tolist(), graph.indices.tolist(), graph.weights.tolist(), strict=True):
        theirs.add_edge(a, b, weight=c)
    return graph, theirs


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("directed", [True, False])
def test_structural_holes_agree_with_networkx(seed, directed):
    graph, theirs = both_graphs(seed, directed)
    ours = structural_holes(graph)
    constraint = nx.constraint(theirs, weight="weight")
    assert ours.constraint == pytest.approx([constraint[k] for k in range(40)], nan_ok=True)
    # Asked node by node: NetworkX 3.6's matrix form departs from its own definition on directed graphs.
    size = nx.effective_size(theirs, nodes=[k for k in range(40) if theirs[k]], weight="weight")
    assert all(ours.effective_size[k] == pytest.approx(value) for k, value in size.items())


def test_structural_holes_without_weights_agree_with_igraph_and_networkx():
    import igraph

    u, v, _ = random_ties(5)
    graph = from_edges(u, v, n=40, directed=False)
    pairs = [(a, b) for a, b in zip(graph.rows().tolist(), graph.indices.tolist(), strict=True) if a < b]
    ours = structural_holes(graph)
    assert ours.constraint == pytest.approx(igraph.Graph(40, pairs).constraint(), nan_ok=True)
    theirs = nx.effective_size(nx.Graph(pairs))
    assert all(ours.effective_size[k] == pytest.approx(size) for k, size in theirs.items())


def test_structural_holes_of_a_star_leave_its_middle_free():
    holes = structural_holes(from_edges([0, 0, 0], [1, 2, 3]))
    assert holes.constraint.tolist() == pytest.approx([1 / 3, 1, 1, 1])
    assert holes.effective_size.tolist() == [3, 1, 1, 1]


def test_structural_holes_are_the_same_on_any_number_of_threads():
    u, v, w = random_ties(3, n=2000, ties=9000)
    graph = from_edges(u, v, w, n=2000)
    one, two = (structural_holes(graph, threads=threads) for threads in (1, 2))
    assert np.array_equal(one.constraint, two.constraint, equal_nan=True)
    assert np.array_equal(one.effective_size, two.effective_size, equal_nan=True)


@pytest.mark.parametrize("seed", [0, 1])
def test_cohesion_agrees_with_networkx(seed):
    graph, theirs = both_graphs(seed, directed=False)
    assert core_numbers(graph).tolist() == [nx.core_number(theirs)[k] for k in range(40)]
    assert triangles(graph).tolist() == [nx.triangles(theirs)[k] for k in range(40)]
    assert clustering(graph).tolist() == pytest.approx([nx.clustering(theirs)[k] for k in range(40)])


def test_components_agree_with_networkx_and_number_the_largest_0():
    u, v, _ = random_ties(2, n=60, ties=50)
    graph = from_edges(u, v, n=60)
    theirs = nx.DiGraph(zip(u.tolist(), v.tolist(), strict=True))
    theirs.add_nodes_from(range(60))
    for found, expected in (
        (weak_components(graph), list(nx.weakly_connected_components(theirs))),
        (strong_components(graph), list(nx.strongly_connected_components(theirs))),
    ):
        ours = [frozenset(np.flatnonzero(found == k).tolist()) for k in range(found.max() + 1)]
        assert set(ours) == {frozenset(part) for part in expected}
        assert [len(part) for part in ours] == sorted((len(part) for part in expected), reverse=True)


GROUPS = [0, 0, 1, 1]


def test_external_internal_of_four_people_is_exact():
    # 0–1 within, 1–2 across with weight 3, 2–3 within.
    found = external_internal(from_edges([0, 1, 2], [1, 2, 3], [1.0, 3.0, 1.0]), GROUPS)
    assert found.nodes.tolist() == [-1, 0.5, 0.5, -1]
    assert found.groups.tolist() == pytest.approx([1 / 5, 1 / 5])
    assert found.network == pytest.approx(1 / 5)


def test_participation_of_four_people_is_exact():
    found = participation(from_edges([0, 1, 2], [1, 2, 3], n=5), [*GROUPS, -1])
    assert found.tolist() == pytest.approx([0, 0.5, 0.5, 0, np.nan], nan_ok=True)


def test_group_ties_expect_what_everybodys_ties_give_by_chance():
    found = group_ties(from_edges([0, 0, 2], [1, 2, 3]), GROUPS)
    assert found.observed.tolist() == [[1, 1], [0, 1]]
    assert found.expected == pytest.approx(np.array([[2 / 3, 4 / 3], [1 / 3, 2 / 3]]))
    assert found.expected.sum() == pytest.approx(found.observed.sum())


def test_groups_of_another_length_are_an_error():
    with pytest.raises(GraphError, match="one whole number per node"):
        participation(from_edges([0], [1]), [0])


def test_gini_of_equals_is_0_and_of_one_owner_nearly_1():
    assert gini([2, 2, 2]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert gini([]) == gini([0, 0]) == 0
    assert lorenz([1, 3]).tolist() == [0, 0.25, 1]
    with pytest.raises(GraphError):
        gini([-1, 2])
