"""Pure computing about questions: is this title good enough to be found, and which answer comes first."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

MIN_TITLE = 10
_WORD = re.compile(r"\w+")
_VAGUE = frozenset(
    {"help", "please", "question", "problem", "issue", "error", "urgent", "hi", "hello"}
    | {"hilfe", "bitte", "frage", "fehler", "dringend", "hallo"}
)
Row = TypeVar("Row")


def hints(title: str, body: str = "") -> list[str]:
    """What would help this question to get an answer; never more than advice."""
    found = []
    words = [word.casefold() for word in _WORD.findall(title)]
    telling = [word for word in words if word not in _VAGUE]
    if title.strip() and (len(title.strip()) < 20 or len(telling) < 3):
        found.append(_("Say in the title what you want to know, so that people who know it recognise it."))
    if title.isupper() and len(title) > 8:
        found.append(_("Capital letters read like shouting."))
    if len(words) >= 5 and not title.rstrip().endswith("?") and title.endswith("!"):
        found.append(_("A question mark invites more answers than an exclamation mark."))
    if body and len(body.strip()) < 40:
        found.append(_("Add what you have tried, and where you are stuck."))
    return found


Facts = tuple[bool, bool, int, datetime]


def in_order(answers: Iterable[Row], *, sort: str, facts: Callable[[Row], Facts]) -> list[Row]:
    """Answers as they are shown: accepted first, then by `sort` (votes, new or old).

    `facts` gives for a row: is it accepted, is it verified, its score, when it was published.
    """

    def place(row: Row) -> tuple[Any, ...]:
        is_accepted, is_verified, score, at = facts(row)
        moment = at.timestamp()
        if sort == "new":
            return (not is_accepted, -moment)
        if sort == "old":
            return (not is_accepted, moment)
        return (not is_accepted, -score, not is_verified, moment)

    return sorted(answers, key=place)
