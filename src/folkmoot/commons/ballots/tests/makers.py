"""Ballots for the tests of this room and of those above."""

from datetime import timedelta
from typing import Any

from folkmoot.commons.ballots import actions
from folkmoot.commons.ballots.actions import Choice, Voter
from folkmoot.commons.ballots.models import Ballot
from folkmoot.testing.makers import AT, make_person, viewer

END = AT + timedelta(days=7)
OVER = END + timedelta(minutes=1)


def make_ballot(*, voters=None, runner=None, options=("Ada", "Ben", "Cleo"), is_open=True, **how: Any) -> Ballot:
    """A ballot of six voters on three options by approval unless told otherwise, open at AT."""
    people = voters if voters is not None else [make_person() for _ in range(6)]
    runner = runner or make_person(name="Runa Runner")
    made = actions.prepare(
        viewer=viewer(runner), home="test", question=how.pop("question", "Who shall it be?"),
        choices=[Choice(label) for label in options],
        voters=[each if isinstance(each, Voter) else Voter(each.pk) for each in people],
        opens_at=AT, closes_at=how.pop("closes_at", END), at=AT, **{"method": "approval", **how},
    )  # fmt: skip
    return actions.open_ballot(viewer=viewer(runner), ballot_id=made.id, at=AT) if is_open else made


def cast(ballot: Ballot, person, *choices: int, **how: Any) -> str:
    return actions.cast(
        viewer=viewer(person), ballot_id=ballot.id, choices=choices, **{"at": AT + timedelta(hours=1), **how}
    )
