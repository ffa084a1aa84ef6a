"""What campaigns taught, from the log: of each person and campaign one lesson, however often it is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.people.models import Person

from ..models import Consent, Lesson
from . import writing

NUMBERS = ("difference", "low", "high")


@transaction.atomic
def learn(events: Sequence[Event], *, at: datetime) -> int:
    """This will keep what campaigns taught about those who carried them; how many lessons. Harmless to repeat.

    Nothing is kept of who is left out, or was at any time since (what they had forgotten once does not come back when
    the log is read anew), of who is gone, of what is older than the site keeps, nor where the network is off.
    """
    if not site.get("network.is_on"):
        return 0
    writing.hold_choices()
    oldest = at - timedelta(days=site.get("network.keep_days"))
    told = [each for each in events if each.person is not None and each.at >= oldest and _is_whole(each.data)]
    here = set(Person.objects.filter(pk__in=[e.person for e in told], is_active=True).values_list("pk", flat=True))
    kept = 0
    for event in told:
        if event.person not in here or _was_left_out(event.person or 0, event.at):
            continue
        kept += _keep(event)
    return kept


def _is_whole(data: Mapping[str, Any]) -> bool:
    return len(data.get("people", ())) == 2 and all(name in data for name in ("campaign", "title", *NUMBERS))


def _was_left_out(person: int, since: datetime) -> bool:
    found = Consent.objects.filter(person_id=person, what=Consent.What.LEFT_OUT)
    return found.filter(Q(until_at=None) | Q(until_at__gte=since)).exists()


def _keep(event: Event) -> bool:
    """The newest telling counts, whatever order they come in."""
    data = event.data
    known = Lesson.objects.filter(person_id=event.person, campaign=data["campaign"]).first()
    if known is not None and known.at >= event.at:
        return False
    Lesson.objects.update_or_create(
        person_id=event.person, campaign=data["campaign"],
        defaults={
            "title": str(data["title"])[:120], "at": event.at, "exposed": int(data["people"][0]),
            "others": int(data["people"][1]), **{name: float(data[name]) for name in NUMBERS},
        },
    )  # fmt: skip
    return True
