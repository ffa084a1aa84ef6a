"""Forgetting what its time is over for, and people who are gone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site

from .. import keeping
from ..models import Consent, Lesson, Look, SavedView, Snapshot
from . import writing

NIGHTS = timedelta(days=14)  # For so long every night is kept, later one of each week.


def keep_house(*, at: datetime) -> None:
    """This will delete snapshots, lessons and looks older than the site keeps them, and thin out the older ones."""
    before = at - timedelta(days=site.get("network.keep_days"))
    Look.objects.filter(last_at__lt=before).delete()
    Consent.objects.filter(until_at__lt=before).delete()
    Lesson.objects.filter(at__lt=before).delete()
    done = Snapshot.objects.exclude(state="running").order_by("-as_of", "-pk")
    newest = writing.newest()
    weeks: set[tuple[int, int]] = set()
    for snapshot in done:
        week = snapshot.as_of.isocalendar()[:2]
        is_spare = snapshot.as_of < at - NIGHTS and (week in weeks or snapshot.state == "failed")
        if not site.get("network.is_on") or (
            (newest is None or snapshot.pk != newest.pk) and (snapshot.as_of < before or is_spare)
        ):
            _delete(snapshot)
        elif snapshot.state == "done" and snapshot.kind == Snapshot.Kind.FULL:
            weeks.add(week)
    if not site.get("network.is_on"):
        Lesson.objects.all().delete()
        writing.empty_ties()
        keeping.remove_all_but("")


@transaction.atomic
def _delete(snapshot: Snapshot) -> None:
    file = snapshot.file
    snapshot.delete()
    transaction.on_commit(lambda: keeping.remove(file))


@transaction.atomic
def forget_people(events: Sequence[Event]) -> None:
    """This will take people out who erased their account; harmless to repeat."""
    people = [event.person for event in events if event.person is not None]
    writing.hold_choices()
    writing.forget(people)
    SavedView.objects.filter(person_id__in=people).delete()
    Consent.objects.filter(person_id__in=people).delete()
    Look.objects.filter(person_id__in=people).delete()
    Look.objects.filter(viewer_id__in=people).delete()
