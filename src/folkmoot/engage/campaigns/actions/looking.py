"""Looks: at the moments that were planned, and at no others; and what another system knows of the outcome."""

import csv
import io
from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import measuring, persuading
from ..logic import looks
from ..models import LIFECYCLE, Advocate, Campaign, Goal, Look, Participant
from ..refusals import NotDueYet, WrongFile, WrongStep
from .answering import note_done
from .hearing import gather_reads
from .holding import close_workshop, hold, hold_for_system, tell

MOST_ROWS = 200_000


def check_due(campaign: Campaign, at: datetime) -> None:
    """Raises WrongStep, NotDueYet where no look may be taken now."""
    if campaign.state != "running":
        raise WrongStep
    if _due(campaign, at) is None:
        raise NotDueYet


def check_decided(campaign: Campaign, at: datetime) -> None:
    """Raises WrongStep where the campaign may not end before its time; a look that is due may decide it."""
    last = _last(campaign)
    if campaign.state != "running":
        raise WrongStep
    if _due(campaign, at) is None and (last is None or not measuring.is_decided(last.result)):
        raise WrongStep


def _last(campaign: Campaign) -> Look | None:
    return Look.objects.filter(campaign=campaign).order_by("-number").first()


def _due(campaign: Campaign, at: datetime) -> int | None:
    """The number of the look that may be taken now."""
    last = _last(campaign)
    number = looks.due(_moments(campaign), last.number + 1 if last is not None else 0, at)
    if number == campaign.looks - 1 and campaign.goal == Goal.IMPORTED and campaign.imported_at is None:
        return None  # The last look waits for the file.
    return number


@transaction.atomic
def take_look(*, viewer: Viewer, campaign_id: int, stop: bool = False, at: datetime) -> Look:
    """This will take the look that is due; with `stop`, and only when the main comparison is decided by it, it is the
    last one. Raises NotDueYet, WrongStep."""
    campaign = hold(viewer, campaign_id, "running")
    last = _last(campaign)
    if stop and last is not None and _due(campaign, at) is None:
        if not measuring.is_decided(last.result):
            raise WrongStep
        _finish(campaign, last, viewer.person_id, at)
        return last
    return _look(campaign, viewer.person_id, at)


def look_at_due(*, at: datetime) -> int:
    """This will take every look that is due, of all campaigns; how many. For the job."""
    taken = 0
    for pk in Campaign.objects.filter(state="running").values_list("pk", flat=True):
        with transaction.atomic():
            campaign = hold_for_system(pk)
            if campaign.state != "running":
                continue
            try:
                _look(campaign, None, at)
            except NotDueYet:
                continue
            taken += 1
    return taken


def _moments(campaign: Campaign) -> list[datetime]:
    assert campaign.started_at is not None
    return looks.moments(campaign.started_at, campaign.ends_at, campaign.looks)


def _look(campaign: Campaign, by: int | None, at: datetime) -> Look:
    moments, number = _moments(campaign), _due(campaign, at)
    if number is None:
        raise NotDueYet
    is_last = number == campaign.looks - 1
    gather_reads(campaign, at)
    arms = list(campaign.arms.all())
    assert campaign.plan is not None
    level = float(campaign.plan["looks"][number]["level"])
    result = measuring.measure(campaign, arms, until=moments[number], level=level)
    look = Look.objects.create(
        campaign=campaign, number=number, planned_at=moments[number], taken_at=at, level=level, result=result
    )
    audit.note("campaigns.look.taken", at=at, actor=by, campaign=campaign.pk, number=number)
    if is_last:
        _finish(campaign, look, by, at)
    return look


def _finish(campaign: Campaign, look: Look, by: int | None, at: datetime) -> None:
    LIFECYCLE.check(campaign.state, "finished")
    campaign.state, campaign.finished_at = "finished", at
    campaign.save(update_fields=["state", "finished_at"])
    _teach(campaign, at)
    close_workshop(campaign, by, at)
    tell("campaign.finished", campaign, by, at, data={"outcome": measuring.outcome(look.result)})


def _teach(campaign: Campaign, at: datetime) -> None:
    """This will tell each advocate what came of it among those who hear them, and the network below whoever wants to
    know who persuades: only here is it drawn by lot who was to hear them."""
    found = persuading.lessons(campaign, list(campaign.arms.all()))
    for row in Advocate.objects.filter(pk__in=found):
        row.lesson = found[row.pk]
        row.save(update_fields=["lesson"])
        if row.lesson["verdict"] != "too_few":
            outbox.record(
                "campaigns.persuasion.measured", at=at, person=row.person_id,
                data={"campaign": campaign.pk, "title": campaign.title, **row.lesson},
            )  # fmt: skip
    # Who hears whom was needed for this alone.
    Participant.objects.filter(campaign=campaign).exclude(near=[]).update(near=[])


@transaction.atomic
def import_outcomes(*, viewer: Viewer, campaign_id: int, text: str, at: datetime) -> tuple[int, int]:
    """This will take who did it from a CSV file with a column "email" or "username" (and perhaps "at"); how many of
    the audience it named, and how many lines named nobody of it. Raises WrongFile, WrongStep.
    """
    campaign = hold(viewer, campaign_id, "running")
    if campaign.goal != Goal.IMPORTED or campaign.started_at is None:
        raise WrongStep
    people = _people_in(text, campaign.started_at)
    # A day's date, or none, counts as within the campaign: the file was made for it.
    found = 0
    for mine in Participant.objects.select_related("campaign").filter(
        campaign=campaign, person_id__in=list(people[0])
    ):
        note_done(mine, min(max(people[0][mine.person_id or 0], campaign.started_at), campaign.ends_at))
        found += 1
    campaign.imported_at = at
    campaign.save(update_fields=["imported_at"])
    audit.note("campaigns.outcomes.imported", at=at, actor=viewer.person_id, campaign=campaign.pk, rows=found)
    return found, people[1] + len(people[0]) - found


def _people_in(text: str, otherwise: datetime) -> tuple[dict[int, datetime], int]:
    """Who is named, with the moment; and how many lines name nobody here."""
    try:
        rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True))
    except csv.Error:
        raise WrongFile from None
    names = {str(name).strip().lower(): name for name in (rows[0] if rows else {}) if name is not None}
    column = next((each for each in ("email", "username") if each in names), None)
    if column is None or len(rows) > MOST_ROWS:
        raise WrongFile
    wanted: dict[str, datetime] = {}
    for row in rows:
        key = (row.get(names[column]) or "").strip().lower()
        if key:
            wanted[key] = _moment((row.get(names["at"]) or "") if "at" in names else "", otherwise)
    known = {
        key.lower(): pk
        for pk, key in Person.objects.values_list("pk", column).exclude(**{column: ""}).iterator()
        if key.lower() in wanted
    }
    return {pk: wanted[key] for key, pk in known.items()}, len(wanted) - len(known)


def _moment(text: str, otherwise: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return otherwise
    return found if found.tzinfo is not None else found.replace(tzinfo=otherwise.tzinfo)
