"""Awards from the vote on: holding it, taking its count, deciding, announcing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.ballots import actions as ballots
from folkmoot.commons.ballots import queries as ballot_queries
from folkmoot.commons.ballots.models import Ballot
from folkmoot.commons.content import actions as content
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import ROUND, Juror, Line, Nomination, Round, Winner
from ..models.awards import MOST_REASON
from ..refusals import BudgetIsSpent, ReasonIsMissing, RoundIsClosed, TooFewToChooseFrom, WrongWinners
from . import purses
from .awarding import held_round
from .keeping import check_keeper, check_words

HOME = "award"


@dataclass(frozen=True, slots=True)
class Prize:
    """What one winner gets: words, and points from the round's budget."""

    words: str = ""
    points: int = 0


@transaction.atomic
def hold_vote(*, viewer: Viewer, round_id: int, at: datetime) -> Ballot:
    """This will put the names that stand on a secret ballot, and open it now for the round's number of days.

    Raises NotAllowed, RoundIsClosed, TooFewToChooseFrom, or what ballots refuse (a roll too small to be secret).
    """
    check_keeper(viewer)
    round_ = held_round(round_id, "checking")
    listed = Nomination.objects.filter(round=round_).select_related("nominee").order_by("at", "id")
    names = [each for each in listed if policy.is_on_the_list(each, round_)]
    if len(names) < max(2, round_.seats):
        raise TooFewToChooseFrom
    page = reverse("recognition:round", args=[round_.id])
    ballot = ballots.prepare(
        viewer=viewer, home=HOME, home_key=round_.id, question=str(round_), about=round_.about,
        choices=[
            ballots.Choice(each.nominee.name, about=each.reason[:300], path=page, key=each.id) for each in names
        ],
        voters=_roll(round_), opens_at=at, closes_at=at + timedelta(days=round_.voting_days), at=at,
        method=round_.method, seats=round_.seats, ties=round_.ties, results=round_.results, counts=round_.counts,
        quorum_percent=round_.quorum_percent, allows_delegation=round_.allows_delegation,
        min_ballots=3 if round_.voters == Round.Voters.JURY else 5,
        roll_words=str(_("The jury")) if round_.voters == Round.Voters.JURY else str(_("Everybody who works here")),
    )  # fmt: skip
    ballots.open_ballot(viewer=viewer, ballot_id=ballot.id, at=at)
    round_.state, round_.ballot = "voting", ballot
    round_.save(update_fields=["state", "ballot"])
    return ballot


def _roll(round_: Round) -> list[ballots.Voter]:
    if round_.voters == Round.Voters.JURY:
        jury = Juror.objects.filter(round=round_, person__is_active=True)
        return [ballots.Voter(pk) for pk in jury.values_list("person_id", flat=True)]
    here = Person.objects.filter(is_employee=True, is_active=True, is_approved=True)
    return [ballots.Voter(pk) for pk in here.order_by("id").values_list("pk", flat=True)]


@transaction.atomic
def take_count(*, ballot_id: int, at: datetime) -> None:
    """This will move the round on whose ballot has been counted (or could not be). For the event; safe to repeat."""
    round_ = Round.objects.select_for_update().filter(ballot_id=ballot_id, state="voting").first()
    if round_ is None:
        return
    ROUND.check(round_.state, "counted")
    round_.state = "counted"
    round_.save(update_fields=["state"])


