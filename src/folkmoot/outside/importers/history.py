"""From rows of PostHistory (a title, a body or tags each) to the texts a post had, one after another."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from .dump import Dump, Revision, tags_of

_TITLE, _BODY, _TAGS = {"1", "4", "7"}, {"2", "5", "8"}, {"3", "6", "9"}


@dataclass(frozen=True, slots=True)
class State:
    """What a post said after one edit, and who made it say so."""

    title: str
    body: str
    tags: tuple[str, ...]
    editor: int | None
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A post's Markdown now, what it said before (oldest first), and the number of rows that told it."""

    body: str
    earlier: list[State]
    row_count: int


def revisions_of(dump: Dump) -> dict[int, Kept]:
    """For each post with history: its texts. Rows of one edit share a GUID."""
    by_post: dict[int, dict[str, list[Revision]]] = defaultdict(dict)
    for row in dump.revisions:
        by_post[row.post].setdefault(row.guid or f"{row.at}", []).append(row)
    kept = {}
    for post, edits in by_post.items():
        states: list[State] = []
        for rows in sorted(edits.values(), key=lambda group: group[0].at):
            states.append(_after(states[-1] if states else None, rows))
        if states[-1].body:
            count = sum(len(rows) for rows in edits.values())
            kept[post] = Kept(states[-1].body, _before_each(states), count)
    return kept


def _after(before: State | None, rows: list[Revision]) -> State:
    state = before or State("", "", (), None, "", rows[0].at)
    state = replace(
        state, editor=rows[0].editor, at=rows[0].at, comment=next((r.comment for r in rows if r.comment), "")
    )
    for row in rows:
        if row.kind in _TITLE:
            state = replace(state, title=" ".join(row.text.split())[:200])
        elif row.kind in _BODY:
            state = replace(state, body=row.text)
        elif row.kind in _TAGS:
            state = replace(state, tags=tags_of(row.text))
    return state


def _before_each(states: list[State]) -> list[State]:
    """A revision is what stood there before an edit, kept with the name and moment of that edit."""
    return [
        replace(before, editor=after.editor, at=after.at, comment=after.comment) for before, after in pairwise(states)
    ]
