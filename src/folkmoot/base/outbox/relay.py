"""Handing events to their subscribers: in order, at least once, one relay at a time.

Order is by (transaction, event), and only events of transactions older than every one still open are handed
out (`pg_snapshot_xmin`), so a slow transaction is never overtaken and never skipped.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from folkmoot.base.clock import now

from .log import Event
from .models import Cursor, Parked
from .subscribers import Subscriber, subscribers

logger = logging.getLogger(__name__)

LEADER_LOCK = 0x464F4C4B  # "FOLK"
BATCH = 500
TRIES = 5

_NEXT = """
SELECT id, at, name, actor, alias, item, root, person, space, data, xact::text FROM outbox_event
WHERE (xact, id) > (%s::xid8, %s) AND xact < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xact, id LIMIT %s
"""


@contextmanager
def leadership() -> Iterator[bool]:
    """Whether this process is the relay; the lock is the session's and goes with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])
        leads = bool(cursor.fetchone()[0])
        try:
            yield leads
        finally:
            if leads:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LEADER_LOCK])


def events_after(xact: str, event_id: int, limit: int = BATCH) -> list[tuple[Event, str]]:
    """The next events in order, each with its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [xact, event_id, limit])
        return [(_event(row), row[-1]) for row in cursor.fetchall()]


def _event(row: Sequence[Any]) -> Event:
    import json

    id_, at, name, actor, alias, item, root, person, space, data, _ = row
    facts = data if isinstance(data, dict) else json.loads(data)
    return Event(name, at, actor, alias, item, root, person, space, facts, id_)


def run_once() -> int:
    """This will hand every subscriber its next batch; the number of events that were looked at."""
    return sum(_serve(subscriber) for subscriber in subscribers())


def drain(limit: int = 10_000) -> int:
    """This will run until nothing is left, as tests and commands want."""
    total = 0
    for _ in range(limit):
        served = run_once()
        if not served:
            break
        total += served
    return total


def _serve(subscriber: Subscriber) -> int:
    # Under the cursor's row lock a second relay waits, so no batch is handled by two.
    try:
        with transaction.atomic():
            Cursor.objects.get_or_create(name=subscriber.name)
            place = Cursor.objects.select_for_update().get(name=subscriber.name)
            batch = events_after(place.xact, place.event_id)
            if not batch:
                return 0
            wanted = [event for event, _ in batch if subscriber.wants(event.name)]
            if wanted:
                subscriber.handle(wanted)
            _move(subscriber, batch[-1])
            return len(batch)
    except Exception as error:
        logger.exception("subscriber %s failed", subscriber.name)
        return _retry_one_by_one(subscriber, error)


def _move(subscriber: Subscriber, last: tuple[Event, str], **more: Any) -> None:
    event, xact = last
    values = {"failure": "", "failed_count": 0} | more
    Cursor.objects.filter(name=subscriber.name).update(xact=xact, event_id=event.id, moved_at=now(), **values)


def _retry_one_by_one(subscriber: Subscriber, error: Exception) -> int:
    """After a failed batch: handle the next event alone, and park it when it has failed too often."""
    place = Cursor.objects.get(name=subscriber.name)
    batch = events_after(place.xact, place.event_id, 1)
    if not batch:
        return 0
    event, _ = batch[0]
    try:
        with transaction.atomic():
            if subscriber.wants(event.name):
                subscriber.handle([event])
            _move(subscriber, batch[0])
    except Exception as again:
        with transaction.atomic():
            if place.failed_count + 1 < TRIES:
                Cursor.objects.filter(name=subscriber.name).update(
                    failure=repr(again)[:2000], failed_count=place.failed_count + 1
                )
                return 0
            Parked.objects.get_or_create(
                subscriber=subscriber.name,
                event_id=event.id,
                defaults={"at": now(), "error": repr(again)[:2000]},
            )
            _move(subscriber, batch[0])
    return 1


def adopt_cluster() -> None:
    """This will make the cursors fit when the database was restored into a cluster whose transactions start over.

    Transaction numbers are the cluster's, not the database's. Events from the old cluster become number 0,
    in the order of their ids; what had not been handed out is handed out (again).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM outbox_event WHERE xact > pg_current_xact_id() ORDER BY xact DESC LIMIT 1")
        if cursor.fetchone() is None:
            return
        for place in Cursor.objects.select_for_update():
            cursor.execute(
                "SELECT min(id) FROM outbox_event WHERE (xact, id) > (%s::xid8, %s)",
                [place.xact, place.event_id],
            )
            first_waiting = cursor.fetchone()[0]
            if first_waiting is None:
                cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM outbox_event")
                first_waiting = cursor.fetchone()[0]
            Cursor.objects.filter(name=place.name).update(xact="0", event_id=first_waiting - 1)
        cursor.execute("UPDATE outbox_event SET xact = '0'")
