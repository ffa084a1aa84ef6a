import numpy as np
import pytest

from folkmoot.graph.build import GraphError, from_edges
from folkmoot.graph.diffusion import model, simulate
from folkmoot.graph.influence import Constraints, Effort, binomial_interval, maximise
from folkmoot.graph.rivals import compare, nominated, reach_rank, top
from folkmoot.graph.sampling import NEVER, draw, sampler
from folkmoot.graph.tests.test_diffusion import random_graph

STARS = from_edges([0] * 9 + [10] * 6 + [17] * 3, [*range(1, 10), *range(11, 17), *range(18, 21)])


def heavy_graph(n=2000, m=10_000, seed=3):
    rng = np.random.default_rng(seed)
    worth = (1 - rng.random(n)) ** (-1 / 1.5)
    a, b = (rng.choice(n, m, p=worth / worth.sum()) for _ in range(2))
    return from_edges(a[a != b], b[a != b], n=n)


def by_simulation(flow, seeds, runs=3000):
    return simulate(flow, seeds, runs=runs, rng=99).mean


@pytest.mark.parametrize(
    ("kind", "weights"), [("ic", "wc"), ("ic", "const:0.1"), ("lt", "wc"), ("ic", "column"), ("lt", "lt")]
)
def test_sampled_sets_agree_with_simulation(kind, weights):
    graph = random_graph(60, 240, 2)
    rng = np.random.default_rng(1)
    graph = from_edges(graph.rows(), graph.indices, rng.random(graph.arcs) ** 3, n=60)
    flow = model(graph, kind, weights)
    sets = draw(sampler(flow), 5, 0, 60_000, piece=1000)
    for seed in (0, 7, 31):
        hit = np.count_nonzero(sets.nodes == seed)
        truth = simulate(flow, [seed], runs=20_000, rng=1, confidence=0.9999)
        low, high = binomial_interval(hit, sets.count, 0.9999)
        assert low * 60 <= truth.high
        assert high * 60 >= truth.low


def test_sampled_sets_hold_each_node_once_and_do_not_depend_on_threads():
    source = sampler(model(heavy_graph(), "ic", "const:0.2"))
    one, two = draw(source, 5, 0, 300, piece=7, threads=1), draw(source, 5, 0, 300, piece=50, threads=2)
    assert one.nodes.tolist() == two.nodes.tolist()
    for i in range(one.count):
        nodes = one.nodes[one.indptr[i] : one.indptr[i + 1]]
        assert len(set(nodes.tolist())) == len(nodes)


@pytest.mark.parametrize("chance", [0.02, 0.3, 0.9])
def test_sampler_lets_as_many_ties_succeed_as_chance_says(chance):
    # People with one source, with a few and with forty: their successes are drawn in three different ways.
    degrees = np.array([1, 3, 40])
    sources = np.concatenate([np.arange(3, 3 + d) for d in degrees])
    graph = from_edges(sources, np.repeat([0, 1, 2], degrees), n=43)
    sets = draw(sampler(model(graph, "ic", f"const:{chance}")), 9, 0, 200_000, piece=5000)
    roots = sets.nodes[sets.indptr[:-1]]
    sizes = np.diff(sets.indptr) - 1
    for person, degree in enumerate(degrees):
        found = sizes[roots == person]
        variance = degree * chance * (1 - chance)
        assert found.mean() == pytest.approx(degree * chance, abs=4 * np.sqrt(variance / len(found)))
        assert found.var() == pytest.approx(variance, rel=0.1 + 4 / np.sqrt(variance * len(found)))
    rest = np.setdiff1d(np.arange(len(sets.nodes)), sets.indptr[:-1])
    of_many = rest[np.repeat(roots, sizes) == 2]
    counts = np.bincount(sets.nodes[of_many], minlength=43)[3:]
    expected = len(of_many) / 40
    assert np.abs(counts - expected).max() < 5 * np.sqrt(expected)


def test_sampler_survives_chances_of_nought_and_one():
    source = sampler(model(random_graph(50, 300, 1), "ic", "const:0"))
    assert source.by_degree[:, 0].min() == NEVER
    assert len(draw(source, 1, 0, 500, piece=100).nodes) == 500
    ring = from_edges(range(10), [*range(1, 10), 0])
    assert len(draw(sampler(model(ring, "ic", "const:1")), 1, 0, 20, piece=5).nodes) == 200


def test_maximise_stars_takes_their_centres_in_order():
    found = maximise(model(STARS), 3, rng=1)
    assert found.seeds.tolist() == [0, 10, 17]
    assert found.reached
    assert found.low <= 21 <= found.high
    assert np.allclose(found.curve, [10, 17, 21], atol=0.5)


def test_maximise_same_seed_any_threads_gives_the_same_answer():
    flow = model(heavy_graph())
    one, two = maximise(flow, 10, rng=4, threads=1), maximise(flow, 10, rng=4, threads=2)
    assert one.seeds.tolist() == two.seeds.tolist()
    assert (one.spread, one.ratio, one.curve.tolist()) == (two.spread, two.ratio, two.curve.tolist())


