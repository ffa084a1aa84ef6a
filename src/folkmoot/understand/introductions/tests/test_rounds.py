"""The weekly round: who is named to whom, never whom it must not be, never twice."""

import threading
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.base.site import settings as site
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.people import actions as people_actions
from folkmoot.commons.people.models import Distance
from folkmoot.graph.build import from_edges
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.introductions import actions
from folkmoot.understand.introductions.logic import OFTEN, Field, choose, interval
from folkmoot.understand.introductions.models import Participant, Round, Suggestion
from folkmoot.understand.introductions.refusals import LeftOutOfAnalysis, NotAllowed
from folkmoot.understand.network import actions as network

from .worlds import firm, join, named

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def test_whoever_takes_part_is_introduced_to_others_who_do_and_told():
    people = firm()
    join(*people[:12])
    done = actions.run_round(at=AT)
    assert done.people_count == 12
    assert done.named_count == len(named()) > 8
    inside = {person.pk for person in people[:12]}
    assert {one.person_id for one in named()} | {one.other_id for one in named()} <= inside
    told = Notification.objects.filter(topic="introductions").values_list("person_id", flat=True)
    assert set(told) == {one.person_id for one in named()}


def test_nobody_is_named_whom_they_know_follow_report_to_or_keep_away():
    people = firm()
    join(*people, per_week=3)
    Distance.objects.create(person=people[3], other=people[12], at=AT)
    Distance.objects.create(person=people[13], other=people[4], is_block=True, at=AT)
    people_actions.follow(actor=people[5], person=people[14], at=AT)
    people[6].manager = people[15]
    people[6].save()
    for week in range(8):
        actions.run_round(at=AT + week * WEEK)
    place = {person.pk: number for number, person in enumerate(people)}
    pairs = {frozenset((place[one.person_id], place[one.other_id])) for one in named()}
    assert len(pairs) == len(named())
    never = [(3, 12), (4, 13), (5, 14), (6, 15), (0, 8), *((i, (i + 1) % 8) for i in range(8))]
    assert not pairs & {frozenset(pair) for pair in never}


def test_no_pair_is_ever_named_again_and_the_database_sees_to_it():
    join(*firm()[:10], per_week=3)
    for week in range(6):
        actions.run_round(at=AT + week * WEEK)
    pairs = [frozenset((one.person_id, one.other_id)) for one in named()]
    assert len(set(pairs)) == len(pairs)


def test_one_round_a_week_and_none_without_a_network_or_where_the_site_wants_none():
    assert actions.run_round(at=AT) is None
    join(*firm())
    site.put("introductions.is_on", False)
    assert actions.run_round(at=AT) is None
    site.put("introductions.is_on", True)
    assert actions.run_round(at=AT) is not None
    count = len(named())
    assert actions.run_round(at=AT + timedelta(days=1)) is None
    assert len(named()) == count


def test_late_joiners_wait_for_the_next_week():
    people = firm()
    join(*people[:6])
    join(people[6], at=AT - timedelta(hours=3))
    actions.run_round(at=AT)
    assert not named(people[6])
    assert not Suggestion.objects.filter(other=people[6]).exists()
    actions.run_round(at=AT + WEEK)
    assert named(people[6]) or Suggestion.objects.filter(other=people[6]).exists()


def test_who_leaves_is_left_out_or_goes_is_named_no_more():
    people = firm()
    join(*people, per_week=3)
    actions.leave(viewer=viewer(people[2]), at=AT)
    network.set_switches(viewer=viewer(people[3]), left_out=True, at=AT)
    people_actions.deactivate(actor=make_person(admin=True), person=people[4], at=AT)
    actions.run_round(at=AT)
    gone = {people[i].pk for i in (2, 3, 4)}
    assert named()
    assert not gone & {pk for one in named() for pk in (one.person_id, one.other_id, *one.connectors)}


def test_joining_is_for_colleagues_who_are_in_the_analysis():
    person = make_person()
    for stranger in (make_person(employee=False), None):
        with pytest.raises(NotAllowed):
            actions.join(viewer=viewer(stranger), at=AT)
    network.set_switches(viewer=viewer(person), left_out=True, at=AT)
    with pytest.raises(LeftOutOfAnalysis):
        actions.join(viewer=viewer(person), at=AT)
    with pytest.raises(NotAllowed):
        actions.leave(viewer=viewer(None), at=AT)
    actions.leave(viewer=viewer(person), at=AT)
    assert not Participant.objects.exists()


def test_connectors_are_people_who_take_part_and_ties_that_all_could_see():
    people = firm()
    join(*people, per_week=3)
    actions.leave(viewer=viewer(people[1]), at=AT)
    actions.run_round(at=AT)
    links = {pk for one in named() for pk in one.connectors}
    assert links
    assert people[1].pk not in links


def test_the_share_across_units_is_what_the_site_wants():
    people = firm()
    join(*people, per_week=1)
    site.put("introductions.across_share", 100)
    actions.run_round(at=AT)
    assert [one.is_across for one in named()] == [True] * 16


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_round():
    join(*firm())
    gate = threading.Barrier(2)

    def work():
        gate.wait()
        actions.run_round(at=AT)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Round.objects.count() == 1
    assert len(named()) == Round.objects.get().named_count


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_choosing_names_only_whom_it_may(seed, across, trial):
    random = np.random.default_rng(seed)
    n = int(random.integers(2, 40))
    ties = from_edges(random.integers(0, n, 3 * n), random.integers(0, n, 3 * n), n=n)
    takes = {int(node): int(random.integers(1, 4)) for node in range(n) if random.random() < 0.6}
    apart = frozenset(tuple(sorted(pair)) for pair in random.integers(0, n, (n, 2)).tolist())
    field = Field(ties, random.integers(-1, 4, n), takes, apart)
    found = choose(field, across=across, trial=trial, rng=np.random.default_rng(seed))
    pairs = [tuple(sorted((one.person, one.other))) for one in found]
    assert len(set(pairs)) == len(pairs)
    assert not set(pairs) & apart
    for one in found:
        assert one.person != one.other
        assert {one.person, one.other, *one.connectors} <= set(takes)
        assert sum(each.person == one.person for each in found) <= takes[one.person]
        assert one.is_across == (field.groups[one.person] < 0 or field.groups[one.person] != field.groups[one.other])
        assert sum(each.other == one.other for each in found) <= OFTEN
    assert found == choose(field, across=across, trial=trial, rng=np.random.default_rng(seed))


def test_all_three_ways_are_drawn_in_their_shares():
    random = np.random.default_rng(1)
    n = 300
    field = Field(
        from_edges(random.integers(0, n, 5 * n), random.integers(0, n, 5 * n), n=n), np.zeros(n, np.int64),
        dict.fromkeys(range(n), 1), frozenset(),
    )  # fmt: skip
    arms = [one.arm for _ in range(4) for one in choose(field, across=0, trial=0.4, rng=random)]
    assert len(arms) > 1100
    for arm, share in (("near", 0.6), ("popular", 0.2), ("friends", 0.2)):
        assert arms.count(arm) / len(arms) == pytest.approx(share, abs=0.06)


def test_intervals_match_known_values():
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
    assert interval(0, 20)[0] == 0
