import numpy as np
import pytest

from folkmoot.graph import GraphError, from_edges, nightly
from folkmoot.graph.brokerage import structural_holes
from folkmoot.graph.centrality import pagerank
from folkmoot.graph.cohesion import core_numbers
from folkmoot.graph.communities import agreement, leiden
from folkmoot.graph.generate import planted_communities

pytest.importorskip("folkmoot.graph.roles")


@pytest.fixture(scope="module")
def planted():
    return planted_communities(1500, 15000, groups=15, across=0.15, seed=4)


@pytest.fixture(scope="module")
def night(planted):
    return nightly.run(planted.graph, planted.groups, advocates=5)


def new_ties(planted, count=150):
    random = np.random.default_rng(8)
    graph = planted.graph
    again = random.integers(0, graph.m, count)
    sources, targets = graph.rows()[again], graph.indices[again].copy()
    targets[::2] = random.integers(0, graph.n, len(targets[::2]))
    return sources, targets


def test_run_measures_everybody(planted, night):
    n = planted.graph.n
    for name in ("ranks", "cores", "participation", "constraint", "effective_size"):
        assert getattr(night, name).shape == (n,)
    assert night.introductions.people.shape == (n, 10)
    assert len(night.advocates.seeds) == 5
    assert np.array_equal(night.groups, planted.groups)


def test_run_is_the_same_on_any_number_of_threads(planted, night):
    again = nightly.run(planted.graph, planted.groups, advocates=5, threads=1)
    assert np.array_equal(again.ranks, night.ranks)
    assert np.array_equal(again.between.values, night.between.values)
    assert np.array_equal(again.introductions.people, night.introductions.people)
    assert np.array_equal(again.advocates.seeds, night.advocates.seeds)


def test_run_the_next_night_keeps_community_names(planted, night):
    again = nightly.run(planted.graph, planted.groups, before=night, seed=9, advocates=0)
    assert agreement(again.communities.labels, night.communities.labels)[1] >= 0.95
    assert np.mean(again.communities.labels == night.communities.labels) >= 0.95


def test_refresh_equals_a_full_run_within_the_stated_tolerance(planted, night):
    sources, targets = new_ties(planted)
    fresh = nightly.refresh(night, sources, targets)
    graph = planted.graph
    whole = from_edges(np.append(graph.rows(), sources), np.append(graph.indices, targets), n=graph.n)
    assert np.array_equal(fresh.graph.indices, whole.indices)
    assert np.abs(fresh.ranks - pagerank(whole, tolerance=1e-10)).sum() <= nightly.RANK_TOLERANCE
    assert np.array_equal(fresh.cores, core_numbers(whole))
    assert fresh.constraint == pytest.approx(structural_holes(whole).constraint, nan_ok=True)
    assert fresh.communities.quality >= leiden(whole).quality - nightly.QUALITY_TOLERANCE
    assert agreement(fresh.communities.labels, night.communities.labels)[1] >= 0.95


def test_refresh_with_newcomers_makes_room_for_them(planted, night):
    n = planted.graph.n
    fresh = nightly.refresh(night, [n, n + 1], [0, 0])
    assert len(fresh.ranks) == len(fresh.communities.labels) == n + 2
    assert fresh.groups_given[-2:].tolist() == [-1, -1]


def test_refresh_with_weights_on_a_graph_without_is_an_error(night):
    with pytest.raises(GraphError, match="New ties have weights"):
        nightly.refresh(night, [0], [1], [2.0])


def test_run_on_nothing_and_on_one_node():
    for n in (0, 1):
        found = nightly.run(from_edges([], [], n=n), advocates=3)
        assert len(found.ranks) == n
        assert found.advocates is None
