"""Taking readings in: gathered in each process for a moment, then written together, without the writer waiting.

`attention_raw` is by days and not logged: after a crash of the database single readings are gone (sums are not), a
fair price for writing thousands a second beside the pages.
"""

import atexit
import logging
import struct
import threading
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.db import Error, connection

logger = logging.getLogger(__name__)

READ, STAY = 0, 1
MOST_WAITING = 10_000
MOST_KEPT = 50_000  # When the database does not answer: more than this is let go.
IDLE = 60  # Seconds without a reading after which the connection is given back.
COLUMNS = "at, item, visit, what, seconds, share, source, person"

# Rows as COPY takes them in binary, each value with its length before it: a quarter of the work of writing text, on
# both sides. The last value is the person, or -1 for none.
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_OF_GUEST = struct.Struct(">hiqiqiqihifihihi")
_OF_PERSON = struct.Struct(">hiqiqiqihifihihiq")
_EPOCH, _MICROSECOND = datetime(2000, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class Reading(NamedTuple):
    """One line: a page opened (READ), or seconds more on it and how far one has come (STAY)."""

    at: datetime
    item: int
    person: int | None
    visit: int
    what: int
    source: int
    seconds: float = 0.0
    share: int = 0


class _Waiting:
    """What this process has heard and not written yet. One thread writes, over a connection that it keeps while there
    is something to write: pages wait for neither."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: list[Reading] = []
        self._came, self._are_enough = threading.Event(), threading.Event()
        self._writer: threading.Thread | None = None

    def add(self, readings: Iterable[Reading], *, wait: float) -> None:
        with self._lock:
            self._rows.extend(readings)
            del self._rows[MOST_KEPT:]
            if wait > 0 and self._rows and (self._writer is None or not self._writer.is_alive()):
                self._writer = threading.Thread(target=self._write_on, args=(wait,), name="readings", daemon=True)
                self._writer.start()
            are_enough = len(self._rows) >= MOST_WAITING
        if wait <= 0:
            self.write()
        else:
            self._came.set()
            if are_enough:
                self._are_enough.set()

    def write(self) -> bool:
        """This will write all that waits; whether that went well. What did not stays."""
        with self._lock:
            rows, self._rows = self._rows, []
        if not rows:
            return True
        try:
            write(rows)
        except (Error, psycopg.Error):  # The driver itself copies: Django translates nothing of that.
            logger.exception("%d readings could not be written yet", len(rows))
            with self._lock:
                self._rows = (rows + self._rows)[:MOST_KEPT]
            return False
        return True

    def _write_on(self, wait: float) -> None:
        while True:
            if not self._came.wait(IDLE):
                connection.close()
                self._came.wait()
            self._are_enough.wait(wait)
            self._came.clear()
            self._are_enough.clear()
            connection.close_if_unusable_or_obsolete()
            if not self.write():
                connection.close()


_waiting = _Waiting()
_excluded: tuple[float, frozenset[int]] = (float("-inf"), frozenset())


def take(readings: Iterable[Reading]) -> None:
    """This will keep readings until there are enough of them or a moment has passed, then write them together."""
    _waiting.add(readings, wait=settings.ATTENTION_WAIT)


def flush() -> None:
    """This will write what waits in this process now."""
    _waiting.write()


atexit.register(flush)


def write(readings: Iterable[Reading]) -> int:
    """This will write readings of everybody who has not opted out, in one go; returns how many."""
    rows = list(readings)
    out = opted_out(fresh=True) if any(row.person is not None for row in rows) else frozenset()
    kept = [row for row in rows if row.person is None or row.person not in out]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY attention_raw ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.write(_packed(kept))
    return len(kept)


def _packed(readings: Iterable[Reading]) -> bytes:
    parts, before, moment = [_BEGIN], None, 0
    for at, item, person, visit, what, source, seconds, share in readings:
        if at is not before:  # What came together has the same.
            before, moment = at, (at - _EPOCH) // _MICROSECOND
        values = (8, 8, moment, 8, item, 8, visit, 2, what, 4, seconds, 2, share, 2, source)
        parts.append(_OF_GUEST.pack(*values, -1) if person is None else _OF_PERSON.pack(*values, 8, person))
    parts.append(_END)
    return b"".join(parts)


def opted_out(*, fresh: bool = False) -> frozenset[int]:
    """Those who are not to be counted; a process asks again after a few seconds, and before each writing."""
    from .models import OptedOut

    global _excluded
    asked_at, people = _excluded
    if fresh or time.monotonic() - asked_at > 5:
        people = frozenset(OptedOut.objects.values_list("person_id", flat=True))
        _excluded = (time.monotonic(), people)
    return people


def forget_opted_out() -> None:
    """This will have the next question asked anew."""
    global _excluded
    _excluded = (float("-inf"), frozenset())


def make_days(today: date, *, ahead: int = 3) -> None:
    """This will have a partition ready for each of the next days (today's readings may stand in the rest already)."""
    with connection.cursor() as cursor:
        for number in range(1, ahead + 1):
            day = today + timedelta(days=number)
            name = f"attention_raw_{day:%Y%m%d}"
            cursor.execute(
                f"CREATE UNLOGGED TABLE IF NOT EXISTS {name} PARTITION OF attention_raw "
                f"FOR VALUES FROM ('{day:%Y-%m-%d}T00:00Z') TO ('{day + timedelta(days=1):%Y-%m-%d}T00:00Z')"
            )


def drop_days(before: date) -> int:
    """This will forget all single readings of the days before; returns how many partitions went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid "
                       "WHERE inhparent = 'attention_raw'::regclass")  # fmt: skip
        names = [name for (name,) in cursor.fetchall() if name.rpartition("_")[2].isdecimal()]
        old = [name for name in names if name.rpartition("_")[2] < f"{before:%Y%m%d}"]
        for name in old:
            cursor.execute(f"DROP TABLE {name}")
        cursor.execute(
            "DELETE FROM attention_rest WHERE at < %s",
            [datetime.combine(before, datetime.min.time()).isoformat() + "Z"],
        )
    return len(old)
