"""The fairness report: right numbers, and no way to a small group."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.acknowledge.recognition.logic.fairness import Facts, cells, circles, gini, report
from folkmoot.acknowledge.recognition.logic.periods import quarters_before, span_of, years_between


def test_gini_of_known_shares():
    assert gini([]) == 0
    assert gini([0, 0]) == 0
    assert gini([5, 5, 5, 5]) == 0
    assert gini([0, 0, 0, 12]) == pytest.approx(0.75)
    assert gini([1, 2, 3, 4]) == pytest.approx(0.25)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(2, 9))
def test_gini_lies_between_and_knows_no_unit_of_measure(values, factor):
    found = gini(values)
    assert 0 <= found <= 1
    assert gini([value * factor for value in values]) == pytest.approx(found)
    assert gini(sorted(values, reverse=True)) == pytest.approx(found)


def people(**units):
    found, number = {}, 0
    for unit, count in units.items():
        for _ in range(count):
            number += 1
            found[number] = Facts(unit=unit)
    return found


@given(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(1, 20), min_size=1), st.integers(0, 9), st.integers(5, 8)
)
def test_no_small_group_is_shown_nor_left_over(units, unknown, k):
    """Whatever is shown has k people; and everybody minus what is shown is nobody, or k people too."""
    staff = people(**units)
    for number in range(unknown):
        staff[1000 + number] = Facts()
    shown = cells(dict.fromkeys(staff, 1), dict.fromkeys(staff, 1), staff, "unit", k)
    assert all(cell.people >= k for cell in shown)
    if shown:
        assert sum(cell.people for cell in shown) == len(staff)
        assert sum(cell.gave for cell in shown) == len(staff)


def test_small_groups_are_put_together_with_the_next_smallest():
    staff = people(A=10, B=7, C=2)
    shown = cells(dict.fromkeys(staff, 1), dict.fromkeys(staff, 0), staff, "unit", 5)
    assert [(cell.label, cell.people) for cell in shown] == [("A", 10), ("", 9)]
    assert cells(dict.fromkeys(staff, 1), dict.fromkeys(staff, 0), people(A=10, C=2), "unit", 5) == []


def test_report_needs_enough_givers_and_getters():
    staff = people(A=10, B=10)
    assert report([(1, 2)] * 50, staff, 5) is None
    gifts = [(giver, giver + 10) for giver in range(1, 11)]
    found = report(gifts, staff, 5)
    assert (found.giver_share, found.across_share, found.back_share) == (0.5, 1.0, 0.0)
    assert found.giving_gini == pytest.approx(0.5)
    assert report([*gifts, (99, 1)], staff, 5).gifts == 10


def test_a_planted_circle_is_counted_and_an_open_crowd_is_not():
    ring = [(a, b) for a in (1, 2, 3) for b in (1, 2, 3) if a != b] * 2
    crowd = [(n, n + 1) for n in range(10, 40)] + [(n + 1, n) for n in range(10, 40)]
    assert circles(ring + crowd) == [frozenset({1, 2, 3})]
    generous = [(a, 50 + a * 10 + n) for a in (1, 2, 3) for n in range(9)]
    assert circles(ring + generous) == []


def test_periods_meet_without_gap():
    from datetime import date

    for name in ("month", "quarter", "year"):
        _since, until = span_of(name, date(2026, 11, 25))
        assert span_of(name, until.date())[0] == until
    assert quarters_before(date(2026, 2, 3), 3) == [date(2026, 1, 1), date(2025, 10, 1), date(2025, 7, 1)]
    assert all(later > earlier for later, earlier in pairwise(quarters_before(date(2026, 2, 3), 6)))
    assert years_between(date(2024, 2, 29), date(2025, 2, 28)) == 0
    assert years_between(date(2024, 2, 29), date(2025, 3, 1)) == 1
