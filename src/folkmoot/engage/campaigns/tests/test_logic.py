"""Lots, power, effects, looks and checks, against known examples and by simulation."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import norm, ttest_ind
from scipy.stats import t as student

from folkmoot.engage.campaigns.logic import checks, effects, looks, lots, power, quantiles
from folkmoot.engage.campaigns.logic.effects import Arm

# How quick the machine is, is nothing to test.
any_pace = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def clusters(sizes, strata=None):
    return [lots.Cluster(key, size, (strata or [""] * len(sizes))[key]) for key, size in enumerate(sizes)]


@any_pace
@given(st.lists(st.integers(1, 300), min_size=6, max_size=80), st.integers(2, 6), st.text(max_size=20))
def test_lots_depend_on_the_seed_alone_and_are_even(sizes, arms, seed):
    groups = clusters(sizes)
    dealt = lots.assign(groups, [1] * arms, seed=seed)
    assert dealt == lots.assign(groups[::-1], [1] * arms, seed=seed)
    counts = np.bincount(list(dealt.values()), minlength=arms)
    assert counts.min() >= 1
    assert counts.max() - counts.min() <= 2
    assert set(dealt) == {each.key for each in groups}


def test_lots_give_each_stratum_its_share():
    strata = ["Lyon"] * 12 + ["Oslo"] * 12
    dealt = lots.assign(clusters(list(range(10, 34)), strata), [2, 1, 1], seed="x")
    for place in ("Lyon", "Oslo"):
        counts = np.bincount([dealt[key] for key in range(24) if strata[key] == place], minlength=3)
        assert counts.tolist() == [6, 3, 3]


def test_lots_refuse_what_cannot_be_compared():
    with pytest.raises(lots.TooFewClusters):
        lots.assign(clusters([5, 5]), [1, 1, 1], seed="x")
    for wrong in ([1], [1] * 7, [0, 1], [11, 1]):
        with pytest.raises(ValueError, match="arms"):
            lots.assign(clusters([5] * 20), wrong, seed="x")


def test_every_cluster_is_as_likely_in_every_arm():
    groups = clusters([30, 20, 10, 9, 8, 7, 6])
    first = np.array([[lots.assign(groups, [1, 1], seed=str(n))[key] for key in range(7)] for n in range(2000)])
    assert np.abs(first.mean(0) - 0.5).max() < 0.05


def test_digest_is_of_what_is_said_not_of_its_order():
    assert lots.digest({"a": 1, "b": [2]}) == lots.digest({"b": [2], "a": 1}) != lots.digest({"a": 1, "b": [3]})


def test_effect_with_single_people_is_welch():
    rng = np.random.default_rng(1)
    a, b = rng.normal(5, 1, 30), rng.normal(4, 3, 17)
    arms = [Arm.of([1] * len(x), x, x**2) for x in (a, b)]
    found, known = effects.effect(*arms), ttest_ind(a, b, equal_var=False)
    low, high = known.confidence_interval(0.95)
    assert (found.difference, found.p) == pytest.approx((a.mean() - b.mean(), known.pvalue))
    assert (found.low, found.high, found.freedom) == pytest.approx((low, high, known.df))


def test_effect_with_groups_of_one_size_is_welch_over_their_means():
    rng = np.random.default_rng(2)
    sums = [rng.binomial(20, rng.beta(4, 6, size)) for size in (9, 12)]
    arms = [Arm.of([20] * len(s), s) for s in sums]
    found, known = effects.effect(*arms), ttest_ind(sums[0] / 20, sums[1] / 20, equal_var=False)
    assert (found.p, found.freedom) == pytest.approx((known.pvalue, known.df))


def test_degrees_of_freedom_are_those_of_the_matrices():
    sizes = np.array([3.0, 10.0, 22.0, 5.0, 41.0])
    leverage = sizes / sizes.sum()
    scale = 1 / np.sqrt(1 - leverage)
    for alike in (0.0, 0.2):
        project = np.eye(5) - leverage[:, None]
        inner = scale[:, None] * (project * (sizes * (1 + (sizes - 1) * alike))) @ project.T * scale
        known = np.trace(inner) ** 2 / (inner**2).sum()
        assert effects._freedom(sizes, leverage, scale, alike) == pytest.approx(known)


def test_correlation_within_groups_is_found():
    rng = np.random.default_rng(3)
    assert effects.correlation([Arm.of([40] * 50, rng.binomial(40, 0.3, 50))]) < 0.01
    rate = rng.beta(0.3 * 19, 0.7 * 19, 4000)  # ICC = 1 / (19 + 1)
    assert effects.correlation([Arm.of([40] * 4000, rng.binomial(40, rate))]) == pytest.approx(0.05, abs=0.006)
    assert effects.correlation([Arm.of([3, 3], [3, 0])]) == 1.0


def test_too_few_groups_or_nothing_happening_is_said_not_computed():
    for sizes, sums in (([9] * 3, [1, 2, 3]), ([9] * 6, [0] * 6)):
        arm = Arm.of(sizes, sums)
        with pytest.raises(effects.TooFewToConclude):
            effects.effect(arm, arm)


@any_pace
@given(st.lists(st.tuples(st.integers(1, 50), st.floats(0, 1)), min_size=4, max_size=30), st.integers(0, 99))
def test_interval_holds_the_difference_and_turns_around(groups, seed):
    rng = np.random.default_rng(seed)
    sizes = [size for size, _ in groups]
    one = Arm.of(sizes, rng.binomial(sizes, [rate for _, rate in groups]))
    two = Arm.of(sizes, rng.binomial(sizes, 0.5))
    try:
        there, back = effects.effect(one, two), effects.effect(two, one)
    except effects.TooFewToConclude:
        return
    assert there.low <= there.difference <= there.high
    assert 0 <= there.p <= 1
    assert (there.p < 0.05) == there.is_seen
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert effects.effect(one, two, level=0.01).high >= there.high


@pytest.mark.parametrize(("groups", "size"), [(6, 40), (12, 15), (40, 10)])
def test_intervals_of_few_unequal_groups_cover(groups, size):
    """The true effect is in at least 93 of 100 intervals, and no effect is called one in at most 6 of 100."""
    rng = np.random.default_rng(groups)
    hits = alarms = 0
    for _ in range(600):
        sizes = np.maximum(2, rng.poisson(rng.gamma(2, size / 2, 2 * groups)))
        rate = rng.beta(6, 14, 2 * groups)
        effect = np.repeat([0.08, 0.0], groups)
        done = rng.binomial(sizes, np.clip(rate + effect, 0, 1))
        none = rng.binomial(sizes, rate)
        first, second = slice(0, groups), slice(groups, None)
        found = effects.effect(Arm.of(sizes[first], done[first]), Arm.of(sizes[second], done[second]))
        hits += found.low <= 0.08 <= found.high
        alarms += effects.effect(Arm.of(sizes[first], none[first]), Arm.of(sizes[second], none[second])).is_seen
    assert hits >= 0.93 * 600
    assert alarms <= 0.06 * 600


def test_the_lot_alone_tells_chance_from_effect():
    rng = np.random.default_rng(5)
    sizes = np.full(16, 25.0)
    draws = np.array([lots.deal(16, [1, 1], rng) for _ in range(500)])
    places = draws[0]
    nothing = rng.binomial(25, 0.3, 16).astype(float)
    assert effects.chance_by_lot(sizes, nothing, places, draws) > 0.05
    much = nothing + np.where(places == 0, 10.0, 0.0)
    assert effects.chance_by_lot(sizes, much, places, draws) < 0.02


def test_power_agrees_with_the_books():
    # 0.5 against 0.6 with 80 % power: 385 people in each arm without correlation (unpooled normal approximation).
    assert power.people_needed(base=0.5, wanted=0.1, mean_size=1, alike=0) == 385
    # Groups of 20 alike to 0.05 take 1 + 19 · 0.05 times as many.
    assert power.people_needed(base=0.5, wanted=0.1, mean_size=20, alike=0.05) == 750
    assert power.design_effect([20] * 9, 0.05) == pytest.approx(1.95)
    assert power.design_effect([10, 30], 0.05) == pytest.approx(1 + (1.25 * 20 - 1) * 0.05)
    found = power.of_comparison([1] * 390, [1] * 390, base=0.5, wanted=0.1, alike=0)
    assert found.power == pytest.approx(0.80, abs=0.01)
    assert found.smallest == pytest.approx(0.1, abs=0.002)
    assert found.verdict == "enough"


def test_power_says_when_there_is_no_hope():
    assert power.of_comparison([100] * 3, [100] * 9, base=0.2, wanted=0.3).verdict == "hopeless"
    assert power.of_comparison([8] * 5, [8] * 5, base=0.2, wanted=0.05).verdict == "hopeless"
    assert power.of_comparison([20] * 15, [20] * 15, base=0.2, wanted=0.1).verdict == "weak"


@any_pace
@given(st.integers(1, looks.MOST_LOOKS), st.integers(1, 10))
def test_looks_spend_the_whole_level_and_most_of_it_at_the_end(count, comparisons):
    levels = looks.levels(count, comparisons=comparisons)
    assert sum(levels) == pytest.approx(0.05 / comparisons)
    assert levels == sorted(levels)
    assert len(levels) == count


def test_looks_are_spread_and_taken_one_at_a_time():
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    planned = looks.moments(begin, begin + timedelta(days=28), 4)
    assert [(each - begin).days for each in planned] == [7, 14, 21, 28]
    assert looks.due(planned, 0, begin + timedelta(days=6)) is None
    assert looks.due(planned, 0, begin + timedelta(days=15)) == 1
    assert looks.due(planned, 2, begin + timedelta(days=15)) is None
    assert looks.due(planned, 2, begin + timedelta(days=40)) == 3


def test_arms_that_mix_are_noticed():
    sizes = [20] * 12
    assert checks.spill_over(sizes, [0] * 12, [4] * 12).verdict == "clean"
    assert checks.spill_over(sizes, [3, 1] * 6, [4, 5] * 6).verdict == "mixed"
    assert checks.spill_over(sizes, [10, 0] * 6, [12, 3, 11, 4] * 3).verdict == "spread"


def test_forecast_is_compared_with_what_came():
    assert checks.calibration(60, 55, 100).verdict == "fits"
    assert checks.calibration(90, 55, 100).verdict == "reached_fewer"
    assert checks.calibration(20, 55, 100).verdict == "reached_more"
    assert checks.calibration(1, 0, 0) == checks.Calibration(1, 0, 0.0, 0.0)
    assert checks.calibration(5, 10, 10).high == 10


def test_cost_is_counted_in_minutes_of_people():
    assert checks.cost(exposed=100, words=220, worked_minutes=30) == 130
    assert checks.minutes_for_one(130, 0.05, 200) == pytest.approx(13)
    assert checks.minutes_for_one(130, -0.05, 200) is None


@pytest.mark.parametrize("freedom", [1.0, 3.7, 40.0])
def test_quantiles_are_those_of_the_known_distributions(freedom):
    for chance in (1e-9, 0.025, 0.2, 0.7):
        assert quantiles.normal_cut(chance) == pytest.approx(norm.isf(chance), rel=1e-9)
        assert quantiles.student_cut(chance, freedom) == pytest.approx(student.isf(chance, freedom), rel=1e-9)
    for value in (0.1, 3.0, 8.0):
        assert quantiles.normal_above(value) == pytest.approx(norm.sf(value), rel=1e-9)
        assert quantiles.student_above(value, freedom) == pytest.approx(student.sf(value, freedom), rel=1e-9)
