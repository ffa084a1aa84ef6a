"""What is computed about items without asking anybody: reactions there are, differences between texts."""

import difflib
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# name → (sign, label). Names are kept in the database, signs are what people see.
REACTIONS = {
    "heart": ("❤️", _("Love it")),
    "celebrate": ("🎉", _("Celebrate")),
    "laugh": ("😄", _("Makes me laugh")),
    "insight": ("💡", _("Good idea")),
    "thanks": ("🙏", _("Thank you")),
    "think": ("🤔", _("Makes me think")),
}

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of a comparison: `sign` is added, removed, same or gap; `pieces` are (text, has_changed)."""

    sign: str
    pieces: tuple[tuple[str, bool], ...]


def diff(old: str, new: str, *, context: int = 2) -> list[DiffLine]:
    """What changed from one text to another, by line and within lines by word; unchanged stretches are gaps."""
    a, b = old.splitlines()[:4000], new.splitlines()[:4000]
    lines: list[DiffLine] = []
    for group in difflib.SequenceMatcher(None, a, b, autojunk=True).get_grouped_opcodes(context):
        if lines or group[0][1] > 0:
            lines.append(DiffLine("gap", ()))
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                lines += [DiffLine("same", ((line, False),)) for line in a[a1:a2]]
            elif tag == "replace" and a2 - a1 == b2 - b1:
                for before, after in zip(a[a1:a2], b[b1:b2], strict=True):
                    lines += _changed(before, after)
            else:
                lines += [DiffLine("removed", ((line, False),)) for line in a[a1:a2]]
                lines += [DiffLine("added", ((line, False),)) for line in b[b1:b2]]
    return lines


def _changed(before: str, after: str) -> list[DiffLine]:
    a, b = _WORDS.findall(before)[:600], _WORDS.findall(after)[:600]
    removed: list[tuple[str, bool]] = []
    added: list[tuple[str, bool]] = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if a2 > a1:
            removed.append(("".join(a[a1:a2]), tag != "equal"))
        if b2 > b1:
            added.append(("".join(b[b1:b2]), tag != "equal"))
    return [DiffLine("removed", tuple(removed)), DiffLine("added", tuple(added))]
