"""Months, quarters and years, as half-open spans of days."""

from datetime import UTC, date, datetime, timedelta

NAMES = ("month", "quarter", "year")


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def span_of(name: str, day: date) -> tuple[datetime, datetime]:
    """Begin and end of the month, quarter or year that `day` is in."""
    if name == "year":
        first, after = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    elif name == "quarter":
        first = date(day.year, day.month - (day.month - 1) % 3, 1)
        after = next_month(next_month(next_month(first)))
    else:
        first, after = month_of(day), next_month(month_of(day))
    return _at(first), _at(after)


def quarters_before(day: date, count: int) -> list[date]:
    """The first days of the last `count` quarters, the present one first."""
    found, first = [], span_of("quarter", day)[0].date()
    for _ in range(count):
        found.append(first)
        first = span_of("quarter", first - timedelta(days=1))[0].date()
    return found


def years_between(since: date, day: date) -> int:
    """Whole years; somebody who began on 29 February has their day on 1 March in other years."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))


def months_between(since: date, day: date) -> int:
    """Whole months."""
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
