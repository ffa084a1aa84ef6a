import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.graph.build import GraphError, from_edges
from folkmoot.graph.diffusion import model, simulate
from folkmoot.graph.learning import learn, uptakes

# 0 → 2 and 1 → 2. Action 0: 0 at 0, 1 at 1, 2 at 3. Action 1: 0 at 0, 2 at 1. Action 2: 2 at 0, 0 at 5. Action 3: 1.
PAIR = from_edges([0, 1], [2, 2], n=3)
LOG = uptakes([0, 1, 2, 0, 2, 2, 0, 1], [0, 0, 0, 1, 1, 2, 2, 3], [0, 1, 3, 0, 1, 0, 5, 0], n=3)


def chances(**options):
    return learn(PAIR, LOG, **options).weights.astype(float).round(6).tolist()


def test_learn_counts_as_by_hand():
    assert chances() == pytest.approx([2 / 3, 1 / 2], abs=1e-5)
    assert chances(method="jaccard") == pytest.approx([2 / 3, 1 / 4], abs=1e-5)
    assert chances(credit=True) == pytest.approx([1.5 / 3, 0.5 / 2], abs=1e-5)
    assert chances(method="jaccard", credit=True) == pytest.approx([1.5 / 3, 0.5 / 4], abs=1e-5)
    assert chances(window=1.5) == pytest.approx([1 / 3, 0], abs=1e-5)
    # The mean delay of 0 → 2 is 2, so only action 1 is within it; of 1 → 2 it is 2, which its one delay meets.
    assert chances(window="tie") == pytest.approx([1 / 3, 1 / 2], abs=1e-5)


def test_learn_em_gives_a_lone_cause_all_the_blame():
    alone = from_edges([0], [1], n=2)
    log = uptakes([0, 1, 0, 0, 1], [0, 0, 1, 2, 2], [0, 1, 0, 1, 0], n=2)
    # Three uptakes of 0; one followed, one not, and one where 1 came first and could not be influenced.
    assert learn(alone, log, method="em").weights.tolist() == pytest.approx([0.5])


def test_learn_em_finds_the_chances_a_log_was_made_with():
    rng = np.random.default_rng(4)
    truth = np.array([0.1, 0.5, 0.8])
    graph = from_edges([0, 1, 2], [3, 3, 3], n=4)
    who, what, when = [], [], []
    for action in range(6000):
        active = rng.random(3) < 0.5
        for u in np.flatnonzero(active):
            who.append(u), what.append(action), when.append(0)
        if (rng.random(3) < truth)[active].any():
            who.append(3), what.append(action), when.append(1)
    learnt = learn(graph, uptakes(who, what, when, n=4), method="em").weights
    assert np.allclose(learnt, truth, atol=0.04)
    plain = learn(graph, uptakes(who, what, when, n=4)).weights
    assert abs(plain[0] - 0.1) > 0.2


def test_learn_em_is_where_the_log_is_likeliest():
    """Two causes: 6 actions with both before, 4 of them followed; 5 with the first alone, 1; 4 with the second, 3."""
    cases = [((0, 1), 4, 2), ((0,), 1, 4), ((1,), 3, 1)]
    who, what, when, action = [], [], [], 0
    for causes, followed, not_followed in cases:
        for k in range(followed + not_followed):
            who += list(causes) + [2] * (k < followed)
            when += [0.0] * len(causes) + [1.0] * (k < followed)
            what += [action] * (len(causes) + (k < followed))
            action += 1
    learnt = learn(PAIR, uptakes(who, what, when, n=3), method="em", rounds=2000, tolerance=1e-9).weights
    p, q = np.meshgrid(np.linspace(0.001, 0.999, 999), np.linspace(0.001, 0.999, 999), indexing="ij")
    either = 1 - (1 - p) * (1 - q)
    likely = (
        4 * np.log(either) + 2 * np.log(1 - either) + np.log(p) + 4 * np.log(1 - p) + 3 * np.log(q) + np.log(1 - q)
    )
    best = np.unravel_index(np.argmax(likely), likely.shape)
    assert learnt == pytest.approx([p[best], q[best]], abs=0.002)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 5)), max_size=40),
    st.sampled_from(["bernoulli", "jaccard", "em"]),
    st.sampled_from([None, 2.0, "tie"]),
    st.booleans(),
)
def test_learnt_chances_are_chances(rows, method, window, credit):
    who, what, when = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    graph = from_edges([0, 0, 1, 2, 3, 4], [1, 2, 2, 3, 4, 0], n=5)
    log = uptakes(who, what, when, n=5)
    assert len(log.people) == len({(a, b) for a, b, _ in rows})
    learnt = learn(graph, log, method=method, window=window, credit=credit)
    assert np.all((learnt.weights >= 0) & (learnt.weights <= 1))
    assert np.array_equal(learnt.indices, graph.indices)


def test_learnt_chances_feed_the_simulation():
    assert simulate(model(learn(PAIR, LOG), "ic", "column"), [0], runs=4000).mean == pytest.approx(5 / 3, abs=0.05)


def test_uptakes_keeps_first_times_and_refuses_nonsense():
    log = uptakes([1, 1, 0], [0, 0, 0], [5.0, 2.0, 3.0], n=2)
    assert (log.people.tolist(), log.times.tolist()) == ([1, 0], [2.0, 3.0])
    empty = uptakes(np.empty(0, int), np.empty(0, int), np.empty(0), n=3)
    assert learn(PAIR, empty).weights.tolist() == [0, 0]
    with pytest.raises(GraphError, match="Row 1"):
        uptakes([0, 1], [0, 0], [1.0, np.nan], n=2)
    with pytest.raises(GraphError, match="numbered"):
        uptakes([7], [0], [1.0], n=2)
