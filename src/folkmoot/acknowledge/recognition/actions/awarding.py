"""Awards up to the vote: opening a round, proposing, seconding, declining, ruling out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.ballots.models import Counts, Method, Results, Ties
from folkmoot.commons.people.models import Person, Relation
from folkmoot.commons.people.queries import visible_people
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..logic.periods import months_between
from ..models import ROUND, Award, Juror, Nomination, Round, Second, Winner
from ..models.awards import MOST_WHY_NOT, MOST_WORDS
from ..refusals import (
    AlreadyNominated,
    NobodyToThank,
    NotAllowed,
    NotEligible,
    NotThemselves,
    OnlyColleagues,
    ReasonIsMissing,
    RoundIsClosed,
    WrongSettings,
)
from .keeping import check_keeper, check_words

LEAST_REASON = 20
_RULES = {
    "about": "", "prize": "", "voting_days": 7, "allows_self": False, "seconds_needed": 1,
    "months_needed": 0, "not_again": False, "voters": "all",
    "method": "transfer", "seats": 1, "ties": "lot", "results": "announced", "counts": "all", "quorum_percent": 0,
    "allows_delegation": False,
    "budget": 0,
}  # fmt: skip


@transaction.atomic
def save_award(
    *, viewer: Viewer, award_id: int | None = None, name: str, about: str = "", icon: str = "", at: datetime
) -> Award:
    """This will name an award, or change one. Raises NotAllowed, WrongSettings."""
    check_keeper(viewer)
    award = Award.objects.filter(pk=award_id).first() if award_id is not None else Award(made_at=at)
    if award is None or not name.strip() or len(name) > 100 or len(about) > 1000:
        raise WrongSettings
    award.name, award.about, award.icon = " ".join(name.split()), about.strip(), icon.strip()[:8]
    award.save()
    audit.note("recognition.award.saved", at=at, actor=viewer.person_id, award=award.id)
    return award


@transaction.atomic
def open_round(
    *, viewer: Viewer, award_id: int, title: str, nominations_until: datetime, juror_ids: Sequence[int] = (),
    at: datetime, **rules: Any,
) -> Round:  # fmt: skip
    """This will open a round for proposals; its rules, named as the fields of Round, stand from now on.

    Raises NotAllowed, WrongSettings.
    """
    check_keeper(viewer)
    chosen = _RULES | rules
    if set(chosen) != set(_RULES) or not Award.objects.filter(pk=award_id, retired_at__isnull=True).exists():
        raise WrongSettings
    _check_rules(title, nominations_until, chosen, juror_ids, at)
    made = Round.objects.create(
        award_id=award_id, title=" ".join(title.split()), nominations_until=nominations_until,
        made_by_id=viewer.person_id, made_at=at, **chosen,
    )  # fmt: skip
    if made.voters == Round.Voters.JURY:
        known = Person.objects.filter(pk__in=juror_ids, is_active=True, is_employee=True).values_list("pk", flat=True)
        Juror.objects.bulk_create(Juror(round=made, person_id=pk) for pk in known)
    audit.note("recognition.round.opened", at=at, actor=viewer.person_id, round=made.id, budget=made.budget)
    return made


def _check_rules(
    title: str, nominations_until: datetime, rules: dict[str, Any], juror_ids: Sequence[int], at: datetime
) -> None:
    known = (
        ("voters", Round.Voters.values), ("method", Method.values), ("ties", Ties.values),
        ("results", Results.values), ("counts", Counts.values),
    )  # fmt: skip
    if any(rules[name] not in values for name, values in known):
        raise WrongSettings
    within = (
        1 <= rules["seats"] <= 12 and 0 <= rules["seconds_needed"] <= 20 and 1 <= rules["voting_days"] <= 60
        and 0 <= rules["months_needed"] <= 600 and 0 <= rules["quorum_percent"] <= 100
        and 0 <= rules["budget"] <= 1_000_000
    )  # fmt: skip
    if not title.strip() or len(title) > 120 or nominations_until <= at or not within:
        raise WrongSettings
    if rules["method"] == Method.TRANSFER and rules["ties"] != Ties.LOT:
        raise WrongSettings
    if rules["voters"] == Round.Voters.JURY and len(set(juror_ids)) < 3:
        raise WrongSettings


def held_round(round_id: int, *states: str) -> Round:
    """The round under lock, in one of the states; raises RoundIsClosed."""
    round_ = Round.objects.select_for_update().select_related("award").get(pk=round_id)
    if round_.state not in states:
        raise RoundIsClosed
    return round_


@transaction.atomic
def nominate(*, viewer: Viewer, round_id: int, nominee_id: int, reason: str, at: datetime) -> Nomination:
    """This will propose a colleague with a reason. The nominee is told, and can decline.

    Raises OnlyColleagues, RoundIsClosed, NotThemselves, NobodyToThank, NotEligible, ReasonIsMissing,
    AlreadyNominated.
    """
    if not policy.may_take_part(viewer):
        raise OnlyColleagues
    # Shared by everybody who proposes, so that the round cannot go on while somebody still does.
    round_ = held_round(round_id, "nominating")
    if round_.nominations_until <= at:
        raise RoundIsClosed
    if nominee_id == viewer.person_id and not round_.allows_self:
        raise NotThemselves
    if not visible_people(viewer).filter(pk=nominee_id, is_employee=True).exists():
        raise NobodyToThank
    _check_eligible(round_, nominee_id, at)
    if not LEAST_REASON <= len(reason.strip()) <= 1500:
        raise ReasonIsMissing
    try:
        with transaction.atomic():
            made = Nomination.objects.create(
                round=round_, nominee_id=nominee_id, by_id=viewer.person_id, reason=reason.strip(), at=at
            )
    except IntegrityError:
        raise AlreadyNominated from None
    outbox.record(
        "recognition.award.nominated", at=at, actor=viewer.person_id, person=nominee_id,
        data={"round": round_.id, "award": round_.award.name},
    )  # fmt: skip
    return made


def _check_eligible(round_: Round, nominee_id: int, at: datetime) -> None:
    """Raise NotEligible for what the round's rules rule out; whatever else does, a keeper says with a reason."""
    if round_.months_needed:
        begun = Relation.objects.filter(person_id=nominee_id, kind=Relation.Kind.EMPLOYEE, until_on__isnull=True)
        since = begun.values_list("since_on", flat=True).first()
        if since is None or months_between(since, at.date()) < round_.months_needed:
            raise NotEligible(
                _("In this round one must have worked here for %(n)d months.") % {"n": round_.months_needed}
            )
    if round_.not_again and Winner.objects.filter(round__award=round_.award_id, person=nominee_id).exists():
        raise NotEligible(_("They have had this award before; in this round it goes to somebody else."))


