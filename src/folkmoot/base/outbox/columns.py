"""The log as columns of numbers: for those who count millions of events, which one by one would take hours."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

Array = npt.NDArray[Any]
_HEADER = 19  # Of a binary COPY: a signature, flags, and the length of an extension that is not used.
_TYPES = {"i2": "smallint", "i4": "integer", "i8": "bigint", "f4": "real", "f8": "double precision"}

# Of transactions that `target` sees and `seen` does not: as the relay asks, so that nothing is read twice or missed.
_NEWS = """xact >= pg_snapshot_xmin(%(seen)s::pg_snapshot)
  AND NOT pg_visible_in_snapshot(xact, %(seen)s::pg_snapshot)
  AND pg_visible_in_snapshot(xact, %(target)s::pg_snapshot)"""
_ALL = "pg_visible_in_snapshot(xact, %(target)s::pg_snapshot)"


class WrongColumns(ValueError):
    """The rows do not have the columns that were asked for; a column may hold no NULL."""


def read(select: str, columns: Mapping[str, str], values: Mapping[str, Any] | None = None) -> Iterator[Array]:
    """This will run a SELECT and give its rows as arrays with named columns, a few hundred thousand rows at a time.

    `columns` names the columns in order, each "i2", "i4", "i8", "f4" or "f8"; none may be NULL.
    """
    layout = [("fields", ">i2")]
    for name, kind in columns.items():
        layout += [(f"{name} size", ">i4"), (name, f">{kind}")]
    row = np.dtype(layout)
    casts = ", ".join(f"{name}::{_TYPES[kind]}" for name, kind in columns.items())
    statement = f"COPY (SELECT {casts} FROM ({select}) found) TO STDOUT (FORMAT BINARY)"  # noqa: S608 - the caller's own
    waiting = bytearray()
    is_first = True
    with connection.cursor() as cursor, cursor.copy(statement, values or {}) as copy:
        for data in copy:
            waiting += data
            if is_first:
                if len(waiting) < _HEADER:
                    continue
                del waiting[:_HEADER]
                is_first = False
            if len(waiting) >= row.itemsize * 200_000:
                yield _rows(waiting, row, columns)
    if len(waiting) >= row.itemsize:
        yield _rows(waiting, row, columns)
    if bytes(waiting) != b"\xff\xff":  # What ends a binary COPY.
        raise WrongColumns(f"{len(waiting)} bytes are left over")


def _rows(waiting: bytearray, row: "np.dtype[Any]", columns: Mapping[str, str]) -> Array:
    """The whole rows at the beginning of `waiting`, which is left with the rest."""
    count = len(waiting) // row.itemsize
    raw = np.frombuffer(bytes(waiting[: count * row.itemsize]), row)
    del waiting[: count * row.itemsize]
    found = np.empty(count, np.dtype([(name, kind) for name, kind in columns.items()]))
    if (raw["fields"] != len(columns)).any():
        raise WrongColumns("a row has another number of columns")
    for name, kind in columns.items():
        if (raw[f"{name} size"] != int(kind[1:])).any():
            raise WrongColumns(f"{name} is empty in some row")
        found[name] = raw[name]
    return found


def events(
    select: str, columns: Mapping[str, str], *, target: str, seen: str = "", joins: str = "", where: str = "TRUE",
    values: Mapping[str, Any] | None = None,
) -> Iterator[Array]:  # fmt: skip
    """This will read from the log, whose rows are called `e`: what the snapshot `target` sees (`relay.snapshot`), and
    of it only what `seen` does not, when that is given. `joins` and `where` are SQL; nothing has an order."""
    window = _NEWS if seen else _ALL
    source = f"SELECT {select} FROM outbox_event e {joins} WHERE {window} AND ({where})"  # noqa: S608 - callers' own
    return read(source, columns, {"target": target, "seen": seen, **(values or {})})


def is_of_this_cluster(seen: str) -> bool:
    """Whether a snapshot was taken here: a database that was restored elsewhere counts its transactions anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(%s::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())", [seen])
        return bool(cursor.fetchone()[0])


def write(table: str, columns: Mapping[str, str], rows: Mapping[str, Array]) -> int:
    """This will add many rows of numbers to a table at once; returns how many."""
    layout = [("fields", ">i2")]
    for name, kind in columns.items():
        layout += [(f"{name} size", ">i4"), (name, f">{kind}")]
    count = len(next(iter(rows.values())))
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for start in range(0, count, 200_000):
            piece = np.empty(min(200_000, count - start), np.dtype(layout))
            piece["fields"] = len(columns)
            for name, kind in columns.items():
                piece[f"{name} size"] = int(kind[1:])
                piece[name] = rows[name][start : start + 200_000]
            copy.write(piece.tobytes())
        copy.write(b"\xff\xff")
    return count
