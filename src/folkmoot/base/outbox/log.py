"""Appending to the log."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from folkmoot.base.ids import new_id
from folkmoot.base.web.statements import ask, tell

_COLUMNS = "id, at, name, actor, alias, item, root, person, space, data"
_PLACES = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_APPEND = f"INSERT INTO outbox_event ({_COLUMNS}) VALUES {_PLACES}"  # noqa: S608 - only placeholders


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log: who did what, to which item and person, in which space, when.

    All ids are plain numbers, without foreign keys: the log outlives what it speaks of. An act under an alias
    names the alias and never the actor.
    """

    name: str
    at: datetime
    actor: int | None = None
    alias: int | None = None
    item: int | None = None
    root: int | None = None
    person: int | None = None
    space: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    id: int = field(default_factory=new_id)

    def __post_init__(self) -> None:
        if self.actor is not None and self.alias is not None:
            raise ValueError("an event names either its actor or an alias, never both")


def record(name: str, *, at: datetime, **facts: Any) -> Event:
    """This will append one event to the log, in the transaction that is open (one is required)."""
    event = Event(name=name, at=at, **facts)
    record_many([event])
    return event


def record_many(events: Iterable[Event]) -> None:
    """This will append many events at once, as an importer does."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its deed")
    rows = [
        (e.id, e.at, e.name, e.actor, e.alias, e.item, e.root, e.person, e.space, json.dumps(dict(e.data)))
        for e in events
    ]
    if len(rows) == 1:  # As nearly always: one that is prepared.
        tell(_APPEND, rows[0])
        return
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 1000):
            chunk = rows[start : start + 1000]
            cursor.execute(_APPEND + f", {_PLACES}" * (len(chunk) - 1), [value for row in chunk for value in row])


def head() -> str:
    """A word that changes with whatever is recorded, and with whatever a subscriber has done about it.

    It is made of the newest events, not only of the last one: transactions do not end in the order they began in.
    """
    return str(ask(_HEAD, ())[0][0])


_HEAD = """SELECT md5(concat((SELECT string_agg(id::text, ' ') FROM (
        SELECT id FROM outbox_event ORDER BY xact DESC, id DESC LIMIT 100) newest), ';',
    (SELECT string_agg(seen || target || event_id, ' ' ORDER BY name) FROM outbox_cursor)))"""


def whole_log(size: int = 1000) -> Iterator[list[Event]]:
    """Everything the log still holds, in the order in which it is handed out, for subscribers that begin anew."""
    xact, last = "0", 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS}, xact::text FROM outbox_event "  # noqa: S608 - a constant
                "WHERE (xact, id) > (%s::xid8, %s) ORDER BY xact, id LIMIT %s",
                [xact, last, size],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        xact, last = rows[-1][-1], rows[-1][0]
        yield [event_of(row) for row in rows]


def event_of(row: Sequence[Any]) -> Event:
    """A row of the log, as `_COLUMNS` (and perhaps more) were asked for."""
    id_, at, name, actor, alias, item, root, person, space, data = row[:10]
    facts = data if isinstance(data, dict) else json.loads(data)
    return Event(name, at, actor, alias, item, root, person, space, facts, id_)
