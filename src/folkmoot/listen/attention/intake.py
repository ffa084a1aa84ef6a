"""Taking readings in: gathered in each process for a moment, then written together, without the writer waiting.

`attention_raw` is by days and not logged: after a crash of the database single readings are gone (sums are not), a
fair price for writing thousands a second beside the pages.
"""

import atexit
import logging
import struct
import threading
import time
from collections.abc import Collection, Container, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from django.conf import settings
from django.db import Error, connection

from . import tickets

logger = logging.getLogger(__name__)

READ, STAY = 0, 1
MOST_SECONDS = 60.0  # One sign may speak for no more; pages give one every half minute.
MOST_WAITING = 10_000
MOST_KEPT = 50_000  # When the database does not answer: more than this is let go.
IDLE = 60  # Seconds without a reading after which the connection is given back.
COLUMNS = "at, item, visit, what, seconds, share, source, person"

# Rows as COPY takes them in binary, each value with its length before it: a quarter of the work of writing text, on
# both sides. The last value is the person, or -1 for none.
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_OF_GUEST = struct.Struct(">hiqiqiqihifihihi")
_OF_PERSON = struct.Struct(">hiqiqiqihifihihiq")
_MOMENT, _MEASURED = struct.Struct(">hiq"), struct.Struct(">fih")  # What differs in the rows of one ticket.
_FIXED, _REST = slice(14, 48), slice(58, None)
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


class Told(NamedTuple):
    """What the script of a page sent at once: [ticket, seconds, share] each. Rows are made of it when it is written:
    many at a go take a third of what they would one by one, and nobody waits for them."""

    at: datetime
    entries: list[Any]


class _Waiting:
    """What this process has heard and not written yet. One thread writes, over a connection that it keeps while there
    is something to write: pages wait for neither."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: list[Reading | Told] = []
        self._many = 0
        self._came, self._are_enough = threading.Event(), threading.Event()
        self._writer: threading.Thread | None = None

    def add(self, heard: Reading | Told, *, wait: float) -> None:
        with self._lock:
            if self._many < MOST_KEPT:
                self._heard.append(heard)
                self._many += _many(heard)
            if wait > 0 and (self._writer is None or not self._writer.is_alive()):
                self._writer = threading.Thread(target=self._write_on, args=(wait,), name="readings", daemon=True)
                self._writer.start()
            are_enough = self._many >= MOST_WAITING
        if wait <= 0:
            self.write()
        else:
            self._came.set()
            if are_enough:
                self._are_enough.set()

    def write(self) -> bool:
        """This will write all that waits; whether that went well. What did not stays."""
        with self._lock:
            heard, self._heard, self._many = self._heard, [], 0
        if not heard:
            return True
        try:
            write(heard)
        except (Error, psycopg.Error):  # The driver itself copies: Django translates nothing of that.
            logger.exception("what was read could not be written yet")
            with self._lock:
                self._heard = heard + self._heard
                self._many = sum(map(_many, self._heard))
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


def _many(heard: Reading | Told) -> int:
    return len(heard.entries) if isinstance(heard, Told) else 1


_waiting = _Waiting()
_excluded: tuple[float, frozenset[int]] = (float("-inf"), frozenset())


def take(heard: Reading | Told) -> None:
    """This will keep it until there is enough or a moment has passed, then write all together."""
    _waiting.add(heard, wait=settings.ATTENTION_WAIT)


def flush() -> None:
    """This will write what waits in this process now."""
    _waiting.write()


atexit.register(flush)


def write(heard: Iterable[Reading | Told]) -> int:
    """This will write readings of everybody who has not opted out, in one go; returns how many."""
    out = opted_out(fresh=True)
    parts: list[bytes] = [_BEGIN]
    many = 0
    for each in heard:
        many += _add_told(parts, each, out) if isinstance(each, Told) else _add_one(parts, each, out)
    parts.append(_END)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY attention_raw ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.write(b"".join(parts))
    return many


def _add_one(parts: list[bytes], reading: Reading, out: Container[int]) -> int:
    at, item, person, visit, what, source, seconds, share = reading
    if person in out:
        return 0
    values = (8, 8, _micros(at), 8, item, 8, visit, 2, what, 4, seconds, 2, share, 2, source)
    parts.append(_OF_GUEST.pack(*values, -1) if person is None else _OF_PERSON.pack(*values, 8, person))
    return 1


def _add_told(parts: list[bytes], told: Told, out: Container[int]) -> int:
    """Only what genuine tickets allow, and no more seconds than passed. A million an hour come by here."""
    before, now, begin = len(parts), told.at.timestamp(), _MOMENT.pack(8, 8, _micros(told.at))
    for entry in told.entries:
        try:
            text, seconds, share = entry
            issued, person, fixed, rest = _of_ticket(text)
            stayed, far = float(seconds), int(share)
        except (tickets.NotGenuine, TypeError, ValueError, OverflowError):
            continue
        passed = now - issued
        if person in out or not -tickets.AHEAD <= passed <= tickets.LIFE:
            continue
        most = min(passed + 2, MOST_SECONDS) if passed > 0 else 2.0
        # Asked so that a number that is none (NaN) is nothing.
        stayed = (stayed if stayed < most else most) if stayed > 0 else 0.0
        far = (far if far < 100 else 100) if far > 0 else 0
        parts += begin, fixed, _MEASURED.pack(stayed, 2, far), rest
    return (len(parts) - before) // 4


@lru_cache(maxsize=16_384)  # A page tells again and again while it is read: about 10 MB.
def _of_ticket(text: str) -> tuple[int, int, bytes, bytes]:
    """When it was issued, to whom, and what all rows of it have in common."""
    visit, item, person, source, issued = tickets.opened(text)
    row = _OF_PERSON.pack(8, 8, 0, 8, item, 8, visit, 2, STAY, 4, 0, 2, 0, 2, source, 8, person)
    return issued, person, row[_FIXED], row[_REST]


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


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


def delete(people: Collection[int], *, until: datetime | None = None) -> int:
    """This will delete the single readings of these people up to a moment, or all; returns how many went."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM attention_raw WHERE person = ANY(%s) AND at <= %s::timestamptz",
            [list(people), until or "infinity"],
        )
        return int(cursor.rowcount)


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
