"""Readings deleted by whom they are of: also those that come late."""

from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.commons.people import actions as people
from folkmoot.listen.attention import actions, intake, tasks
from folkmoot.listen.attention.models import OptedOut
from folkmoot.testing.makers import make_item, make_person, viewer

from .makers import raw, signed_in, tell, ticket_in, url_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_opted_out():
    intake.forget_opted_out()
    yield
    intake.forget_opted_out()


def test_my_readings_are_deleted_when_i_say_so_or_leave():
    item, reader, other = make_item(), make_person(), make_person()
    for person in (reader, other):
        actions.record(viewer=viewer(person), item_id=item.pk, seconds=5, at=NOON)
    signed_in(reader).post("/settings/time/forget/")
    assert [row[1] for row in raw()] == [other.pk]
    people.erase(actor=other, person=other, at=NOON)
    tasks.hear([Event("people.person.erased", NOON, person=other.pk)])
    assert raw() == []


def job_that_forgets():
    """The one that waits, and in how many seconds it is due."""
    job = ProcrastinateJob.objects.get(task_name=tasks.forget_late_ones.name)
    ProcrastinateJob.objects.all().delete()
    return job.args, (job.scheduled_at - now()).total_seconds()


def test_what_another_process_had_not_written_yet_is_deleted_too():
    item, reader, other = make_item(), make_person(), make_person()
    before = now()
    signed_in(reader).post("/settings/time/forget/")
    args, seconds = job_that_forgets()
    assert 5 < seconds <= actions.LATE
    after = now()
    intake.write(intake.Reading(at, item.pk, who.pk, 1, intake.READ, 0) for at, who in (
        (before, reader), (before, other), (after, reader)))  # fmt: skip
    tasks.forget_late_ones(**args)
    tasks.forget_late_ones(**args)
    assert [row[1] for row in raw()] == [other.pk, reader.pk]


def test_who_has_left_is_not_counted_by_pages_that_are_still_open():
    item, reader = make_item(), make_person()
    ticket = ticket_in(signed_in(reader).get(url_of(item)))
    people.erase(actor=reader, person=reader, at=now())
    gone = [Event("people.person.erased", now(), person=reader.pk)]
    tasks.hear(gone)
    args, _seconds = job_that_forgets()
    tasks.hear(gone)
    assert tell([[ticket, 1, 40]]).status_code == 204
    assert raw() == []
    # Another process looked who is counted just before, and writes just after.
    OptedOut.objects.all().delete()
    intake.write([intake.Reading(now(), item.pk, reader.pk, 1, intake.READ, 0)])
    assert len(raw()) == 1
    tasks.forget_late_ones(**args)
    assert raw() == []


def test_who_has_left_is_kept_apart_until_their_pages_are_too_old():
    reader = make_person()
    people.erase(actor=reader, person=reader, at=NOON)
    tasks.hear([Event("people.person.erased", NOON, person=reader.pk)])
    for hours, stays in ((11, True), (13, False)):
        actions.keep_house(at=NOON + timedelta(hours=hours))
        assert OptedOut.objects.exists() is stays
