"""What may be shown, what a text costs to read, and which words are nobody's: no database, no clock."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

WORDS_A_MINUTE = 220
LEAST_SECONDS = 8
MOST_WORDS = 60

Row = TypeVar("Row")
_PERSONAL = re.compile(r"@|\d{4,}|\d[\d\s./-]{5,}|https?:|www\.")


def fold(rows: Iterable[Row], *, people: Callable[[Row], int], least: int) -> tuple[list[Row], list[Row]]:
    """The rows behind which at least `least` people stand, and the others, of whom only the sum may be shown.

    The sum of the others is a secret of few when the others are few; then rows that could be shown join them, the
    smallest first, so that no total less what is shown speaks of fewer than `least`. Rows have no people in common.
    """
    ordered = sorted(rows, key=people, reverse=True)
    shown = [row for row in ordered if people(row) >= least]
    others = ordered[len(shown) :]
    while others and shown and sum(people(row) for row in others) < least:
        others.insert(0, shown.pop())
    if others and sum(people(row) for row in others) < least:
        return [], []
    return shown, others


def reading_seconds(text: str) -> int:
    """How long reading takes somebody who reads it all."""
    return LEAST_SECONDS + round(len(text.split()) * 60 / WORDS_A_MINUTE)


def sought_words(words: str) -> str:
    """Words to remember as sought in vain; nothing when they look as if they were about somebody."""
    found = " ".join(words.casefold().split())
    if not 3 <= len(found) <= MOST_WORDS or _PERSONAL.search(found):
        return ""
    return found


def per_minute(value: float, seconds: float) -> float:
    """What came back for each minute of attention."""
    return value / (seconds / 60) if seconds >= 60 else 0.0


def in_words(seconds: float) -> str:
    """A length of time as people say it, in the language in force."""
    if seconds < 60:
        return _("%(n)d s") % {"n": round(seconds)}
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def shares(values: Sequence[float]) -> list[int]:
    """Whole percents."""
    total = sum(values) or 1
    return [round(100 * value / total) for value in values]
