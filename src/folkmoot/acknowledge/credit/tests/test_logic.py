"""Reputation as arithmetic: what weighs more, what fades, what is discounted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.acknowledge.credit import badges, logic
from folkmoot.acknowledge.credit.logic import Praise


def praise(person, giver=None, worth=10.0, level=2, tag=None, received=True, vote=False):
    return Praise(person, giver, received, vote, level, tag, worth)


def score(praises, person, groups=None, level=2, tag=None):
    apart = {number: number for number in range(30)}
    return logic.standings(praises, groups or apart)[(person, tag)][level]


GROUPS = {1: "sales", 2: "sales", 3: "works", 4: "works", 5: "lab"}


def test_praise_from_another_unit_weighs_more_than_from_ones_own():
    near = score([praise(1, 2)], 1, GROUPS)
    far = score([praise(1, 3)], 1, GROUPS)
    assert near == pytest.approx(far * logic.SAME_GROUP)


def test_what_others_take_up_weighs_more_than_a_hundred_deeds_of_ones_own():
    busy = score([praise(1, worth=200.0, received=False)], 1)
    helpful = score([praise(2, giver, worth=10.0) for giver in (3, 4, 5, 6)], 2)
    assert helpful > busy


def test_many_givers_outweigh_one_eager_giver():
    one = score([praise(1, 3, worth=100.0)], 1)
    ten = score([praise(1, giver) for giver in range(10, 20)], 1)
    assert ten > one * 2.5


def test_two_who_praise_each_other_alone_lose_most_of_it():
    ring = [praise(1, 2, 30), praise(2, 1, 30)]
    alone = score([praise(1, 2, 30)], 1)
    assert score(ring, 1) < alone * 0.2


def test_three_who_praise_each_other_in_a_circle_lose_most_of_it():
    circle = [praise(1, 2, 30), praise(2, 3, 30), praise(3, 1, 30)]
    assert score(circle, 1) < score([praise(1, 2, 30)], 1) * 0.2


def test_a_community_where_everybody_helps_everybody_loses_little():
    crowd = range(1, 21)
    busy = [praise(a, b) for a in crowd for b in crowd if a != b]
    one_way = [praise(1, b) for b in crowd if b != 1]
    assert score(busy, 1) > score(one_way, 1) * 0.93


def test_one_kindness_each_way_is_no_ring():
    assert score([praise(1, 2, 2), praise(2, 1, 2)], 1) == score([praise(1, 2, 2)], 1)


def test_praise_from_under_an_alias_counts_half_whoever_it_is():
    assert score([praise(1, None)], 1) == pytest.approx(10 * logic.NAMELESS)


def test_votes_tell_nothing_of_the_unit_of_who_voted():
    assert score([praise(1, 2, 2, vote=True)], 1, GROUPS) == score([praise(1, 3, 2, vote=True)], 1, GROUPS)


def test_a_deed_counts_half_after_the_half_life():
    assert logic.faded(180, 180) == pytest.approx(0.5)
    assert logic.faded(-3, 180) == 1


def test_each_circle_of_readers_has_the_number_of_the_deeds_it_may_know():
    praises = [praise(1, 3, level=0), praise(1, 4, level=2)]
    public, signed_in, employees = logic.standings(praises, {})[(1, None)]
    assert public == signed_in < employees


@given(
    st.lists(
        st.builds(
            praise, st.integers(1, 6), st.integers(1, 6) | st.none(), st.floats(-20, 200), st.integers(0, 2),
            st.none(), st.booleans(), st.booleans(),
        ).filter(lambda each: each.giver != each.person)
    )
)  # fmt: skip
def test_ring_discounts_never_add_and_never_turn_praise_around(praises):
    given_ = {}
    for each in praises:
        if each.giver and each.is_received:
            given_[(each.giver, each.person)] = given_.get((each.giver, each.person), 0) + each.worth
    for factor in logic.ring_discounts(given_).values():
        assert 1 - logic.RING - 1e-9 <= factor <= 1
    logic.standings(praises, GROUPS)


def test_badges_are_won_at_their_count_and_not_before():
    assert "good-neighbour" not in badges.won({"accepted": 9}, {})
    assert "good-neighbour" in badges.won({"accepted": 10}, {})
    assert "known-by-many" not in badges.won({"accepted": 30}, {"accepted": 3})
    assert "known-by-many" in badges.won({"accepted": 30}, {"accepted": 10})


def test_every_rule_is_of_a_family_and_has_a_shape():
    for rule in badges.RULES.values():
        assert rule.family in badges.FAMILIES
        assert rule.tone in badges.TONES
        assert len(badges.outline(rule.family).split()) >= 10


def test_steps_grow_with_reputation_and_end_at_five():
    found = [logic.steps(score) for score in (0, 2, 8, 20, 60, 150, 100_000)]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, 5)
