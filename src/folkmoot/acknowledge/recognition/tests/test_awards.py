"""Awards from the first proposal to the announcement."""

from datetime import timedelta

import pytest
from django.db import connection

from folkmoot.acknowledge.recognition import actions, queries, tasks
from folkmoot.acknowledge.recognition.actions import Prize
from folkmoot.acknowledge.recognition.models import (
    Purse,
    Round,
    Winner,
)
from folkmoot.acknowledge.recognition.refusals import (
    AlreadyNominated,
    BudgetIsSpent,
    NobodyToThank,
    NotAllowed,
    NotEligible,
    NotThemselves,
    ReasonIsMissing,
    Refused,
    RoundIsClosed,
    TextIsTooLong,
    TooFewToChooseFrom,
    WrongSettings,
    WrongWinners,
)
from folkmoot.base.outbox import Event
from folkmoot.commons.ballots import actions as ballots
from folkmoot.commons.ballots.models import Ballot
from folkmoot.commons.people.models import Relation
from folkmoot.testing.makers import AT, make_person, viewer

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


def test_the_rules_say_who_may_stand(keeper):
    new, winner, ada = make_person(), make_person(), make_person()
    Relation.objects.filter(person=new).update(since_on=AT.date() - timedelta(days=150))
    round_ = make_round(keeper, months_needed=6, not_again=True)
    Winner.objects.create(round=round_, person=winner)
    for who in (new, winner):
        with pytest.raises(NotEligible):
            propose(round_, who, ada)
    assert propose(round_, ada, new)
    Relation.objects.filter(person=new).update(since_on=AT.date() - timedelta(days=200))
    assert propose(round_, new, ada)


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
        (TextIsTooLong, {first.pk: Prize("w" * 601)}),
    ):
        with pytest.raises(problem):
            decide(prizes)
    with pytest.raises(NotAllowed):
        actions.decide(viewer=viewer(ada), round_id=round_.pk, prizes={first.pk: Prize()}, at=SOON)
    with pytest.raises(TextIsTooLong):
        decide({second.pk: Prize()}, "w" * 601)
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
