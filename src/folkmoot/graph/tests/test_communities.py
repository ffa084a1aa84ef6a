import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.communities import agreement, by_size, keep_names, leiden, modularity
from folkmoot.graph.components import weak_components
from folkmoot.graph.reading import read_edges, read_nodes
from folkmoot.graph.tests.real_data import real_data

TWO_TRIANGLES = [0, 1, 2, 3, 4, 5, 2], [1, 2, 0, 4, 5, 3, 3]


def rings(groups=20, size=8):
    """Cliques, each tied to the next by one tie."""
    u, v = [], []
    for g in range(groups):
        members = range(g * size, (g + 1) * size)
        u += [a for a in members for b in members if a < b]
        v += [b for a in members for b in members if a < b]
        u.append(g * size)
        v.append((g + 1) % groups * size + 1)
    return from_edges(u, v, directed=False), np.repeat(np.arange(groups), size)


def test_leiden_finds_two_triangles():
    found = leiden(from_edges(*TWO_TRIANGLES), resolution=1)
    assert found.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.quality == pytest.approx(6 / 7 - 2 * (7 / 14) ** 2)


def test_leiden_finds_cliques_on_a_ring():
    graph, planted = rings()
    assert agreement(leiden(graph).labels, planted) == pytest.approx((1, 1))


def test_leiden_is_as_good_as_networkx_louvain():
    theirs = nx.gnm_random_graph(120, 500, seed=4)
    u, v = np.array(list(theirs.edges)).T
    graph = from_edges(u, v, n=120, directed=False)
    best = max(nx.community.modularity(theirs, nx.community.louvain_communities(theirs, seed=s)) for s in range(3))
    found = leiden(graph, resolution=1)
    parts = [set(np.flatnonzero(found.labels == c).tolist()) for c in range(found.count)]
    assert found.quality == pytest.approx(nx.community.modularity(theirs, parts))
    assert found.quality >= 0.97 * best
    assert all(nx.is_connected(theirs.subgraph(part)) for part in parts)


def test_modularity_counts_weights_and_loops_as_networkx_does():
    u, v, w = [0, 1, 2, 3, 3], [1, 2, 3, 3, 0], [2.0, 1.0, 3.0, 4.0, 1.0]
    theirs = nx.Graph()
    theirs.add_weighted_edges_from(zip(u, v, w, strict=True))
    ours = modularity(from_edges(u, v, w, directed=False), [0, 0, 1, 1], resolution=1.5)
    assert ours == pytest.approx(nx.community.modularity(theirs, [{0, 1}, {2, 3}], resolution=1.5))


def test_leiden_on_departments_of_an_institute_agrees():
    edges = read_edges(real_data("email-Eu-core.txt"))
    nodes = read_nodes(real_data("email-Eu-core-department-labels.txt"), edges.labels)
    nmi, ari = agreement(leiden(edges.graph()).labels, nodes.groups)
    assert nmi >= 0.70
    assert ari >= 0.50


def test_leiden_keeps_names_when_nothing_changed():
    graph, _ = rings()
    before = leiden(graph).labels + 7
    assert leiden(graph, seed=5, start=before).labels.tolist() == before.tolist()


def test_leiden_refreshes_only_what_was_touched():
    graph, _ = rings()
    before = leiden(graph).labels
    u = np.concatenate([graph.rows(), np.zeros(8, np.int32)])
    v = np.concatenate([graph.indices, np.arange(80, 88)])
    moved = from_edges(u, v, np.where(np.arange(len(u)) < graph.arcs, 1.0, 30.0), directed=False)
    found = leiden(moved, start=before, touched=[0, *range(80, 88)]).labels
    assert found[0] == found[80]
    others = np.arange(1, graph.n)
    assert found[others].tolist() == before[others].tolist()


def test_keep_names_gives_the_larger_part_of_a_split_the_old_name():
    assert keep_names([0, 0, 0, 1, 2, 2], [4, 4, 4, 4, 3, 3]).tolist() == [4, 4, 4, 5, 3, 3]


def test_by_size_numbers_the_largest_0():
    assert by_size([5, 2, 2, 9]).tolist() == [1, 0, 0, 2]


def test_leiden_of_nothing_and_of_no_ties():
    assert leiden(from_edges([], [])).labels.tolist() == []
    assert leiden(from_edges([], [], n=3)).labels.tolist() == [0, 1, 2]


def test_leiden_with_a_resolution_of_0_is_an_error():
    with pytest.raises(GraphError, match="resolution"):
        leiden(from_edges([0], [1]), resolution=0)


labels = st.lists(st.integers(0, 4), min_size=1, max_size=30)


@given(labels, st.permutations(range(5)))
def test_agreement_ignores_names(found, names):
    nmi, ari = agreement(found, [names[k] for k in found])
    assert nmi == pytest.approx(1)
    assert ari == pytest.approx(1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=40), st.integers(0, 3))
def test_leiden_never_joins_what_is_not_connected_nor_loses_to_singletons(ties, seed):
    u, v = np.array(ties).T
    graph = from_edges(u, v, n=10)
    found = leiden(graph, resolution=1, seed=seed)
    parts = weak_components(graph)
    assert all(len(set(parts[found.labels == c])) == 1 for c in set(found.labels))
    assert found.quality >= modularity(graph, np.arange(10)) - 1e-9
    assert np.array_equal(found.labels, leiden(graph, resolution=1, seed=seed).labels)
