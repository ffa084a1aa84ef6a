"""Voting. Nothing here writes a time, an event or an audit line, and nothing returns what is in the box."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import box, policy
from ..box import Record
from ..counting import Paper, WrongPaper, check_paper
from ..models import Ballot, Option, Roll, Urn
from ..refusals import (
    AlreadyVoted,
    BallotIsClosed,
    ChangeIsOff,
    DelegationIsOff,
    NotOnTheRoll,
    PaperIsWrong,
    ReceiptIsUnknown,
)


@transaction.atomic
def cast(
    *, viewer: Viewer, ballot_id: int, choices: Sequence[int], for_person_id: int | None = None, at: datetime
) -> str:
    """This will put one sealed paper into the box and mark its voter on the roll; returns the receipt.

    The receipt exists nowhere but in what is returned: whoever loses it cannot look or change, and nobody can find
    their paper. `for_person_id`: for somebody who delegated their vote to the viewer. Of any number of tries at once
    one counts. Raises NotOnTheRoll, BallotIsClosed, AlreadyVoted, PaperIsWrong.
    """
    ballot = _open_ballot(ballot_id, at)
    row = _roll_row(viewer, ballot, for_person_id)
    if row.has_voted:
        raise AlreadyVoted
    paper, options = _paper(ballot, choices)
    Roll.objects.filter(pk=row.pk).update(has_voted=True)
    code = box.new_code()
    mark = box.mark_of(ballot.id, code)
    urn = _urn(ballot, mark)
    records = _records(ballot, urn, options)
    _fill(ballot, urn, [*records, Record(mark, row.weight, paper)], options)
    return code


@transaction.atomic
def change(*, viewer: Viewer, ballot_id: int, code: str, choices: Sequence[int], at: datetime) -> None:
    """This will replace what the paper with this receipt says. What it said before is shown to nobody.

    Raises NotOnTheRoll, BallotIsClosed, ChangeIsOff, ReceiptIsUnknown, PaperIsWrong.
    """
    ballot = _open_ballot(ballot_id, at)
    if not Roll.objects.filter(ballot=ballot, person_id=viewer.person_id).exists() or viewer.is_guest:
        raise NotOnTheRoll
    if not ballot.allows_change:
        raise ChangeIsOff
    paper, options = _paper(ballot, choices)
    mark = box.mark_of(ballot.id, code)
    urn = _urn(ballot, mark)
    records = _records(ballot, urn, options)
    mine = next((record for record in records if record.mark == mark), None)
    if mine is None:
        raise ReceiptIsUnknown
    others = [record for record in records if record.mark != mark]
    _fill(ballot, urn, [*others, Record(mark, mine.weight, paper)], options)


@transaction.atomic
def delegate(*, viewer: Viewer, ballot_id: int, to_person_id: int, at: datetime) -> None:
    """This will let somebody else on the roll cast the viewer's vote; it stays secret from everybody but them.

    It is not passed on further, and whoever votes first counts. Raises DelegationIsOff, NotOnTheRoll, AlreadyVoted.
    """
    ballot = _open_ballot(ballot_id, at)
    if not ballot.allows_delegation:
        raise DelegationIsOff
    row = _roll_row(viewer, ballot, None)
    if row.has_voted:
        raise AlreadyVoted
    is_other = to_person_id != viewer.person_id
    if not is_other or not Roll.objects.filter(ballot=ballot, person_id=to_person_id).exists():
        raise NotOnTheRoll
    Roll.objects.filter(pk=row.pk).update(delegate_id=to_person_id)


@transaction.atomic
def take_back_delegation(*, viewer: Viewer, ballot_id: int, at: datetime) -> None:
    """This will make the viewer's vote their own again; raises AlreadyVoted when it has been cast."""
    ballot = _open_ballot(ballot_id, at)
    row = _roll_row(viewer, ballot, None)
    if row.has_voted:
        raise AlreadyVoted
    Roll.objects.filter(pk=row.pk).update(delegate=None)


def _open_ballot(ballot_id: int, at: datetime) -> Ballot:
    """The ballot, which cannot be closed while this vote is taken: closing waits for it, or it for the closing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ballots_ballot WHERE id = %s FOR SHARE", [ballot_id])
    ballot = Ballot.objects.get(pk=ballot_id)
    if not policy.is_taking_votes(ballot, at):
        raise BallotIsClosed
    return ballot


def _roll_row(viewer: Viewer, ballot: Ballot, for_person_id: int | None) -> Roll:
    if viewer.is_guest:
        raise NotOnTheRoll
    rows = Roll.objects.select_for_update().filter(ballot=ballot)
    if for_person_id is None or for_person_id == viewer.person_id:
        row = rows.filter(person_id=viewer.person_id).first()
    else:
        is_on = Roll.objects.filter(ballot=ballot, person_id=viewer.person_id).exists()
        row = rows.filter(person_id=for_person_id, delegate_id=viewer.person_id).first() if is_on else None
    if row is None:
        raise NotOnTheRoll
    return row


def _paper(ballot: Ballot, choices: Sequence[int]) -> tuple[Paper, int]:
    options = Option.objects.filter(ballot=ballot).count()
    paper = tuple(choices)
    if ballot.method in ("score", "points") and not any(paper):
        paper = ()  # Nothing for anybody is what an empty paper says; only one of the two is ever stored.
    try:
        check_paper(ballot.rules(options), paper)
    except WrongPaper as problem:
        raise PaperIsWrong from problem
    return paper, options


def _urn(ballot: Ballot, mark: bytes) -> Urn:
    return Urn.objects.select_for_update().get(ballot=ballot, number=box.urn_number(mark, ballot.urn_count))


def _records(ballot: Ballot, urn: Urn, options: int) -> list[Record]:
    return box.unseal(ballot.id, ballot.seal_salt, urn.number, bytes(urn.sealed), options)


def _fill(ballot: Ballot, urn: Urn, records: list[Record], options: int) -> None:
    sealed = box.seal(ballot.id, ballot.seal_salt, urn.number, records, options)
    Urn.objects.filter(pk=urn.pk).update(sealed=sealed)
