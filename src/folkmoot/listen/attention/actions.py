"""The writing door: recording, choosing not to be counted, forgetting, and summing up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from folkmoot.base.ids import new_id
from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.base.web.statements import tell as tell_database
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import gathering, intake, logic, tickets
from .intake import MOST_SECONDS, READ, STAY, Reading
from .models import Heard, OptedOut, Sought, SoughtBy, Source, TurnedAway

LATE = 60  # Seconds after which no process keeps what it heard before (`ATTENTION_WAIT`).


def record(
    *, viewer: Viewer, item_id: int, seconds: float = 0.0, share: int = 0, source: Source = Source.LINK, at: datetime
) -> None:
    """This will count `seconds` of attention to an item the viewer has before them, and how far (0 to 100) they are.

    For whatever measures by itself: a player tells its position every half minute, with the seconds since the last
    time. Rooms of this wing come here through `content.readings.progressed`. Nothing is kept of guests, nor of those
    who do not want it. The caller has asked whether the viewer may see the item; no hour holds more than an hour.
    """
    if viewer.person_id is None or viewer.person_id in intake.opted_out():
        return
    stayed, far = max(0.0, min(float(seconds), MOST_SECONDS)), max(0, min(int(share), 100))
    # One visit for each person, item and day, so that the signs of one afternoon belong together.
    visit = (viewer.person_id ^ item_id ^ at.toordinal()) & 0x3FFF_FFFF_FFFF_FFFF
    intake.take(Reading(at, item_id, viewer.person_id, visit, STAY, source, stayed, far))


def opt_out(*, viewer: Viewer, at: datetime) -> None:
    """This will count the viewer no more, and forget what is known of them."""
    if viewer.person_id is None:
        return
    OptedOut.objects.get_or_create(person_id=viewer.person_id, defaults={"at": at})
    intake.forget_opted_out()
    forget(viewer=viewer, at=at)


def opt_in(*, viewer: Viewer) -> None:
    """This will count the viewer again, from now on."""
    OptedOut.objects.filter(person_id=viewer.person_id).delete()
    intake.forget_opted_out()


def forget(*, viewer: Viewer, at: datetime) -> int:
    """This will delete every single reading of the viewer; sums, in which nobody is named, stay. How many went."""
    if viewer.person_id is None:
        return 0
    intake.flush()
    with transaction.atomic():
        _order_forgetting([viewer.person_id], until=at)
        return intake.delete([viewer.person_id])


def _order_forgetting(people: Sequence[int], *, until: datetime | None = None) -> None:
    """Each process writes a moment late: what waits in the others now is deleted when it has been written."""
    from .tasks import forget_late_ones  # Tasks know the actions.

    late = forget_late_ones.configure(schedule_in={"seconds": LATE})
    late.defer(people=[*people], until=until.isoformat() if until is not None else None)


def forget_late_ones(*, people: Sequence[int], until: datetime | None) -> None:
    """This will delete the single readings of these people up to a moment, or all. For the job."""
    intake.delete(people, until=until)


def remember_sought(*, words: str, token: str, at: datetime) -> None:
    """This will remember that somebody sought these words in vain, unless they seem to be about somebody."""
    kept = logic.sought_words(words)
    if not kept:
        return
    parts = [word for word in kept.split() if len(word) > 2]
    tell_database(_REMEMBER, {"id": new_id(), "words": kept, "parts": parts, "token": token, "at": at})


# Not when a part of somebody's name is among the words. Counted, though one is enough: for a first one the planner
# would go through everybody, and there is none nearly always.
_REMEMBER = """
WITH kept AS (
    INSERT INTO attention_sought (id, words, last_at)
    SELECT %(id)s::bigint, %(words)s, %(at)s::timestamptz WHERE 0 = (
        SELECT count(*) FROM people_person WHERE string_to_array(sort_name, ' ') && %(parts)s::text[]) AND 0 = (
        SELECT count(*) FROM people_person WHERE lower(username) = ANY(%(parts)s::text[]))
    ON CONFLICT (words) DO UPDATE SET last_at = excluded.last_at RETURNING id
)
INSERT INTO attention_soughtby (sought_id, token, at) SELECT id, %(token)s, %(at)s::timestamptz FROM kept
ON CONFLICT DO NOTHING
"""


def count_turned_away(events: Sequence[Event]) -> None:
    """This will count who stopped following a community or left it, or stopped letters; harmless to repeat."""
    for event in events:
        if event.space is not None and not Space.objects.filter(pk=event.space).exists():
            continue
        _, is_new = Heard.objects.get_or_create(event=event.id, defaults={"at": event.at})
        if is_new:
            TurnedAway.objects.get_or_create(day=event.at.date(), space_id=event.space)
            TurnedAway.objects.filter(day=event.at.date(), space_id=event.space).update(count=F("count") + 1)


def gather(*, at: datetime, since: date | None = None) -> None:
    """This will sum up what was read since yesterday (or an earlier day), from all single readings there are."""
    intake.flush()
    gathering.gather_days(since or at.date() - timedelta(days=1), at.date())


def gather_months(*, at: datetime, since: date | None = None) -> None:
    """This will sum up by unit this month and the last (or all from an earlier day on)."""
    month = (since or at.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    while month <= at.date():
        gathering.gather_month(month)
        month = (month + timedelta(days=32)).replace(day=1)


def keep_house(*, at: datetime) -> None:
    """This will forget single readings and words sought in vain after their time, and prepare the coming days."""
    before = at - timedelta(days=site.get("attention.keep_days"))
    intake.make_days(at.date())
    intake.drop_days(before.date())
    SoughtBy.objects.filter(at__lt=before).delete()
    Sought.objects.filter(by__isnull=True).delete()
    Heard.objects.filter(at__lt=before).delete()
    gone = Person.objects.filter(is_active=False, username__startswith="former-").values("pk")
    # As long as pages that they had open could tell how they are read.
    OptedOut.objects.filter(person__in=gone, at__lt=at - timedelta(seconds=tickets.LIFE)).delete()


def forget_person(events: Sequence[Event]) -> None:
    """This will delete the single readings of people who erased their account, and count them no more: pages that
    they have open go on telling how they are read. Harmless to repeat."""
    left = {event.person: event.at for event in events if event.person is not None}
    people = list(Person.objects.filter(pk__in=left).values_list("pk", flat=True))
    with transaction.atomic():
        OptedOut.objects.bulk_create((OptedOut(person_id=pk, at=left[pk]) for pk in people), ignore_conflicts=True)
        _order_forgetting(list(left))
        intake.delete(left)
    intake.forget_opted_out()


def bring(readings: Iterable[tuple[datetime, int, int | None, Source, float, int]]) -> int:
    """This will write visits (moment, item, person, source, seconds, share) that were measured elsewhere or before;
    `gather` sums them up. For imports and demos; returns how many."""
    rows = []
    for at, item, person, source, seconds, share in readings:
        visit = tickets.new_visit()
        rows.append(Reading(at, item, person, visit, READ, source))
        for number in range(1, int(seconds // MOST_SECONDS) + 2 if person is not None and seconds > 0 else 1):
            stayed = min(MOST_SECONDS, seconds - (number - 1) * MOST_SECONDS)
            later = at + timedelta(seconds=min(seconds, number * MOST_SECONDS))
            rows.append(Reading(later, item, person, visit, STAY, source, stayed, share))
    return intake.write(rows)
