"""Holding ballots and voting: done, refused, impossible."""

from datetime import timedelta

import pytest

from folkmoot.base.audit.models import Entry
from folkmoot.commons.ballots import actions, box, queries
from folkmoot.commons.ballots.actions import Choice, Voter
from folkmoot.commons.ballots.box import BoxIsBroken
from folkmoot.commons.ballots.models import Ballot, Paper, Roll, Urn
from folkmoot.commons.ballots.refusals import (
    AlreadyVoted,
    BallotIsClosed,
    ChangeIsOff,
    DelegationIsOff,
    NotAllowed,
    NotOnTheRoll,
    PaperIsWrong,
    ReceiptIsUnknown,
    RollIsTooSmall,
    WeightsTellWho,
    WrongBallot,
    WrongStep,
)
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.testing.makers import AT, make_person, viewer

from .makers import END, OVER, cast, make_ballot

pytestmark = pytest.mark.django_db


def people(count=6):
    return [make_person() for _ in range(count)]


def closed(ballot):
    actions.close_due(at=OVER)
    return Ballot.objects.get(pk=ballot.pk)


def winners(ballot):
    return [option.label for option in queries.winners_for_system(ballot)[0]]


def test_votes_are_counted_and_counted_again_the_same():
    voters = people()
    ballot = make_ballot(voters=voters)
    for number, person in enumerate(voters):
        cast(ballot, person, *([0, 1] if number < 4 else [1, 2]))
    ballot = closed(ballot)
    assert (ballot.state, ballot.outcome, winners(ballot)) == ("counted", "decided", ["Ben"])
    assert ballot.result["totals"] == ["4", "6", "2"]
    assert actions.recount(ballot_id=ballot.id)[0] is True
    assert Urn.objects.filter(ballot=ballot).count() == 0
    assert ballot.seal_salt == ""


def test_recount_notices_papers_that_were_touched():
    voters = people()
    ballot = make_ballot(voters=voters)
    for person in voters:
        cast(ballot, person, 0)
    ballot = closed(ballot)
    Paper.objects.filter(ballot=ballot).update(choices=[1])
    assert actions.recount(ballot_id=ballot.id)[0] is False


def test_vote_is_refused_twice_without_a_place_on_the_roll_early_late_and_wrong():
    voters = people()
    ballot = make_ballot(voters=voters)
    cast(ballot, voters[0], 0)
    with pytest.raises(AlreadyVoted):
        cast(ballot, voters[0], 1)
    for stranger in (viewer(make_person()), GUEST):
        with pytest.raises(NotOnTheRoll):
            actions.cast(viewer=stranger, ballot_id=ballot.id, choices=[0], at=AT)
    for at in (AT - timedelta(seconds=1), END, OVER):
        with pytest.raises(BallotIsClosed):
            cast(ballot, voters[1], 0, at=at)
    with pytest.raises(PaperIsWrong):
        cast(ballot, voters[1], 7)
    draft = make_ballot(voters=voters, is_open=False)
    with pytest.raises(BallotIsClosed):
        cast(draft, voters[1], 0)
    cast(ballot, voters[1], 0)
    assert Roll.objects.filter(ballot=ballot, has_voted=True).count() == 2


def test_refused_votes_leave_the_voter_free_to_vote():
    voters = people()
    ballot = make_ballot(voters=voters)
    with pytest.raises(PaperIsWrong):
        cast(ballot, voters[0], 0, 0)
    assert not Roll.objects.filter(ballot=ballot, has_voted=True).exists()
    assert cast(ballot, voters[0], 0)


def test_a_vote_changes_with_its_receipt_alone_and_counts_once():
    voters = people()
    ballot = make_ballot(voters=voters)
    codes = [cast(ballot, person, 0) for person in voters]
    with pytest.raises(ReceiptIsUnknown):
        actions.change(viewer=viewer(voters[0]), ballot_id=ballot.id, code="aaaa", choices=[2], at=AT)
    with pytest.raises(NotOnTheRoll):
        actions.change(viewer=viewer(make_person()), ballot_id=ballot.id, code=codes[0], choices=[2], at=AT)
    for person, code in list(zip(voters, codes, strict=True))[:4]:
        typed = code.upper().replace("-", " ")
        actions.change(viewer=viewer(person), ballot_id=ballot.id, code=typed, choices=[2], at=AT)
    with pytest.raises(BallotIsClosed):
        actions.change(viewer=viewer(voters[5]), ballot_id=ballot.id, code=codes[5], choices=[2], at=END)
    ballot = closed(ballot)
    assert ballot.result["totals"] == ["2", "0", "4"]
    assert all(queries.is_counted(ballot, code) for code in codes)
    assert not queries.is_counted(ballot, box.new_code())


