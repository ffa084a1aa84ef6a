import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.brokerage import external_internal
from folkmoot.graph.communities import agreement, leiden
from folkmoot.graph.generate import planted_communities, planted_roles
from folkmoot.graph.nulls import rewired


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40), st.booleans(), st.integers(0, 9))
def test_rewired_keeps_everybodys_number_of_ties(ties, directed, seed):
    u, v = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    graph = from_edges(u, v, n=10, directed=directed).without_loops()
    found = rewired(graph, seed=seed)
    assert found.m == graph.m
    assert found.loops == 0
    assert np.array_equal(np.diff(found.indptr), np.diff(graph.indptr))
    assert np.array_equal(np.diff(found.reverse().indptr), np.diff(graph.reverse().indptr))


def test_rewired_forgets_groups():
    planted = planted_communities(400, 4000, groups=8, across=0.1, seed=2)
    before = external_internal(planted.graph, planted.groups).network
    after = external_internal(rewired(planted.graph, seed=1), planted.groups).network
    assert before < -0.5
    assert after > before + 0.5
    assert np.array_equal(rewired(planted.graph, seed=1).indices, rewired(planted.graph, seed=1).indices)


def test_planted_communities_are_found_and_the_same_for_a_seed():
    one, two = (planted_communities(600, 9000, groups=12, across=0.1, seed=3) for _ in range(2))
    assert np.array_equal(one.graph.indices, two.graph.indices)
    assert one.graph.m == 9000
    assert agreement(leiden(one.graph, resolution=1).labels, one.groups)[0] > 0.9


def test_planted_roles_have_the_ties_they_are_named_for():
    planted = planted_roles(500, 3000, connectors=4, mavens=5, strength=25, seed=1)
    out, into = planted.graph, planted.graph.reverse()
    for person in planted.connectors:
        partners = np.intersect1d(out.neighbours(person), into.neighbours(person))
        assert len(set(planted.groups[partners])) >= 8
    assert all(len(into.neighbours(person)) >= 25 for person in planted.mavens)
    assert not set(planted.connectors) & set(planted.mavens)


def test_planted_roles_more_than_people_is_an_error():
    with pytest.raises(GraphError, match="More roles"):
        planted_roles(5, 5, groups=1, mavens=6)
