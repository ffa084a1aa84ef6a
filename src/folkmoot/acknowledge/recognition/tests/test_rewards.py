"""Rewards that nobody gets twice for the same points, milestones, and an economy in which no point is lost."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from folkmoot.acknowledge.recognition import actions, queries
from folkmoot.acknowledge.recognition.actions import purses
from folkmoot.acknowledge.recognition.models import Line, Milestone, Purse, Redemption, Reward
from folkmoot.acknowledge.recognition.refusals import (
    EnoughForThisYear,
    NotAllowed,
    NotEnoughPoints,
    OutOfStock,
    ReasonIsMissing,
    Refused,
    TooLate,
)
from folkmoot.commons.people.models import Relation
from folkmoot.testing.makers import AT, make_person, viewer

from .test_giving import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_person(name="Hana Keeper", admin=True)


def rich(points=100):
    person = make_person()
    purses.earn([person.pk], points, "award", AT)
    return person


def make_reward(keeper, **how):
    return actions.save_reward(viewer=viewer(keeper), at=AT, **{"name": "Shackle", "cost": 60, **how})


def test_points_leave_the_purse_and_one_leaves_the_stock(keeper):
    ada, reward = rich(), make_reward(keeper, stock=1)
    wish = actions.redeem(viewer=viewer(ada), reward_id=reward.pk, at=AT)
    reward.refresh_from_db()
    assert (wish.state, reward.stock, Purse.objects.get(person=ada).balance) == ("approved", 0, 40)
    for problem, who in ((OutOfStock, rich()), (OutOfStock, ada)):
        with pytest.raises(problem):
            actions.redeem(viewer=viewer(who), reward_id=reward.pk, at=AT)
    with pytest.raises(NotEnoughPoints):
        actions.redeem(viewer=viewer(ada), reward_id=make_reward(keeper).pk, at=AT)
    done = actions.answer_redemption(viewer=viewer(keeper), redemption_id=wish.pk, to="handed", at=AT)
    assert done.state == "handed"
    with pytest.raises(TooLate):
        actions.answer_redemption(viewer=viewer(keeper), redemption_id=wish.pk, to="declined", answer="x", at=AT)


def test_declining_and_taking_back_return_points_and_stock_once(keeper):
    ada, reward = rich(), make_reward(keeper, stock=5, needs_approval=True)
    for number in range(2):
        wish = actions.redeem(viewer=viewer(ada), reward_id=reward.pk, at=AT)
        assert wish.state == "asked"
        if number == 0:
            with pytest.raises(ReasonIsMissing):
                actions.answer_redemption(viewer=viewer(keeper), redemption_id=wish.pk, to="declined", at=AT)
            actions.answer_redemption(
                viewer=viewer(keeper), redemption_id=wish.pk, to="declined", answer="Sold out.", at=AT
            )
        else:
            actions.withdraw_redemption(viewer=viewer(ada), redemption_id=wish.pk, at=AT)
        with pytest.raises(TooLate):
            actions.withdraw_redemption(viewer=viewer(ada), redemption_id=wish.pk, at=AT)
        reward.refresh_from_db()
        assert (reward.stock, Purse.objects.get(person=ada).balance) == (5, 100)
    with pytest.raises(NotAllowed):
        actions.withdraw_redemption(viewer=viewer(keeper), redemption_id=wish.pk, at=AT)


def test_nobody_approves_their_own_wish_and_enough_is_enough(keeper):
    purses.earn([keeper.pk], 500, "award", AT)
    reward = make_reward(keeper, needs_approval=True, a_year=1)
    wish = actions.redeem(viewer=viewer(keeper), reward_id=reward.pk, at=AT)
    with pytest.raises(NotAllowed):
        actions.answer_redemption(viewer=viewer(keeper), redemption_id=wish.pk, to="approved", at=AT)
    with pytest.raises(EnoughForThisYear):
        actions.redeem(viewer=viewer(keeper), reward_id=reward.pk, at=AT)
    assert actions.redeem(viewer=viewer(keeper), reward_id=reward.pk, at=AT + timedelta(days=366))


def test_milestones_come_once_by_themselves_and_not_to_those_who_want_none():
    ada, ben, leap = make_person(), make_person(), make_person()
    for person, since in ((ada, date(2023, 3, 2)), (ben, date(2023, 3, 2)), (leap, date(2024, 2, 29))):
        Relation.objects.filter(person=person).update(since_on=since)
    actions.choose(viewer=viewer(ben), leaves_leaderboard=False, no_milestones=True, hides_points=False, at=AT)
    assert actions.mark_milestones(at=AT) == 2
    assert actions.mark_milestones(at=AT) == 0
    assert set(Milestone.objects.values_list("person", "years")) == {(ada.pk, 3), (leap.pk, 2)}
    assert Purse.objects.get(person=ada).balance == 60
    assert [who.id for who, _ in queries.recent_milestones(viewer(ben), at=AT)] == [ada.pk, leap.pk]


@pytest.mark.django_db(transaction=True)
def test_the_last_one_in_stock_goes_to_one_and_points_are_spent_once():
    keeper = make_person(admin=True)
    reward, people = make_reward(keeper, stock=1), [viewer(rich()) for _ in range(8)]
    found = at_once([lambda who=each: actions.redeem(viewer=who, reward_id=reward.pk, at=AT) for each in people])
    assert found.count("OutOfStock") == 7
    plenty, ada = make_reward(keeper, name="Cake", cost=60), viewer(rich())
    found = at_once([lambda: actions.redeem(viewer=ada, reward_id=plenty.pk, at=AT) for _ in range(8)])
    assert found.count("NotEnoughPoints") == 7
    assert Purse.objects.get(person=ada.person_id).balance == 40


class Economy(RuleBasedStateMachine):
    """Giving, joining, wishing, declining, taking back, in any order: no point is lost, made or spent twice."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.keeper = make_person(admin=True)
        self.people = [make_person() for _ in range(3)]
        self.reward = make_reward(self.keeper, cost=7, stock=3, needs_approval=True)
        self.given = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def _try(self, deed):
        try:
            return deed()
        except Refused:
            return None

    @rule(giver=st.integers(0, 2), to=st.integers(0, 2), points=st.integers(0, 60))
    def give(self, giver, to, points):
        me, you = self.people[giver], self.people[to]
        made = self._try(
            lambda: actions.give(
                viewer=viewer(me), to=[you.pk], message="Thanks", deed_words="did a good thing", points=points, at=AT
            )
        )
        if made is not None:
            self.given += points

    @rule(who=st.integers(0, 2))
    def wish(self, who):
        self._try(lambda: actions.redeem(viewer=viewer(self.people[who]), reward_id=self.reward.pk, at=AT))

    @precondition(lambda self: Redemption.objects.exists())
    @rule(data=st.data(), to=st.sampled_from(["approved", "handed", "declined", "withdrawn"]))
    def answer(self, data, to):
        chosen = data.draw(st.sampled_from(list(Redemption.objects.order_by("id"))))
        if to == "withdrawn":
            owner = viewer(chosen.person)
            self._try(lambda: actions.withdraw_redemption(viewer=owner, redemption_id=chosen.pk, at=AT))
        else:
            self._try(
                lambda: actions.answer_redemption(
                    viewer=viewer(self.keeper), redemption_id=chosen.pk, to=to, answer="so", at=AT
                )
            )

    @invariant()
    def sums_agree(self):
        held = Redemption.objects.filter(state__in=["asked", "approved", "handed"])
        spent = sum(held.values_list("cost", flat=True))
        balances = {purse.pk: purse.balance for purse in Purse.objects.all()}
        assert sum(balances.values()) + spent == self.given
        assert all(balance >= 0 for balance in balances.values())
        for pk, balance in balances.items():
            assert balance == sum(Line.objects.filter(person=pk).values_list("amount", flat=True))
        assert Reward.objects.get(pk=self.reward.pk).stock + held.count() == 3


def test_points_are_never_lost_made_or_spent_twice():
    few = settings(max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Economy, settings=few)
