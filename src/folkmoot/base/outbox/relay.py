"""Handing events to their subscribers: in order, at least once, one relay at a time.

A cursor is a snapshot of the database: what was visible in it has been handed out. The next batch is what is
visible now and was not visible then, so that an event is due as soon as its transaction commits, and a slow
transaction (of ours, or of another database on the same server) is neither waited for nor skipped.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from folkmoot.base.clock import now

from .log import Event, event_of
from .models import Cursor, Parked
from .subscribers import Subscriber, subscribers

logger = logging.getLogger(__name__)

LEADER_LOCK = 0x464F4C4B  # "FOLK"
BATCH = 500
TRIES = 5

# Events of transactions that the one snapshot does not see and the other does, of the names wanted, in order.
_NEXT = """
SELECT id, at, name, actor, alias, item, root, person, space, data, xact::text FROM outbox_event
WHERE xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
  AND NOT pg_visible_in_snapshot(xact, %(seen)s::pg_snapshot)
  AND pg_visible_in_snapshot(xact, %(target)s::pg_snapshot)
  AND (xact, id) > (%(xact)s::xid8, %(event_id)s)
  AND name LIKE ANY(%(names)s)
ORDER BY xact, id LIMIT %(limit)s
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


def next_events(subscriber: Subscriber, place: Cursor, limit: int, until: str = "") -> list[tuple[Event, str]]:
    """The next events for a subscriber at its cursor, each with its transaction. Begins a new target when the last
    one is reached: what is visible now, or was `until` then."""
    with connection.cursor() as cursor:
        if not place.target:
            place.target, place.xact, place.event_id = until or snapshot(), "0", 0
        values: dict[str, Any] = {
            "seen": place.seen,
            "target": place.target,
            "xact": place.xact,
            "event_id": place.event_id,
            "names": subscriber.patterns(),
            "limit": limit,
        }
        cursor.execute(_NEXT, values)
        return [(event_of(row), row[-1]) for row in cursor.fetchall()]


def snapshot() -> str:
    """What is visible now, to ask `is_news` about later."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def is_news(seen: str) -> bool:
    """Whether anything was logged that the snapshot `seen` does not see: one look for all subscribers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT EXISTS (SELECT FROM outbox_event WHERE xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
                   AND NOT pg_visible_in_snapshot(xact, %(seen)s::pg_snapshot))""",
            {"seen": seen},
        )
        return bool(cursor.fetchone()[0])


def run_once(*, until: str = "") -> int:
    """This will hand every subscriber its next batch; how many events were handed out. With `until`, a snapshot, only
    of what was visible in it."""
    return sum(_serve(subscriber, BATCH, until) for subscriber in subscribers())


def serve(name: str, limit: int, *, until: str = "") -> int:
    """The same for one subscriber, with so many events at most."""
    return sum(_serve(subscriber, limit, until) for subscriber in subscribers() if subscriber.name == name)


def drain(limit: int = 10_000) -> int:
    """This will run until nothing is left, as tests and commands want."""
    total = 0
    for _ in range(limit):
        served = run_once()
        if not served:
            break
        total += served
    return total


def _serve(subscriber: Subscriber, limit: int, until: str) -> int:
    # Under the cursor's row lock a second relay waits, so no batch is handled by two.
    try:
        with transaction.atomic():
            place = _place(subscriber)
            batch = next_events(subscriber, place, limit, until)
            if batch:
                subscriber.handle([event for event, _ in batch])
            _move(place, batch, is_last=len(batch) < limit)
            return len(batch)
    except Exception:
        logger.exception("subscriber %s failed", subscriber.name)
        return _retry_one(subscriber)


def _place(subscriber: Subscriber) -> Cursor:
    mine = Cursor.objects.select_for_update().filter(name=subscriber.name)
    place = mine.first()
    if place is None:
        Cursor.objects.get_or_create(name=subscriber.name)
        place = mine.get()
    return place


def _move(place: Cursor, batch: Sequence[tuple[Event, str]], *, is_last: bool) -> None:
    """Store how far the subscriber has come, also past what it does not want; an idle look stores nothing."""
    if not batch and place.xact == "0" and not is_news(place.seen):
        return
    if batch:
        event, place.xact = batch[-1]
        place.event_id = event.id
    if is_last:
        place.seen, place.target, place.xact, place.event_id = place.target, "", "0", 0
    place.moved_at, place.failure, place.failed_count = now(), "", 0
    place.save()


def _retry_one(subscriber: Subscriber) -> int:
    """After a failed batch: handle the next event alone, and park it when it has failed too often."""
    error: Exception | None = None
    try:
        with transaction.atomic():
            place = _place(subscriber)
            batch = next_events(subscriber, place, 1)
            if not batch:
                return 0
            subscriber.handle([batch[0][0]])
            _move(place, batch, is_last=False)
            return 1
    except Exception as problem:
        error = problem
    with transaction.atomic():
        place = _place(subscriber)
        batch = next_events(subscriber, place, 1)
        if not batch:
            return 0
        place.failure, place.failed_count = repr(error)[:2000], place.failed_count + 1
        if place.failed_count < TRIES:
            Cursor.objects.filter(name=place.name).update(failure=place.failure, failed_count=place.failed_count)
            return 0
        Parked.objects.get_or_create(
            subscriber=subscriber.name,
            event_id=batch[0][0].id,
            defaults={"at": now(), "error": place.failure},
        )
        _move(place, batch, is_last=False)
        return 1


def adopt_cluster() -> None:
    """This will make the cursors fit when the database was restored into a cluster whose transactions start over.

    Transaction numbers are the cluster's, not the database's. What some subscriber had not seen becomes new
    once more, for all of them; the rest becomes older than everything.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM outbox_event WHERE xact >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1")
        if cursor.fetchone() is None:
            return
        cursor.execute(
            """UPDATE outbox_event e SET xact = CASE WHEN EXISTS (
                   SELECT 1 FROM outbox_cursor c WHERE NOT pg_visible_in_snapshot(e.xact, c.seen::pg_snapshot))
               THEN pg_current_xact_id() ELSE '0' END"""
        )
        cursor.execute("SELECT pg_current_xact_id()::text")
        this = cursor.fetchone()[0]
        Cursor.objects.update(seen=f"{this}:{this}:", target="", xact="0", event_id=0)
