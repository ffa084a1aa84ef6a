import numpy as np
import pytest

from folkmoot.graph.build import GraphError, from_edges
from folkmoot.graph.chance import uniforms
from folkmoot.graph.diffusion import Complex, model, simulate

PATH = from_edges([0, 1, 2], [1, 2, 3])


def random_graph(n, m, seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(n, size=m), rng.integers(n, size=m)
    return from_edges(a[a != b], b[a != b], n=n)


def test_uniforms_look_uniform_and_differ_between_streams():
    one, two = uniforms(7, 0, 20_000), uniforms(7, 1, 20_000)
    assert abs(one.mean() - 0.5) < 0.01
    assert abs(one.var() - 1 / 12) < 0.002
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.02
    assert 0 < one.min() < one.max() < 1


def test_simulate_a_certain_path_reaches_everybody():
    for kind in ("ic", "lt"):
        found = simulate(model(PATH, kind, "wc"), [0], runs=20)
        assert found.sizes.tolist() == [4] * 20


def test_simulate_a_path_with_chances_matches_the_exact_value():
    found = simulate(model(PATH, "ic", "const:0.5"), [0], runs=20_000, rng=3)
    exact = 1 + 0.5 + 0.25 + 0.125
    assert found.low <= exact <= found.high
    assert found.high - found.low < 0.05


def test_simulate_column_chances_and_lt_agree_with_hand_values():
    fork = from_edges([0, 1], [2, 2], [0.25, 0.5])
    assert abs(simulate(model(fork, "ic", "column"), [0, 1], runs=40_000).mean - (2 + 0.625)) < 0.02
    assert abs(simulate(model(fork, "lt", "column"), [0, 1], runs=40_000).mean - 2.75) < 0.02
    assert simulate(model(fork, "lt", "lt"), [0, 1], runs=50).mean == 3


def test_simulate_complex_contagion_needs_two_voices():
    diamond = from_edges([0, 1, 2], [2, 2, 3])
    certain = model(diamond, "ic", "const:1")
    assert simulate(certain, [0], runs=3, reinforcement=Complex(2)).mean == 1
    assert simulate(certain, [0, 1], runs=3, reinforcement=Complex(2)).mean == 3
    assert simulate(certain, [0, 1], runs=3, reinforcement=Complex(1)).mean == 4
    assert simulate(certain, [0], runs=3, reinforcement=Complex(1, 0.6)).mean == 1


@pytest.mark.parametrize("kind", ["ic", "lt"])
def test_simulate_same_seed_any_threads_gives_the_same_sizes(kind):
    flow = model(random_graph(300, 1500, 1), kind)
    one = simulate(flow, [1, 2, 3], runs=400, rng=5, threads=1).sizes
    two = simulate(flow, [1, 2, 3], runs=400, rng=5, threads=2).sizes
    assert one.tolist() == two.tolist()
    assert one.tolist() != simulate(flow, [1, 2, 3], runs=400, rng=6).sizes.tolist()


def test_simulate_nobody_reaches_nobody():
    assert simulate(model(PATH), np.empty(0, np.int64), runs=5).mean == 0


@pytest.mark.parametrize(
    ("kind", "weights", "word"),
    [("ic", "const:2", "between 0 and 1"), ("ic", "const:x", "between"), ("ic", "column", "there are none"),
     ("xx", "wc", "“ic” or “lt”"), ("ic", "foo", "Weights are")],
)  # fmt: skip
def test_model_refuses_what_makes_no_sense(kind, weights, word):
    with pytest.raises(GraphError, match=word):
        model(PATH, kind, weights)


def test_model_refuses_chances_above_one_and_heavy_lt_sums():
    with pytest.raises(GraphError, match="at most 1"):
        model(from_edges([0], [1], [3.0]), "ic", "column")
    with pytest.raises(GraphError, match="sum to at most 1"):
        model(from_edges([0, 1], [2, 2], [0.9, 0.9]), "lt", "column")
    with pytest.raises(GraphError, match="numbered"):
        simulate(model(PATH), [9])