@transaction.atomic
def second(*, viewer: Viewer, nomination_id: int, words: str = "", at: datetime) -> Second:
    """This will support a proposal with one's own words, once; not one's own, nor as its nominee.

    Raises OnlyColleagues, RoundIsClosed, NotAllowed, AlreadyNominated, TextIsTooLong.
    """
    if not policy.may_take_part(viewer):
        raise OnlyColleagues
    found = Nomination.objects.filter(pk=nomination_id).first()
    if found is None:
        raise NotAllowed
    held_round(found.round_id, "nominating", "checking")
    if viewer.person_id in (found.by_id, found.nominee_id) or found.state != Nomination.State.STANDING:
        raise NotAllowed
    words = check_words(words, most=MOST_WORDS)
    try:
        with transaction.atomic():
            made = Second.objects.create(nomination=found, by_id=viewer.person_id, words=words, at=at)
    except IntegrityError:
        raise AlreadyNominated from None
    Nomination.objects.filter(pk=found.pk).update(second_count=F("second_count") + 1)
    return made


@transaction.atomic
def answer_nomination(*, viewer: Viewer, nomination_id: int, accepts: bool, at: datetime) -> Nomination:
    """This will take the nominee's answer: declining takes the name off the list, accepting puts it back.

    Raises NotAllowed for anybody else, RoundIsClosed when the names stand on the ballot.
    """
    found = Nomination.objects.filter(pk=nomination_id).first()
    if found is None or viewer.is_guest or found.nominee_id != viewer.person_id:
        raise NotAllowed
    held_round(found.round_id, "nominating", "checking")
    if found.state == Nomination.State.INELIGIBLE:
        raise NotAllowed
    found.state = Nomination.State.STANDING if accepts else Nomination.State.DECLINED
    found.save(update_fields=["state"])
    return found


@transaction.atomic
def end_nominations(*, viewer: Viewer, round_id: int, at: datetime) -> Round:
    """This will close the list of proposals, for checking. Raises NotAllowed, RoundIsClosed."""
    check_keeper(viewer)
    round_ = held_round(round_id, "nominating")
    ROUND.check(round_.state, "checking")
    round_.state = "checking"
    round_.save(update_fields=["state"])
    return round_


@transaction.atomic
def rule_out(*, viewer: Viewer, nomination_id: int, why: str, at: datetime) -> Nomination:
    """This will say why somebody cannot be elected; with no reason it takes that back. Everybody reads the reason.

    Raises NotAllowed, RoundIsClosed, TextIsTooLong.
    """
    check_keeper(viewer)
    found = Nomination.objects.filter(pk=nomination_id).first()
    if found is None:
        raise NotAllowed
    held_round(found.round_id, "nominating", "checking")
    if found.state == Nomination.State.DECLINED:
        raise NotAllowed
    found.why_not = check_words(why, most=MOST_WHY_NOT)
    found.state = Nomination.State.INELIGIBLE if found.why_not else Nomination.State.STANDING
    found.save(update_fields=["state", "why_not"])
    audit.note(
        "recognition.nomination.ruled", at=at, actor=viewer.person_id, subject=found.nominee_id, why=found.why_not
    )
    return found