def test_change_can_be_off():
    voters = people()
    ballot = make_ballot(voters=voters, allows_change=False)
    code = cast(ballot, voters[0], 0)
    with pytest.raises(ChangeIsOff):
        actions.change(viewer=viewer(voters[0]), ballot_id=ballot.id, code=code, choices=[1], at=AT)


def test_fewer_ballots_than_keep_a_secret_are_destroyed_unread():
    voters = people(8)
    ballot = make_ballot(voters=voters)
    for person in voters[:4]:
        cast(ballot, person, 0)
    ballot = closed(ballot)
    assert (ballot.state, ballot.outcome, ballot.result) == ("void", "too_few", None)
    assert not Paper.objects.exists()
    assert not Urn.objects.exists()
    with pytest.raises(WrongStep):
        actions.recount(ballot_id=ballot.id)


def test_quorum_missed_and_just_reached():
    voters = people(10)
    for count, outcome in ((5, "no_quorum"), (6, "decided")):
        ballot = make_ballot(voters=voters, quorum_percent=60)
        for person in voters[:count]:
            cast(ballot, person, 0)
        assert closed(ballot).outcome == outcome


def test_ties_left_open_wait_for_people():
    voters = people()
    ballot = make_ballot(voters=voters, ties="open")
    for number, person in enumerate(voters):
        cast(ballot, person, number % 2)
    ballot = closed(ballot)
    assert ballot.outcome == "tied"
    assert [option.label for option in queries.winners_for_system(ballot)[1]] == ["Ada", "Ben"]


def test_lot_is_fixed_before_and_shown_after():
    voters = people()
    ballot = make_ballot(voters=voters)
    committed = ballot.lot_commitment
    for number, person in enumerate(voters):
        cast(ballot, person, number % 2)
    ballot = closed(ballot)
    assert ballot.lot_commitment == committed
    assert len(winners(ballot)) == 1
    assert "fits" in "".join(queries.box_text(viewer(voters[0]), ballot))


def test_impossible_ballots_are_refused():
    voters = people()
    for changes in (
        {"options": ("One",)}, {"seats": 4}, {"method": "guess"}, {"closes_at": AT}, {"min_ballots": 2},
        {"quorum_percent": 101}, {"question": "  "}, {"options": ("A", " ")}, {"method": "transfer", "ties": "all"},
    ):  # fmt: skip
        with pytest.raises(WrongBallot):
            make_ballot(voters=voters, **changes)
    with pytest.raises(RollIsTooSmall):
        make_ballot(voters=voters[:4])
    with pytest.raises(NotAllowed):
        actions.prepare(
            viewer=GUEST, home="test", question="?", choices=[Choice("a"), Choice("b")], voters=[], opens_at=AT,
            closes_at=END, at=AT, method="approval",
        )  # fmt: skip
    assert not Ballot.objects.exists()


def test_weights_need_company_on_the_roll_and_in_the_box():
    heavy, light = people(5), people(6)
    roll = [Voter(each.pk, 3) for each in heavy] + [Voter(each.pk) for each in light]
    with pytest.raises(WeightsTellWho):
        make_ballot(voters=roll[1:])
    ballot = make_ballot(voters=roll)
    for person in heavy:
        cast(ballot, person, 0)
    for person in light:
        cast(ballot, person, 1)
    ballot = closed(ballot)
    assert ballot.result["totals"] == ["15", "6", "0"]
    assert actions.recount(ballot_id=ballot.id)[0]
    ballot = make_ballot(voters=roll)
    for person in heavy[:4]:
        cast(ballot, person, 0)
    for person in light:
        cast(ballot, person, 1)
    ballot = closed(ballot)
    assert ballot.result["weights_dropped"] is True
    assert ballot.result["totals"] == ["4", "6", "0"]
    assert set(Paper.objects.filter(ballot=ballot).values_list("times", flat=True)) == {4, 6}


