"""Long lists, a page at a time, from where the last one ended (not by counting from the start)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from folkmoot.base.ids import from_text, to_text

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; `after` leads to the next ones and is empty at the end."""

    rows: Sequence[Any]
    after: str = ""


def page_of(rows: QuerySet[Any], *, by: str, after: str = "", size: int = 30) -> Page:
    """The rows with the largest `by` (a moment or a number, never null) and then the largest id, `size` of them.

    `after` is what the page before gave; one that is not understood leads to the beginning.
    """
    if place := _read(after):
        value, row_id = place
        rows = rows.filter(Q(**{f"{by}__lt": value}) | Q(**{by: value, "pk__lt": row_id}))
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], _write(getattr(last, by), last.pk))


def _write(value: Any, row_id: int) -> str:
    number = (value - _BEGIN) // timedelta(microseconds=1) if isinstance(value, datetime) else value
    return f"{'t' if isinstance(value, datetime) else 'n'}{number}.{to_text(row_id)}"


def _read(after: str) -> tuple[Any, int] | None:
    letter, (number, _, text) = after[:1], after[1:60].partition(".")
    try:
        value = int(number)
        if letter == "t":
            return _BEGIN + timedelta(microseconds=value), from_text(text)
        return (value, from_text(text)) if letter == "n" and abs(value) < 2**31 else None
    except (ValueError, OverflowError, OSError):
        return None


def count_up_to(lists: Mapping[str, QuerySet[Any]], most: int = 1000) -> dict[str, int]:
    """How many rows several lists have, in one query, as far as anybody wants to know: the price does not grow
    with the site."""
    found = dict.fromkeys(lists, 0)
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for name, rows in lists.items():
        try:
            sql, params = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        names.append(name)
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608 - the inner statement is Django's own
        values += params
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            found |= dict(zip(names, cursor.fetchone(), strict=True))
    return found
