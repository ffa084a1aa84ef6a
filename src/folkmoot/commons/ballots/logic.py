"""Pure computing: a count as it is stored and read again, and the order in which one voter sees the options."""

import hashlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeVar

from .counting import Count, Round

T = TypeVar("T")


def count_to_json(found: Count, ids: Sequence[int]) -> dict[str, Any]:
    """A count with the options' ids (as text: they are larger than what JavaScript counts to)."""

    def named(places: Sequence[int]) -> list[str]:
        return [str(ids[place]) for place in places]

    return {
        "winners": named(found.winners),
        "tied": named(found.tied),
        "ranking": [named(group) for group in found.ranking],
        "lots": [named(group) for group in found.lots],
        "options": [str(each) for each in ids],
        "totals": [str(total) for total in found.totals],
        "papers": found.papers,
        "blank": found.blank,
        "quota": found.quota,
        "rounds": [_round(each, ids) for each in found.rounds],
        "pairs": [list(row) for row in found.pairs],
        "paths": [list(row) for row in found.paths],
    }


def _round(each: Round, ids: Sequence[int]) -> dict[str, Any]:
    return {
        "totals": [str(total) for total in each.totals],
        "elected": [str(ids[place]) for place in each.elected],
        "excluded": str(ids[each.excluded]) if each.excluded is not None else None,
        "moved_from": str(ids[each.moved_from]) if each.moved_from is not None else None,
        "moved": [str(total) for total in each.moved],
        "exhausted": str(each.exhausted),
        "by_lot": each.by_lot,
    }


def number(text: str) -> Fraction:
    return Fraction(text)


def shuffled_for(ballot_id: int, person_id: int | None, rows: Sequence[T], key: Any) -> list[T]:
    """The rows in an order of this voter's own, the same at every look: nobody stands first for everybody."""

    def place(row: T) -> str:
        return hashlib.sha256(f"{ballot_id}:{person_id}:{key(row)}".encode()).hexdigest()

    return sorted(rows, key=place)


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