def test_delegation_is_off_until_it_is_on_and_counts_once_for_each_person():
    voters = people()
    ada, ben, cleo = voters[:3]
    plain = make_ballot(voters=voters)
    with pytest.raises(DelegationIsOff):
        actions.delegate(viewer=viewer(ada), ballot_id=plain.id, to_person_id=ben.pk, at=AT)
    ballot = make_ballot(voters=voters, allows_delegation=True)
    with pytest.raises(NotOnTheRoll):
        actions.delegate(viewer=viewer(ada), ballot_id=ballot.id, to_person_id=make_person().pk, at=AT)
    with pytest.raises(NotOnTheRoll):
        actions.delegate(viewer=viewer(ada), ballot_id=ballot.id, to_person_id=ada.pk, at=AT)
    with pytest.raises(NotOnTheRoll):
        cast(ballot, ben, 0, for_person_id=ada.pk)
    actions.delegate(viewer=viewer(ada), ballot_id=ballot.id, to_person_id=ben.pk, at=AT)
    actions.delegate(viewer=viewer(cleo), ballot_id=ballot.id, to_person_id=ben.pk, at=AT)
    cast(ballot, ben, 0, for_person_id=ada.pk)
    with pytest.raises(AlreadyVoted):
        cast(ballot, ada, 1)
    with pytest.raises(AlreadyVoted):
        actions.take_back_delegation(viewer=viewer(ada), ballot_id=ballot.id, at=AT)
    actions.take_back_delegation(viewer=viewer(cleo), ballot_id=ballot.id, at=AT)
    with pytest.raises(NotOnTheRoll):
        cast(ballot, ben, 0, for_person_id=cleo.pk)
    cast(ballot, ben, 0)
    assert Roll.objects.filter(ballot=ballot, has_voted=True).count() == 2


def test_only_who_runs_it_opens_closes_cancels_announces_and_admits():
    voters, runner = people(), make_person()
    ballot = make_ballot(voters=voters, runner=runner, is_open=False)
    other = viewer(voters[0])
    for deed in (
        lambda: actions.open_ballot(viewer=other, ballot_id=ballot.id, at=AT),
        lambda: actions.close(viewer=other, ballot_id=ballot.id, at=AT),
        lambda: actions.cancel(viewer=other, ballot_id=ballot.id, why="", at=AT),
        lambda: actions.announce(viewer=other, ballot_id=ballot.id, at=AT),
        lambda: actions.admit(viewer=other, ballot_id=ballot.id, person_id=voters[0].pk, why="x", at=AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
    late, me = make_person(), viewer(runner)
    with pytest.raises(WrongBallot):
        actions.admit(viewer=me, ballot_id=ballot.id, person_id=late.pk, why=" ", at=AT)
    actions.admit(viewer=me, ballot_id=ballot.id, person_id=late.pk, why="Came back from leave.", at=AT)
    assert Entry.objects.get(verb="ballots.roll.admitted").subject == late.pk
    actions.open_ballot(viewer=me, ballot_id=ballot.id, at=AT)
    with pytest.raises(WrongStep):
        actions.open_ballot(viewer=me, ballot_id=ballot.id, at=AT)
    with pytest.raises(WrongStep):
        actions.announce(viewer=me, ballot_id=ballot.id, at=AT)
    for person in [*voters, late]:
        cast(ballot, person, 0)
    assert actions.close(viewer=me, ballot_id=ballot.id, at=AT + timedelta(days=1)).state == "counted"
    assert Entry.objects.filter(verb="ballots.ballot.closed_early").exists()
    with pytest.raises(BallotIsClosed):
        cast(ballot, late, 1, at=AT + timedelta(days=1))


def test_cancelling_destroys_the_box():
    voters, runner = people(), make_person()
    ballot = make_ballot(voters=voters, runner=runner)
    cast(ballot, voters[0], 0)
    actions.cancel(viewer=viewer(runner), ballot_id=ballot.id, why="Wrong names.", at=AT)
    ballot.refresh_from_db()
    assert (ballot.state, ballot.seal_salt) == ("cancelled", "")
    assert not Urn.objects.exists()


def test_ballots_open_and_close_by_the_clock():
    ballot = make_ballot(is_open=False)
    assert actions.open_due(at=AT - timedelta(hours=1)) == 0
    assert actions.open_due(at=AT) == 1
    assert actions.close_due(at=END - timedelta(seconds=1)) == 0
    assert actions.close_due(at=END) == 1
    ballot.refresh_from_db()
    assert ballot.state == "void"


def test_a_box_that_does_not_fit_its_roll_is_not_counted():
    voters = people()
    ballot = make_ballot(voters=voters)
    for person in voters:
        cast(ballot, person, 0)
    Roll.objects.filter(ballot=ballot, person=voters[0]).update(has_voted=False)
    with pytest.raises(BoxIsBroken):
        actions.close_due(at=OVER)
    ballot.refresh_from_db()
    assert ballot.state == "open"


def test_an_urn_that_was_tampered_with_is_not_opened(settings):
    voters = people()
    ballot = make_ballot(voters=voters)
    cast(ballot, voters[0], 0)
    urn = Urn.objects.get(ballot=ballot)
    Urn.objects.update(sealed=bytes(urn.sealed)[:-1] + b"x")
    with pytest.raises(BoxIsBroken):
        cast(ballot, voters[1], 0)
    Urn.objects.update(sealed=urn.sealed)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "another one"
    with pytest.raises(BoxIsBroken):
        cast(ballot, voters[1], 0)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert cast(ballot, voters[1], 0)
