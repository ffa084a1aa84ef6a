"""Long lists, a page at a time, from where the last one ended (not by counting from the start)."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from folkmoot.base.ids import from_text, to_text

from .statements import Given, Statement, ask, with_names

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)

MOST_COUNTED = 1000


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
    return _cut(list(rows.order_by(f"-{by}", "-pk")[: size + 1]), by, size)


def _cut(found: Sequence[Any], by: str, size: int) -> Page:
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


def count_up_to(lists: Mapping[str, QuerySet[Any]], most: int = MOST_COUNTED) -> dict[str, int]:
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


class PreparedList:
    """`page_of` and `count_up_to` for a list that every page asks for: its statements are built once.

    `build(**shape)` gives the rows with `Given` values; what changes the statement itself (a filter that is on or
    off) is its shape, everything else is given. `only` are the columns that are read besides the one it is sorted by,
    when not all are.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *, only: Sequence[str] = ()) -> None:
        self._build, self._only = build, only
        self._pages: dict[Hashable, Statement[Any]] = {}
        self._counts: dict[Hashable, str] = {}

    def page(
        self, shape: Mapping[str, Hashable], given: Mapping[str, object], *, by: str, after: str = "", size: int = 30
    ) -> Page:
        place = _read(after)
        key = (tuple(shape.items()), by, place is not None, size)
        if key not in self._pages:
            self._pages[key] = Statement(lambda: self._ordered(shape, by, place is not None)[: size + 1])
        if place is not None:
            given = {**given, "after": place[0], "after_id": place[1]}
        return _cut(self._pages[key].rows(given), by, size)

    def _ordered(self, shape: Mapping[str, Hashable], by: str, is_later: bool) -> QuerySet[Any]:
        rows = self._build(**shape)
        if self._only:
            rows = rows.only(*self._only, by)
        if is_later:
            same = Q(**{by: Given("after"), "pk__lt": Given("after_id")})
            rows = rows.filter(Q(**{f"{by}__lt": Given("after")}) | same)
        return rows.order_by(f"-{by}", "-pk")

    def counts(
        self, shapes: Mapping[str, Mapping[str, Hashable]], given: Mapping[str, object], *, most: int = 1000
    ) -> dict[str, int]:
        key = (tuple((name, *shape.items()) for name, shape in shapes.items()), most)
        if key not in self._counts:
            parts = [
                with_names(*self._build(**shape).order_by().values("pk")[:most].query.sql_with_params())
                for shape in shapes.values()
            ]
            counted = (f"(SELECT count(*) FROM ({part}) counted)" for part in parts)  # noqa: S608 - Django's own
            self._counts[key] = f"SELECT {', '.join(counted)}"
        return dict(zip(shapes, ask(self._counts[key], given)[0], strict=True))
