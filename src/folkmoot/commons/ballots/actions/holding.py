"""Preparing a ballot, opening it, letting somebody onto the roll, calling it off, announcing its result."""

import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import box, policy
from ..counting import WrongRules, check_rules, commitment
from ..models import LIFECYCLE, Ballot, Option, Roll, Urn
from ..refusals import NotAllowed, RollIsTooSmall, WeightsTellWho, WrongBallot, WrongStep

LEAST = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as its room wants it."""

    label: str
    about: str = ""
    path: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class Voter:
    person_id: int
    weight: int = 1


@transaction.atomic
def prepare(
    *,
    viewer: Viewer,
    home: str,
    home_key: int | None = None,
    question: str,
    choices: Sequence[Choice],
    voters: Iterable[Voter],
    opens_at: datetime,
    closes_at: datetime,
    at: datetime,
    **how: Any,
) -> Ballot:
    """This will write down a ballot: its options, its rules and its roll. `how` names fields of Ballot.

    Nothing can be voted yet. The room that asks has checked who may. Raises WrongBallot, RollIsTooSmall (fewer
    people than ballots needed) or WeightsTellWho (a weight that fewer people share).
    """
    if viewer.is_guest:
        raise NotAllowed
    known = {voter.person_id: voter for voter in voters}
    how.setdefault("min_ballots", 5)
    ballot = Ballot(
        home=home, home_key=home_key, question=question.strip()[:200], opens_at=opens_at, closes_at=closes_at,
        made_by_id=viewer.person_id, made_at=at, is_weighted=any(v.weight != 1 for v in known.values()), **how,
    )  # fmt: skip
    _check(ballot, choices, list(known.values()), at)
    ballot.save(force_insert=True)
    Option.objects.bulk_create(
        Option(
            ballot=ballot,
            position=place,
            label=each.label[:200],
            about=each.about[:1000],
            path=each.path,
            key=each.key,
        )
        for place, each in enumerate(choices)
    )
    Roll.objects.bulk_create(
        (Roll(ballot=ballot, person_id=each.person_id, weight=each.weight) for each in known.values()),
        batch_size=5000,
    )
    return ballot


def _check(ballot: Ballot, choices: Sequence[Choice], voters: Sequence[Voter], at: datetime) -> None:
    if not ballot.question or ballot.closes_at <= max(ballot.opens_at, at) or ballot.min_ballots < LEAST:
        raise WrongBallot
    if not 0 <= ballot.quorum_percent <= 100 or any(not each.label.strip() for each in choices):
        raise WrongBallot
    try:
        check_rules(ballot.rules(len(choices)))
    except WrongRules as problem:
        raise WrongBallot from problem
    if len(voters) < ballot.min_ballots:
        raise RollIsTooSmall
    if ballot.is_weighted:
        if any(not 1 <= voter.weight <= 100 for voter in voters):
            raise WrongBallot
        if min(Counter(voter.weight for voter in voters).values()) < ballot.min_ballots:
            raise WeightsTellWho


@transaction.atomic
def open_ballot(*, viewer: Viewer, ballot_id: int, at: datetime) -> Ballot:
    """This will begin the voting now, whatever was planned. Raises NotAllowed or WrongStep."""
    ballot = held(viewer, ballot_id)
    ballot.opens_at = min(ballot.opens_at, at)
    return _open(ballot, viewer.person_id, at)


@transaction.atomic
def open_due(*, at: datetime) -> int:
    """This will open every ballot whose hour has come; for the job. How many."""
    due = Ballot.objects.select_for_update(skip_locked=True).filter(state="draft", opens_at__lte=at, closes_at__gt=at)
    return len([_open(ballot, None, at) for ballot in due[:100]])


def _open(ballot: Ballot, by: int | None, at: datetime) -> Ballot:
    if not LIFECYCLE.may_move(ballot.state, "open") or ballot.closes_at <= at:
        raise WrongStep
    ballot.state, ballot.opened_at = "open", at
    ballot.seal_salt, ballot.lot_secret = secrets.token_hex(32), secrets.token_hex(32)
    ballot.lot_commitment = commitment(ballot.lot_secret)
    ballot.urn_count = box.urns_for(Roll.objects.filter(ballot=ballot).count())
    ballot.save()
    Urn.objects.bulk_create(Urn(ballot=ballot, number=number, sealed=b"") for number in range(ballot.urn_count))
    tell("opened", ballot, by, at)
    return ballot


@transaction.atomic
def admit(*, viewer: Viewer, ballot_id: int, person_id: int, why: str, at: datetime) -> Roll:
    """This will add somebody who was forgotten to the roll of a ballot that is not over, with a reason in the audit.

    Nobody is ever taken off. They vote with weight 1. Raises NotAllowed, WrongStep, WrongBallot (no reason).
    """
    ballot = held(viewer, ballot_id)
    if ballot.state not in ("draft", "open"):
        raise WrongStep
    if not why.strip() or not Person.objects.filter(pk=person_id, is_active=True).exists():
        raise WrongBallot
    row, is_new = Roll.objects.get_or_create(ballot=ballot, person_id=person_id)
    if is_new:
        audit.note(
            "ballots.roll.admitted",
            at=at,
            actor=viewer.person_id,
            subject=person_id,
            ballot=ballot.id,
            why=why.strip(),
        )
    return row


@transaction.atomic
def cancel(*, viewer: Viewer, ballot_id: int, why: str, at: datetime) -> Ballot:
    """This will call a ballot off: what lies in its box is destroyed unread. Raises NotAllowed, WrongStep."""
    ballot = held(viewer, ballot_id)
    if not LIFECYCLE.may_move(ballot.state, "cancelled"):
        raise WrongStep
    Urn.objects.filter(ballot=ballot).delete()
    ballot.state, ballot.closed_at, ballot.seal_salt, ballot.live = "cancelled", at, "", None
    ballot.save()
    audit.note("ballots.ballot.cancelled", at=at, actor=viewer.person_id, ballot=ballot.id, why=why.strip())
    tell("cancelled", ballot, viewer.person_id, at)
    return ballot


@transaction.atomic
def announce(*, viewer: Viewer, ballot_id: int, at: datetime) -> Ballot:
    """This will show a counted result to everybody who may see the ballot. Harmless to repeat."""
    ballot = held(viewer, ballot_id)
    if ballot.state != "counted":
        raise WrongStep
    if ballot.announced_at is None:
        ballot.announced_at = at
        ballot.save(update_fields=["announced_at"])
        tell("announced", ballot, viewer.person_id, at)
    return ballot


def held(viewer: Viewer, ballot_id: int) -> Ballot:
    """This will lock a ballot for somebody who runs it; voters wait meanwhile. Raises NotAllowed."""
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if not policy.may_run(viewer, ballot):
        raise NotAllowed
    return ballot


def tell(what: str, ballot: Ballot, by: int | None, at: datetime, **data: Any) -> None:
    facts = {"ballot": ballot.id, "home": ballot.home, "home_key": ballot.home_key, **data}
    outbox.record(f"ballots.ballot.{what}", at=at, actor=by, data=facts)