@pytest.mark.parametrize(("kind", "weights"), [("ic", "wc"), ("lt", "wc"), ("ic", "const:0.02")])
def test_maximise_is_near_greedy_on_many_sets_and_not_below_degree(kind, weights):
    flow = model(heavy_graph(), kind, weights)
    found = maximise(flow, 20, rng=2)
    best = maximise(flow, 20, rng=7, effort=Effort(ratio=0.95, samples=200_000))
    degree = top(flow.graph.degrees(), np.ones(flow.graph.n, np.bool_), 20)
    ours = by_simulation(flow, found.seeds)
    assert ours >= 0.99 * by_simulation(flow, best.seeds)
    assert ours >= 0.995 * by_simulation(flow, degree)
    assert found.ratio >= found.target


def test_maximise_proves_no_more_than_is_true_on_a_graph_small_enough_to_try_all():
    graph = random_graph(14, 40, 5)
    flow = model(graph)
    from itertools import combinations

    best = max(by_simulation(flow, list(pair), 1500) for pair in combinations(range(14), 2))
    found = maximise(flow, 2, rng=3)
    assert by_simulation(flow, found.seeds) >= found.ratio * best * 0.98


def test_interval_covers_the_true_spread_in_93_of_100_repetitions():
    flow = model(heavy_graph(400, 2000))
    covered = 0
    truth: dict[tuple, float] = {}
    for seed in range(100):
        found = maximise(flow, 5, rng=seed)
        seeds = tuple(sorted(found.seeds.tolist()))
        if seeds not in truth:
            truth[seeds] = by_simulation(flow, list(seeds), 10_000)
        covered += found.low <= truth[seeds] <= found.high
    assert covered >= 93


def test_maximise_leaves_out_the_excluded_and_builds_on_the_given():
    flow = model(STARS)
    found = maximise(flow, 2, constraints=Constraints(exclude=np.array([0])))
    assert found.seeds.tolist() == [10, 17]
    found = maximise(flow, 2, constraints=Constraints(given=np.array([0])))
    assert found.seeds.tolist() == [10, 17]
    assert found.spread == pytest.approx(21, abs=0.6)


def test_maximise_keeps_to_the_budget():
    costs = np.ones(21)
    costs[0] = 5
    found = maximise(model(STARS), 21, constraints=Constraints(costs=costs, budget=3.0))
    assert set(found.seeds[:2].tolist()) == {10, 17}
    assert found.cost <= 3
    with pytest.raises(GraphError, match="go together"):
        maximise(model(STARS), 2, constraints=Constraints(budget=3.0))


def test_maximise_keeps_to_the_quotas():
    group = np.repeat([0, 1, 2], [10, 7, 4])
    found = maximise(model(STARS), 4, constraints=Constraints(group=group, most=1))
    assert sorted(group[found.seeds].tolist()) == [0, 1, 2]
    found = maximise(model(STARS), 3, constraints=Constraints(group=group, least={2: 2}))
    assert np.count_nonzero(group[found.seeds] == 2) >= 2
    with pytest.raises(GraphError, match="at least 5"):
        maximise(model(STARS), 3, constraints=Constraints(group=group, least={2: 5}))


def test_maximise_with_caps_says_why_it_stopped_and_what_it_proved():
    flow = model(heavy_graph())
    found = maximise(flow, 10, epsilon=0.01, effort=Effort(ratio=0.99, samples=300))
    assert found.stopped == "samples"
    assert not found.reached
    assert 0 < found.ratio < found.target
    found = maximise(flow, 10, effort=Effort(ratio=0.999, memory=200_000))
    assert found.stopped == "memory"
    found = maximise(flow, 10, effort=Effort(ratio=0.999, seconds=0.05))
    assert found.stopped == "time"
    assert len(found.seeds) == 10


def test_maximise_more_people_than_there_are_takes_everybody():
    found = maximise(model(STARS), 500)
    assert len(found.seeds) == 21
    assert found.spread == found.high == 21
    single = maximise(model(from_edges([], [], n=1)), 1)
    assert single.seeds.tolist() == [0]
    assert single.spread == 1


def test_maximise_refuses_senseless_numbers():
    for options in ({"k": 0}, {"k": 1, "epsilon": 0.7}, {"k": 1, "delta": 2.0}):
        with pytest.raises(GraphError):
            maximise(model(STARS), **options)


def test_compare_says_when_the_chosen_are_no_better_or_worse():
    hub = from_edges([0] * 40, range(1, 41))
    found = compare(model(hub), np.array([1]), rng=1)
    assert "degree" in found.findings[0]
    # Influencers all inside one tight clique, against a ring lattice where scattered pairs could start something.
    names = [rival.name for rival in found.rivals]
    assert names == ["chosen", "random", "degree", "pagerank", "nomination"]
    assert found.rivals[2].spread == pytest.approx(41, abs=0.5)


def test_nominated_are_people_with_influence():
    graph = heavy_graph()
    rng = np.random.default_rng(1)
    people = nominated(graph, np.ones(graph.n, np.bool_), 50, rng)
    assert len(set(people.tolist())) == 50
    assert graph.degrees()[people].mean() > graph.degrees().mean()


def test_reach_rank_agrees_with_networkx():
    networkx = pytest.importorskip("networkx")
    graph = random_graph(80, 300, 4)
    other = networkx.DiGraph()
    other.add_nodes_from(range(80))
    other.add_edges_from(zip(graph.indices.tolist(), graph.rows().tolist(), strict=True))
    expected = networkx.pagerank(other, tol=1e-12)
    assert np.allclose(reach_rank(graph), [expected[i] for i in range(80)], atol=1e-4)