@transaction.atomic
def decide(*, viewer: Viewer, round_id: int, prizes: Mapping[int, Prize], reason: str = "", at: datetime) -> Round:
    """This will give the award: to whom (nominations), with which words and points, and announce it to everybody.

    Where that is not what the vote said, or the vote did not decide, the reason stands in the announcement. Points
    come from the round's budget. Raises NotAllowed, RoundIsClosed, WrongWinners, ReasonIsMissing, BudgetIsSpent,
    TextIsTooLong.
    """
    check_keeper(viewer)
    round_ = held_round(round_id, "counted")
    named = {each.id: each for each in _standing(round_) if each.id in prizes}
    if not prizes or len(named) != len(prizes) or len(prizes) > max(round_.seats, len(_voted(round_))):
        raise WrongWinners
    if any(each.points < 0 for each in prizes.values()):
        raise WrongWinners
    prizes = {key: Prize(check_words(each.words, most=MOST_REASON), each.points) for key, each in prizes.items()}
    reason = check_words(reason, most=MOST_REASON)
    if set(prizes) != set(_voted(round_)) and not reason:
        raise ReasonIsMissing
    total = sum(each.points for each in prizes.values())
    if round_.spent + total > round_.budget:
        raise BudgetIsSpent
    Round.objects.filter(pk=round_.pk).update(spent=F("spent") + total)
    order = [key for key in _voted(round_) if key in prizes] + sorted(set(prizes) - set(_voted(round_)))
    winners = [_crown(round_, named[key], prizes[key], place, at) for place, key in enumerate(order, start=1)]
    if round_.ballot is not None and round_.ballot.state == "counted":
        ballots.announce(viewer=viewer, ballot_id=round_.ballot.id, at=at)
    item = content.publish(
        viewer=viewer, kind="award", by_room=True, title=str(round_)[:200], body=_speech(winners, reason, round_),
        audience=int(Audience.EMPLOYEES), at=at,
    )  # fmt: skip
    Round.objects.filter(pk=round_.pk).update(
        state="decided", decided_at=at, decided_by=viewer.person_id, reason=reason, announcement=item
    )
    audit.note("recognition.round.decided", at=at, actor=viewer.person_id, round=round_.id, points=total)
    for winner in winners:
        outbox.record(
            "recognition.award.decided", at=at, actor=viewer.person_id, person=winner.person_id, item=item.id,
            root=item.id, data={"round": round_.id, "award": round_.award.name, "points": winner.points},
        )  # fmt: skip
    round_.refresh_from_db()
    return round_


def _standing(round_: Round) -> list[Nomination]:
    """Who was on the ballot, by its own list."""
    if round_.ballot is None:
        return []
    keys = list(round_.ballot.options.values_list("key", flat=True))
    return list(Nomination.objects.filter(pk__in=[key for key in keys if key is not None]).select_related("nominee"))


def _voted(round_: Round) -> list[int]:
    """The nominations that the vote elected, in its order; nobody when it did not decide."""
    if round_.ballot is None or round_.ballot.outcome != "decided":
        return []
    winners, _tied = ballot_queries.winners_for_system(round_.ballot)
    return [option.key for option in winners if option.key is not None]


def _crown(round_: Round, nomination: Nomination, prize: Prize, place: int, at: datetime) -> Winner:
    winner = Winner.objects.create(
        round=round_, person_id=nomination.nominee_id, words=prize.words, points=prize.points, place=place
    )
    purses.earn([nomination.nominee_id], prize.points, Line.Why.AWARD, at, winner=winner)
    return winner


def _speech(winners: Sequence[Winner], reason: str, round_: Round) -> str:
    """The announcement's text; names are written as mentions, so that they lead to the people."""
    people = Person.objects.in_bulk([winner.person_id for winner in winners])
    lines = []
    for winner in winners:
        person = people[winner.person_id]  # type: ignore[index]
        lines.append(f"**{_plain(person.name)}** (@{person.username})")
        if winner.words:
            lines.append(winner.words)
    if round_.prize:
        lines.append(f"*{_plain(round_.prize)}*")
    if reason:
        lines.append(_("About the decision: %(reason)s") % {"reason": reason})
    return "\n\n".join(lines)


def _plain(text: str) -> str:
    return text.replace("*", "").replace("_", "\\_")


@transaction.atomic
def cancel_round(*, viewer: Viewer, round_id: int, why: str, at: datetime) -> Round:
    """This will call a round off, and its ballot with it. Raises NotAllowed, RoundIsClosed, ReasonIsMissing,
    TextIsTooLong."""
    check_keeper(viewer)
    round_ = held_round(round_id, "nominating", "checking", "voting", "counted")
    why = check_words(why, most=MOST_REASON)
    if not why:
        raise ReasonIsMissing
    if round_.ballot is not None and round_.ballot.state == "open":
        ballots.cancel(viewer=viewer, ballot_id=round_.ballot.id, why=why, at=at)
    round_.state, round_.reason = "cancelled", why
    round_.save(update_fields=["state", "reason"])
    audit.note("recognition.round.cancelled", at=at, actor=viewer.person_id, round=round_.id, why=round_.reason)
    return round_


@transaction.atomic
def vote_again(*, viewer: Viewer, round_id: int, at: datetime) -> Round:
    """This will take a round whose vote did not decide back to its names. Raises NotAllowed, RoundIsClosed."""
    check_keeper(viewer)
    round_ = held_round(round_id, "counted")
    if round_.ballot is not None and round_.ballot.outcome == "decided":
        raise RoundIsClosed
    round_.state, round_.ballot = "checking", None
    round_.save(update_fields=["state", "ballot"])
    return round_
