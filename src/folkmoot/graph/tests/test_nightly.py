"""The nightly run measures everything; the refresh equals it within what the module states."""

import pickle
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.graph import GraphError, nightly
from folkmoot.graph.centrality import pagerank
from folkmoot.graph.cohesion import core_numbers
from folkmoot.graph.communities import agreement
from folkmoot.graph.generate import planted_communities
from folkmoot.graph.learning import uptakes
from folkmoot.graph.nightly import Settings, Traces
from folkmoot.graph.roles import Answers
from folkmoot.graph.tests import planted

ROLES = ("mavens", "connectors", "salesmen")
SETTINGS = Settings(worth=(1.0, 0.5), half_life=60.0, window=1.0, advocates=5)


def part(columns, rows):
    return [column[rows] for column in columns]


def recorded(seed=1):
    """800 people with eight salesmen among them and ten mavens, over 100 days: all traces as columns."""
    graph, log, group = planted.persuasion(seed)
    rng = np.random.default_rng(seed)
    answers = planted.answers(seed, n=800, count=8000)
    sources, targets = graph.rows(), graph.indices
    events = [sources, targets, rng.random(len(sources)) * 100, rng.integers(2, size=len(sources))]
    given = [answers.answerer, answers.asker, answers.topic, answers.accepted, rng.random(8000) * 100]
    return group, events, given, [log.people, log.actions, log.times]


def traces(group, events, given, taken, rows):
    """The traces of some rows of each table."""
    sources, targets, times, kinds = part(events, rows(events))
    log = part(taken, rows(taken))
    return Traces(
        800,
        sources,
        targets,
        times,
        kinds,
        groups=group,
        answers=Answers(*part(given, rows(given))),
        uptakes=uptakes(*log, n=800),
    )


def split(seed, group, events, given, taken, share=0.01):
    """Last night's traces, and what happened since: the last of each."""

    def newest(columns):
        return np.random.default_rng([seed, len(columns[0])]).random(len(columns[0])) < share

    old = traces(group, events, given, taken, lambda columns: ~newest(columns))
    return old, replace(traces(group, events, given, taken, newest), groups=None)


@pytest.fixture(scope="module")
def everything():
    return recorded()


@pytest.fixture(scope="module")
def whole(everything):
    return nightly.run(traces(*everything, lambda columns: np.ones(len(columns[0]), bool)), SETTINGS)


def test_run_measures_everybody_and_finds_who_was_planted(everything, whole):
    for name in ("ranks", "cores", "participation", "constraint", "effective_size"):
        assert getattr(whole, name).shape == (800,)
    assert whole.introductions.people.shape == (800, 10)
    assert len(whole.advocates.seeds) == 5
    assert np.array_equal(whole.groups, everything[0])
    assert set(whole.mavens.found_people()) <= set(range(10))
    assert len(whole.mavens.found_people()) >= 8
    assert set(whole.salesmen.found_people()) == set(range(8))
    assert whole.connectors.evidence["betweenness"] is whole.between.values


def test_run_is_the_same_on_any_number_of_threads(everything, whole):
    again = nightly.run(traces(*everything, lambda columns: np.ones(len(columns[0]), bool)), SETTINGS, threads=1)
    for name in ("ranks", "cores", "participation", "constraint"):
        assert np.array_equal(getattr(again, name), getattr(whole, name), equal_nan=True)
    assert np.array_equal(again.between.values, whole.between.values)
    assert np.array_equal(again.introductions.people, whole.introductions.people)
    assert np.array_equal(again.advocates.seeds, whole.advocates.seeds)
    for role in ROLES:
        one, two = getattr(again, role), getattr(whole, role)
        assert np.array_equal(one.p, two.p)
        assert np.array_equal(one.low, two.low, equal_nan=True)


