"""Awards from the first proposal to the announcement, and rewards that nobody gets twice for the same points."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from folkmoot.acknowledge.recognition import actions, queries, tasks
from folkmoot.acknowledge.recognition.actions import Prize, purses
from folkmoot.acknowledge.recognition.models import (
    Line,
    Milestone,
    Purse,
    Redemption,
    Reward,
    Round,
    Winner,
)
from folkmoot.acknowledge.recognition.refusals import (
    AlreadyNominated,
    BudgetIsSpent,
    EnoughForThisYear,
    NobodyToThank,
    NotAllowed,
    NotEnoughPoints,
    NotThemselves,
    OutOfStock,
    ReasonIsMissing,
    Refused,
    RoundIsClosed,
    TooFewToChooseFrom,
    TooLate,
    WrongSettings,
    WrongWinners,
)
from folkmoot.base.outbox import Event
from folkmoot.commons.ballots import actions as ballots
from folkmoot.commons.ballots.models import Ballot
from folkmoot.commons.people.models import Relation
from folkmoot.testing.makers import AT, make_person, viewer

from .test_giving import at_once

pytestmark = pytest.mark.django_db
REASON = "Wrote the page that all three shifts work by now."
SOON = AT + timedelta(days=1)


@pytest.fixture
def keeper():
    return make_person(name="Hana Keeper", admin=True)


def make_round(keeper, **rules):
    award = actions.save_award(viewer=viewer(keeper), name="The Heron", at=AT)
    asked = {
        "title": "spring",
        "nominations_until": AT + timedelta(days=7),
        "method": "approval",
        "budget": 100,
    } | rules
    return actions.open_round(viewer=viewer(keeper), award_id=award.pk, at=AT, **asked)


def propose(round_, who, by, seconds=1):
    made = actions.nominate(viewer=viewer(by), round_id=round_.pk, nominee_id=who.pk, reason=REASON, at=SOON)
    for _ in range(seconds):
        actions.second(viewer=viewer(make_person()), nomination_id=made.pk, at=SOON)
    return made


def vote_on(keeper, round_, votes):
    """Opens the vote and casts `votes` (person → options); counted and told to the round."""
    actions.end_nominations(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    ballot = actions.hold_vote(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    for person, choices in votes:
        ballots.cast(viewer=viewer(person), ballot_id=ballot.pk, choices=choices, at=SOON)
    over = ballot.closes_at
    ballots.close_due(at=over)
    event = Event(name="ballots.ballot.counted", at=over, data={"ballot": ballot.pk, "home": "award"})
    tasks.follow_ballots([event, event])
    round_.refresh_from_db()
    return Ballot.objects.get(pk=ballot.pk)


def test_a_round_from_proposal_to_announcement(keeper):
    ada, ben, others = make_person(name="Ada Best"), make_person(), [make_person() for _ in range(6)]
    round_ = make_round(keeper, quorum_percent=10)
    first, _second = propose(round_, ada, others[0]), propose(round_, ben, others[1])
    ballot = vote_on(keeper, round_, [(person, [0]) for person in others])
    assert (round_.state, ballot.outcome) == ("counted", "decided")
    done = actions.decide(
        viewer=viewer(keeper), round_id=round_.pk, prizes={first.pk: Prize("For the page.", 80)}, at=SOON
    )
    assert (done.state, done.spent) == ("decided", 80)
    assert Purse.objects.get(person=ada).balance == 80
    assert (done.announcement.kind, done.announcement.audience) == ("award", 2)
    assert "For the page." in done.announcement.body
    with connection.cursor() as cursor:
        cursor.execute("SELECT person FROM outbox_event WHERE name = 'recognition.award.decided'")
        assert cursor.fetchall() == [(ada.pk,)]
    assert queries.award_extras([done.announcement])[done.announcement_id].winners[0].name == "Ada Best"
    ballot.refresh_from_db()
    assert ballot.announced_at is not None
    with pytest.raises(RoundIsClosed):
        actions.decide(viewer=viewer(keeper), round_id=round_.pk, prizes={first.pk: Prize()}, at=SOON)


def test_proposals_are_refused_in_so_many_words(keeper):
    ada, ben = make_person(), make_person()
    round_ = make_round(keeper)

    def nominate(by, who, reason=REASON, at=SOON):
        return actions.nominate(viewer=viewer(by), round_id=round_.pk, nominee_id=who.pk, reason=reason, at=at)

    for problem, deed in (
        (NotThemselves, lambda: nominate(ada, ada)),
        (ReasonIsMissing, lambda: nominate(ada, ben, "good")),
        (NobodyToThank, lambda: nominate(ada, make_person(employee=False))),
        (RoundIsClosed, lambda: nominate(ada, ben, at=AT + timedelta(days=8))),
    ):
        with pytest.raises(problem):
            deed()
    made = nominate(ada, ben)
    with pytest.raises(AlreadyNominated):
        nominate(keeper, ben)
    for who in (ada, ben):
        with pytest.raises(NotAllowed):
            actions.second(viewer=viewer(who), nomination_id=made.pk, at=SOON)
    cleo = make_person()
    actions.second(viewer=viewer(cleo), nomination_id=made.pk, at=SOON)
    with pytest.raises(AlreadyNominated):
        actions.second(viewer=viewer(cleo), nomination_id=made.pk, at=SOON)
    with pytest.raises(NotAllowed):
        actions.answer_nomination(viewer=viewer(ada), nomination_id=made.pk, accepts=False, at=SOON)
    assert make_round(keeper, allows_self=True)


def test_who_declines_is_off_the_list_and_named_to_nobody_else(keeper):
    ada, ben = make_person(), make_person()
    round_ = make_round(keeper)
    made = propose(round_, ben, ada)
    actions.answer_nomination(viewer=viewer(ben), nomination_id=made.pk, accepts=False, at=SOON)
    assert queries.round_page(viewer(ada), round_).lines == []
    assert len(queries.round_page(viewer(ben), round_).lines) == 1
    assert len(queries.round_page(viewer(keeper), round_).lines) == 1
    actions.answer_nomination(viewer=viewer(ben), nomination_id=made.pk, accepts=True, at=SOON)
    assert queries.round_page(viewer(ada), round_).lines[0].is_listed
    actions.rule_out(viewer=viewer(keeper), nomination_id=made.pk, why="Won it last time.", at=SOON)
    line = queries.round_page(viewer(ada), round_).lines[0]
    assert (line.is_listed, line.nomination.why_not) == (False, "Won it last time.")


def test_a_vote_needs_names_that_were_seconded(keeper):
    ada, ben, cleo = make_person(), make_person(), make_person()
    round_ = make_round(keeper)
    propose(round_, ada, ben)
    propose(round_, ben, ada, seconds=0)
    actions.end_nominations(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    with pytest.raises(TooFewToChooseFrom):
        actions.hold_vote(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    with pytest.raises(RoundIsClosed):
        propose(round_, cleo, ada)


def test_a_decision_other_than_the_vote_needs_a_reason_that_everybody_reads(keeper):
    ada, ben, others = make_person(), make_person(), [make_person() for _ in range(6)]
    round_ = make_round(keeper)
    first, second = propose(round_, ada, others[0]), propose(round_, ben, others[1])
    vote_on(keeper, round_, [(person, [0]) for person in others])

    def decide(prizes, reason=""):
        return actions.decide(viewer=viewer(keeper), round_id=round_.pk, prizes=prizes, reason=reason, at=SOON)

    for problem, prizes in (
        (ReasonIsMissing, {second.pk: Prize()}),
        (WrongWinners, {}),
        (WrongWinners, {1: Prize()}),
        (WrongWinners, {first.pk: Prize(), second.pk: Prize()}),
        (WrongWinners, {first.pk: Prize(points=-1)}),
        (BudgetIsSpent, {first.pk: Prize(points=101)}),
    ):
        with pytest.raises(problem):
            decide(prizes)
    with pytest.raises(NotAllowed):
        actions.decide(viewer=viewer(ada), round_id=round_.pk, prizes={first.pk: Prize()}, at=SOON)
    done = decide({second.pk: Prize()}, "The winner asked for it to go to Ben.")
    assert "asked for it to go to Ben" in done.announcement.body
    assert not Winner.objects.filter(person=ada).exists()


def test_a_vote_without_quorum_can_be_held_again(keeper):
    ada, ben, others = make_person(), make_person(), [make_person() for _ in range(6)]
    round_ = make_round(keeper, quorum_percent=100)
    propose(round_, ada, others[0])
    propose(round_, ben, others[1])
    ballot = vote_on(keeper, round_, [(person, [0]) for person in others])
    assert (ballot.outcome, round_.state) == ("no_quorum", "counted")
    again = actions.vote_again(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    assert (again.state, again.ballot) == ("checking", None)
    assert actions.hold_vote(viewer=viewer(keeper), round_id=round_.pk, at=SOON).pk != ballot.pk


def test_a_jury_votes_alone_and_calling_off_ends_its_ballot(keeper):
    jury, ada, ben = [make_person() for _ in range(4)], make_person(), make_person()
    with pytest.raises(WrongSettings):
        make_round(keeper, voters="jury", juror_ids=[jury[0].pk])
    round_ = make_round(keeper, voters="jury", juror_ids=[each.pk for each in jury])
    propose(round_, ada, ben)
    propose(round_, ben, ada)
    actions.end_nominations(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    ballot = actions.hold_vote(viewer=viewer(keeper), round_id=round_.pk, at=SOON)
    with pytest.raises(Refused):
        ballots.cast(viewer=viewer(ada), ballot_id=ballot.pk, choices=[0], at=SOON)
    ballots.cast(viewer=viewer(jury[0]), ballot_id=ballot.pk, choices=[0], at=SOON)
    with pytest.raises(ReasonIsMissing):
        actions.cancel_round(viewer=viewer(keeper), round_id=round_.pk, why=" ", at=SOON)
    actions.cancel_round(viewer=viewer(keeper), round_id=round_.pk, why="Wrong jury.", at=SOON)
    ballot.refresh_from_db()
    assert ballot.state == "cancelled"


def test_only_keepers_run_awards(keeper):
    ada = viewer(make_person())
    round_ = make_round(keeper)
    for deed in (
        lambda: actions.save_award(viewer=ada, name="Mine", at=AT),
        lambda: actions.open_round(viewer=ada, award_id=round_.award_id, title="x", nominations_until=SOON, at=AT),
        lambda: actions.end_nominations(viewer=ada, round_id=round_.pk, at=AT),
        lambda: actions.hold_vote(viewer=ada, round_id=round_.pk, at=AT),
        lambda: actions.cancel_round(viewer=ada, round_id=round_.pk, why="x", at=AT),
        lambda: actions.save_reward(viewer=ada, name="Gold", cost=1, at=AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
    for wrong in ({"seats": 13}, {"method": "transfer", "ties": "all"}, {"title": " "}, {"nominations_until": AT}):
        with pytest.raises(WrongSettings):
            make_round(keeper, **wrong)
    customer = viewer(make_person(employee=False))
    assert queries.awards_page(customer) == ([], [], [])
    with pytest.raises(Round.DoesNotExist):
        queries.visible_round(customer, round_.pk)


# Rewards.


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
