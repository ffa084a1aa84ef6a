"""What is counted of every uptake, against the definition read word by word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.graph.build import from_edges
from folkmoot.graph.learning import uptakes
from folkmoot.graph.roles.salesman import MANY, _counted


def by_definition(graph, log, group, window):
    """Per uptake: followers, exposed, followers at the rate of the matched."""
    taken = {(person, action): when for person, action, when in zip(log.people, log.actions, log.times, strict=True)}
    activity = np.log2(1 + np.bincount(log.people, minlength=graph.n)).astype(int)
    alike = list(zip(group.tolist(), activity.tolist(), strict=True))
    rows = []
    for u, action, start in zip(log.people, log.actions, log.times, strict=True):

        def late(v, action=action, start=start):
            return taken.get((v, action), np.inf) > start

        def follows(v, action=action, start=start):
            return start < taken.get((v, action), np.inf) <= start + window

        ties = graph.indices[graph.indptr[u] : graph.indptr[u + 1]].tolist()
        risk = [v for v in ties if v != u and late(v)]
        expected = 0.0
        for kind in {alike[v] for v in risk}:
            mine = [v for v in risk if alike[v] == kind]
            hits = sum(map(follows, mine))
            others = [v for v in range(graph.n) if alike[v] == kind and late(v) and v not in mine]
            expected += len(mine) * sum(map(follows, others)) / len(others) if others else hits
        rows.append((sum(map(follows, risk)), len(risk), expected))
    return np.array(rows, float).reshape(-1, 3).T


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_counted_is_what_the_definition_says(seed):
    random = np.random.default_rng(seed)
    n = int(random.integers(2 * MANY, 3 * MANY))
    hubs = random.integers(0, 3, 2000)  # Three with far more ties than an action has uptakes, some to themselves.
    sources = np.concatenate([hubs, random.integers(0, n, 1000)])
    graph = from_edges(sources, random.integers(0, n, 3000), n=n)
    count = int(random.integers(1, 200))
    people = np.where(random.random(count) < 0.3, random.integers(0, 3, count), random.integers(0, n, count))
    # Whole days, so that some take a thing up at the same moment, and some just within the window.
    log = uptakes(people, random.integers(0, 8, count), random.integers(0, 6, count), n=n)
    group = random.integers(-1, 4, n)
    found = _counted(graph, log, group, 2.0, 1)
    expected = by_definition(graph, log, group, 2.0)
    assert np.array_equal(found[0], expected[0])
    assert np.array_equal(found[1], expected[1])
    assert found[2] == pytest.approx(expected[2])


def test_hubs_are_among_those_tested():
    random = np.random.default_rng(0)
    graph = from_edges(random.integers(0, 3, 2000), random.integers(0, 2 * MANY, 2000), n=2 * MANY)
    assert graph.degrees()[:3].min() > MANY > 4 * 200 / 8