def test_events_count_by_their_kind_and_age():
    known = nightly.run(
        Traces(3, [0, 0, 1], [1, 1, 2], [0.0, 10.0, 10.0], [0, 1, 0]),
        Settings(worth=(2.0, 1.0), half_life=10.0, advocates=0),
    )
    assert known.graph.weights.tolist() == [2 * 0.5 + 1, 2]
    later = nightly.refresh(known, Traces(3, [1], [2], [20.0], [1]))
    assert later.graph.weights.tolist() == [2, 2 + 1 * 2]  # As of the old moment what came later counts for more.


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_refresh_equals_a_full_run_within_the_stated_tolerance(everything, whole, seed):
    old, new = split(seed, *everything)
    night = nightly.run(old, replace(SETTINGS, advocates=0))
    fresh = nightly.refresh(night, new)
    assert fresh.graph.weights == pytest.approx(
        whole.graph.weights * np.exp2((whole.moment - night.moment) / 60), 1e-4
    )
    assert np.array_equal(fresh.graph.indices, whole.graph.indices)
    assert np.abs(fresh.ranks - pagerank(whole.graph, tolerance=1e-10)).sum() <= nightly.RANK_TOLERANCE
    assert np.array_equal(fresh.cores, core_numbers(whole.graph))
    assert fresh.participation == pytest.approx(whole.participation, abs=1e-5, nan_ok=True)
    assert fresh.communities.quality >= whole.communities.quality - nightly.QUALITY_TOLERANCE
    for role in ROLES:
        ours, theirs = getattr(fresh, role), getattr(whole, role)
        assert np.array_equal(ours.people, theirs.people)
        assert np.array_equal(ours.p, theirs.p)
        assert np.array_equal(ours.found, theirs.found)


def test_communities_keep_their_names_from_night_to_night():
    world = planted_communities(1500, 15000, groups=15, across=0.15, seed=4)
    told = Traces(1500, world.graph.rows(), world.graph.indices)
    quick = Settings(advocates=0)
    night = nightly.run(told, quick)
    for seed in (1, 2, 3):
        again = nightly.run(told, replace(quick, seed=seed), before=night)
        assert agreement(again.communities.labels, night.communities.labels)[1] >= 0.95
        assert np.mean(again.communities.labels == night.communities.labels) >= 0.95
    random = np.random.default_rng(8)
    few = Traces(1500, random.integers(0, 1500, 150), random.integers(0, 1500, 150))
    fresh = nightly.refresh(night, few)
    assert np.mean(fresh.communities.labels == night.communities.labels) >= 0.95


def test_connectors_are_found_between_communities_when_no_departments_are_told():
    graph, _ = planted.bridges(4)
    night = nightly.run(Traces(graph.n, graph.rows(), graph.indices), Settings(advocates=0))
    assert night.groups_given is None
    found = night.connectors.found_people()
    assert (found < 20).sum() >= 16
    assert (found >= 20).sum() <= 1
    fresh = nightly.refresh(night, Traces(graph.n, [0, 1], [1, 2]))
    assert len(np.intersect1d(fresh.connectors.found_people(), found)) >= 0.9 * len(found)


def test_refresh_with_newcomers_makes_room_for_them(whole):
    fresh = nightly.refresh(whole, Traces(802, [800, 801], [0, 0], [100.0, 100.0], [0, 0]))
    assert len(fresh.ranks) == len(fresh.communities.labels) == len(fresh.constraint) == 802
    assert fresh.groups_given[-2:].tolist() == [-1, -1]
    assert fresh.salesmen.people[-1] == 801


def test_uptakes_without_a_window_and_kinds_without_a_worth_are_errors():
    log = uptakes([0], [0], [1.0], n=2)
    with pytest.raises(GraphError, match="window"):
        nightly.run(Traces(2, [0], [1], uptakes=log))
    with pytest.raises(GraphError, match="Kinds"):
        nightly.run(Traces(2, [0], [1], kinds=[1]), Settings(worth=(1.0,)))
    with pytest.raises(GraphError, match="half_life"):
        nightly.run(Traces(2, [0], [1], [1.0]), Settings(half_life=0))


def test_excluded_people_are_no_advocates(everything, whole):
    told = traces(*everything, lambda columns: np.ones(len(columns[0]), bool))
    best = whole.advocates.seeds
    again = nightly.run(told, SETTINGS, exclude=best)
    assert not set(again.advocates.seeds) & set(best)


@pytest.mark.parametrize("n", [0, 1])
def test_run_on_nothing_and_on_one_node(n):
    found = nightly.run(Traces(n, [], []), Settings(advocates=3))
    assert len(found.ranks) == n
    assert found.advocates is None
    assert found.mavens is None
    assert len(nightly.refresh(found, Traces(n, [], [])).ranks) == n


def test_a_night_can_be_put_away_and_taken_up_again(everything):
    """The nightly job keeps last night until the next."""
    old, new = split(3, *everything)
    night = nightly.run(old, SETTINGS)
    kept = pickle.loads(pickle.dumps(night))
    assert same(kept, night)
    assert same(nightly.refresh(kept, new), nightly.refresh(night, new))


def same(one, other):
    """Whether two values are equal through and through, to the last digit."""
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if is_dataclass(one):
        return type(one) is type(other) and all(
            same(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other
