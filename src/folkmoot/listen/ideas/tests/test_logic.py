"""Pure computing: machines, rules, intake, ranking; and that merging leaves what credit is made of as it was."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Vote
from folkmoot.listen.ideas import actions, logic
from folkmoot.listen.ideas.models import PHASES, CoAuthor, Idea
from folkmoot.listen.ideas.refusals import WrongStages
from folkmoot.testing.makers import AT, make_person, viewer

from .makers import make_campaign, make_idea

YES = {"key": "yes", "label": "Yes", "phase": "develop", "next": ["real", "no"]}
NO = {"key": "no", "label": "No", "phase": "declined", "next": ["in"]}
REAL = {"key": "real", "label": "Real", "phase": "done"}
IN = {"key": "in", "label": "In", "phase": "gather", "next": ["yes", "no"]}


def test_the_usual_machine_is_possible_and_ends_by_answers_only():
    machine = logic.machine(None, PHASES)
    assert [stage.phase for stage in machine.stages] == [
        "gather", "discuss", "evaluate", "develop", "done", "declined",
    ]  # fmt: skip
    assert {stage.phase for stage in machine.moves("gather")} == {"discuss", "evaluate"}


@pytest.mark.parametrize(
    "stages",
    [
        [IN, YES, REAL],  # nowhere to decline
        [{**IN, "next": ["no"]}, YES, NO, REAL],  # nobody gets to yes
        [{**IN, "next": ["yes"]}, {**YES, "next": ["real"]}, NO, REAL],  # from the beginning no way to no
        [YES, IN, NO, REAL],  # begins answered
        [IN, YES, NO, {**REAL, "phase": "gather"}],  # never done
        [{**IN, "next": ["yes", "no", "mars"]}, YES, NO, REAL],
        [{**IN, "next": ["yes", "no", "real"]}, YES, NO, REAL],  # done without having been made
        [{**IN, "rule": {"fact": "votes", "least": 3}, "to": "yes"}, YES, NO, REAL],  # a rule that answers
        [{**IN, "rule": {"fact": "mood", "least": 3}, "to": "in"}, YES, NO, REAL],
        [{**IN, "rule": {"all": []}, "to": "in"}, YES, NO, REAL],
        [{**IN, "days": 0}, YES, NO, REAL],
        [IN, IN, YES, NO, REAL],
    ],
)
def test_impossible_machines_are_refused(stages):
    with pytest.raises(WrongStages):
        logic.machine(stages, PHASES)


def test_rules_join_conditions_by_all_and_any():
    rule = {
        "any": [
            {"fact": "votes", "least": 10},
            {"all": [{"fact": "comments", "least": 3}, {"fact": "days", "least": 7}]},
        ]
    }
    assert logic.holds(rule, {"votes": 10})
    assert logic.holds(rule, {"votes": 0, "comments": 3, "days": 7.5})
    assert not logic.holds(rule, {"votes": 9, "comments": 3, "days": 6.9})
    assert not logic.holds({"fact": "rating", "least": 3}, {"votes": 99})


@pytest.mark.parametrize(
    ("capacity", "waiting", "state", "is_over"),
    [
        (10, 9, "free", False),
        (10, 10, "slow", False),
        (10, 11, "slow", True),
        (10, 20, "full", True),
        (0, 0, "full", False),
    ],
)
def test_intake_slows_and_ends_with_what_was_promised(capacity, waiting, state, is_over):
    intake = logic.Intake(capacity, waiting)
    assert (intake.state, intake.is_over) == (state, is_over)


def test_heat_prefers_the_new_and_the_wanted():
    day = datetime(2026, 5, 1, tzinfo=UTC)
    assert logic.heat(0, 0, day + timedelta(hours=1)) > logic.heat(0, 0, day)
    assert logic.heat(10, 0, day) > logic.heat(1, 0, day) > logic.heat(-10, 0, day)
    assert abs(logic.heat(10**6, 10**6, day)) < 2**31


def test_total_is_the_weighted_mean():
    assert logic.total({1: 5, 2: 1}, {1: 3, 2: 1}) == 400
    assert logic.total({1: 3}, {1: 7}) == 300


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1]), max_size=40))
def test_ranking_averages_to_one_and_puts_who_always_won_first(pairs):
    ideas = list(range(7))
    won = [(*pair, False) for pair in [*pairs, *((6, other) for other in range(6))]]
    strength = logic.ranking(won, ideas)
    assert sum(strength.values()) / 7 == pytest.approx(1)
    assert max(strength, key=strength.get) == 6
    even = logic.ranking([(a, b, True) for a, b in pairs], ideas)
    assert list(even.values()) == pytest.approx([1] * 7)


@given(st.integers(0, 7), st.data())
def test_pairs_are_offered_until_all_are_said_and_none_twice(count, data):
    ideas, done = list(range(count)), []
    while (pair := logic.next_pair(ideas, done)) is not None:
        assert tuple(sorted(pair)) not in {tuple(sorted(each)) for each in done}
        done.append(pair if data.draw(st.booleans()) else pair[::-1])
    assert len(done) == count * (count - 1) // 2


def supporters(ideas):
    """Who wants any of them: votes for it, wrote it, or writes it with its author."""
    ids = [idea.pk for idea in ideas]
    found = set(Vote.objects.filter(item_id__in=ids, value=1).values_list("person_id", flat=True))
    found |= set(Idea.objects.filter(pk__in=ids).values_list("item__author_id", flat=True))
    return found | set(CoAuthor.objects.filter(idea_id__in=ids, state="joined").values_list("person_id", flat=True))


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    votes=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=8),
    authors=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=3),
)
def test_merging_changes_neither_who_wants_it_nor_who_is_credited(votes, authors):
    people = [make_person() for _ in range(5)]
    campaign = make_campaign()
    ideas = [make_idea(campaign=campaign, at=AT) for _ in range(3)]
    for which, who in votes:
        content.vote(viewer=viewer(people[who]), item_id=ideas[which].id, value=1, at=AT)
    for which, who in dict.fromkeys(authors):
        actions.invite_co_author(
            viewer=viewer(ideas[which].author), item_id=ideas[which].id, person_id=people[who].pk, at=AT
        )
        actions.answer_co_authorship(viewer=viewer(people[who]), item_id=ideas[which].id, is_yes=True, at=AT)
    before = supporters(ideas)
    credited = {idea.author_id for idea in ideas} | {people[who].pk for _which, who in authors}
    boss = viewer(campaign.runner)
    for goes in ideas[1:]:
        actions.merge(viewer=boss, item_id=goes.id, into_id=ideas[0].id, at=AT)
    assert supporters(ideas) == before
    stays = Idea.objects.get(pk=ideas[0].pk)
    named = {ideas[0].author_id, *CoAuthor.objects.filter(idea=stays).values_list("person_id", flat=True)}
    named |= set(Idea.objects.filter(item__duplicate_of_id=stays.pk).values_list("item__author_id", flat=True))
    assert named == credited
    ideas[0].refresh_from_db()
    assert ideas[0].up_count == Vote.objects.filter(item=ideas[0], value=1).count()
