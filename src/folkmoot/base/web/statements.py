"""Statements that are asked again and again: built once, and planned once where PostgreSQL may remember them.

To build a statement costs Django more than to answer it costs PostgreSQL, and half of the answer is planning. So what
every page asks is built with its values left open (`Given`), and only these are sent each time.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model, QuerySet, Value
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from psycopg import ClientCursor

Row = TypeVar("Row")
_PLACE = re.compile("%%|%s")


class Given(Value):
    """A value in a queryset that is named now and told when it is asked: `filter(space_id=Given("space"))`."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class AnyOf(Given):
    """One of several values: `filter(space_id=AnyOf("spaces"))` is `space_id__in` for a list that is told later."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "ANY(%s)", [self]


class OneOf(Value):
    """One of many values that are known now: `filter(pk=OneOf([…]))` is `pk__in`, sent as one value. To write
    thousands out one by one takes longer than to find them."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "ANY(%s)", [self.value]


def ask(sql: str, values: Mapping[str, object] | Sequence[object]) -> list[tuple[Any, ...]]:
    """All rows of a statement that is asked often and always reads the same."""
    with connection.preparing_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, values)
        return cursor.fetchall()  # type: ignore[no-any-return]


def tell(sql: str, values: Mapping[str, object] | Sequence[object]) -> None:
    """The same for a statement that answers nothing."""
    with connection.preparing_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(sql, values)


def add(row: Model) -> bool:
    """This will insert a row unless one like it is there already, by whatever must be unique; whether it did.

    One statement for what `get_or_create` asks four for. The row has its key afterwards, if it was inserted.
    """
    about = row._meta
    fields = [field for field in about.concrete_fields if field is not about.pk or row.pk is not None]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    key = (type(row), len(fields))
    if key not in _ADDING:
        names = ", ".join(f'"{field.column}"' for field in fields)
        places = ", ".join(["%s"] * len(fields))
        _ADDING[key] = (
            f'INSERT INTO "{about.db_table}" ({names}) VALUES ({places}) '  # noqa: S608 - only names of columns
            f'ON CONFLICT DO NOTHING RETURNING "{about.pk.column}"'
        )
    found = ask(_ADDING[key], values)
    if found:
        row.pk, row._state.adding, row._state.db = found[0][0], False, DEFAULT_DB_ALIAS
    return bool(found)


_ADDING: dict[tuple[type[Model], int], str] = {}


def change(model: type[Model], pk: object, values: Mapping[str, object]) -> None:
    """This will write plain values to the row with that key: `filter(pk=pk).update(**values)`, built once."""
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in values]  # type: ignore[misc]
    key = (model, *values)
    if key not in _CHANGING:
        places = ", ".join(f'"{field.column}" = %s' for field in fields)
        _CHANGING[key] = f'UPDATE "{model._meta.db_table}" SET {places} WHERE "{model._meta.pk.column}" = %s'  # noqa: S608
    given = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    tell(_CHANGING[key], [*given, pk])


_CHANGING: dict[tuple[object, ...], str] = {}


def with_names(sql: str, params: Sequence[object]) -> str:
    """The SQL of a queryset with the names of what is given in it, and everything else written out.

    Written out, so that a plan that is kept may rely on it: an index over what is published is of no use where
    "published" could be anything.
    """
    connection.ensure_connection()
    with ClientCursor(connection.connection) as cursor:
        texts = [
            f"%({each.value})s" if isinstance(each, Given) else cursor.mogrify("%s", [each]).replace("%", "%%")
            for each in params
        ]
    rest = iter(texts)
    return _PLACE.sub(lambda found: next(rest) if found[0] == "%s" else "%%", sql)


class Statement(Generic[Row]):
    """A queryset of which only the given values change. Rows are what the queryset says: objects or tuples."""

    def __init__(self, build: Callable[[], "QuerySet[Any, Row]"]) -> None:
        self._build = build
        self._ready: tuple[str, Callable[[list[Any]], list[Row]]] | None = None

    def rows(self, given: Mapping[str, object]) -> list[Row]:
        """The answer now; every `Given` of the queryset must be among the values."""
        if self._ready is None:
            self._ready = self._make_ready()
        sql, read = self._ready
        return read(ask(sql, given))

    def first(self, given: Mapping[str, object]) -> Row | None:
        return next(iter(self.rows(given)), None)

    def _make_ready(self) -> tuple[str, Callable[[list[Any]], list[Row]]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
        shape = _shape(queryset, compiler)

        def read(rows: list[Any]) -> list[Row]:
            return [shape(row) for row in (compiler.apply_converters(rows, converters) if converters else rows)]

        return with_names(sql, params), read


def _shape(queryset: "QuerySet[Any, Any]", compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """How a row becomes what the queryset gives; as Django does it in `ModelIterable`."""
    kind = queryset._iterable_class
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is ValuesListIterable:
        return tuple
    if kind is not ModelIterable:
        raise TypeError("A statement gives objects or values_list.")
    about = compiler.klass_info
    begin, end = about["select_fields"][0], about["select_fields"][-1] + 1
    names = [column[0].target.attname for column in compiler.select[begin:end]]
    related = get_related_populators(about, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    annotations = list((compiler.annotation_col_map or {}).items())

    def shape(row: Sequence[Any]) -> Any:
        made = about["model"].from_db(DEFAULT_DB_ALIAS, names, row[begin:end])
        for each in related:
            each.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return shape
