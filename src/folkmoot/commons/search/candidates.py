"""Which entries to look at: a bounded number of the newest, out of an index, for any words and any reader.

A frequent word stands in a large part of everything, and a reader may be shown little of it; so the newest months
are looked through first, then some more, and everything only when these did not hold enough. What is asked for
besides the words (a kind, a space, an author) is answered by the same index.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from folkmoot.base.web.statements import ask
from folkmoot.commons.content import queries as content
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.viewer import Viewer

from .asked import Asked

THEN_MONTHS = 7  # looked through together when the newest one did not hold enough
WORDS = "e.vector @@ %(query)s::tsquery"
_HAS = "e.vector @@ %s::tsquery"
TITLES = "e.title <> '' AND to_tsvector('simple', e.title) @@ %(query)s::tsquery"


def newest(
    viewer: Viewer, asked: Asked, matching: str, query: str, *, latest: int | None, limit: int
) -> list[int]:  # fmt: skip
    """The newest entries of items and files with these words that the viewer can have any right to.

    Candidates, not answers: whether they may be seen now is asked of the items. `latest` is the newest shelf.
    """
    values: dict[str, Any] = {"query": query, "limit": limit}
    filters = "".join(f" AND {each}" for each in _filters(asked, values))
    rights = _rights(viewer, asked, values)
    windows = _windows(latest, asked.until, values, by_month=matching == TITLES)
    if asked.author_id and matching == WORDS:
        # What one person wrote is little: found by their name, and read. (A function is in no index.)
        matching = "ts_match_vq(e.vector, %(query)s::tsquery)"
    # PostgreSQL looks into a window only when those before it have not held enough.
    parts = [_newest_in(f"{matching}{filters} AND {window}", rights) for window in windows]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM ({' UNION ALL '.join(parts)}) newest LIMIT %(limit)s", values)  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def _newest_in(wanted: str, rights: Sequence[str]) -> str:
    """One window, newest first; what is found by several rights is put together, each part in order by itself."""
    parts = " UNION ALL ".join(
        f"(SELECT e.id, e.at FROM search_entry e WHERE {wanted} AND {each} ORDER BY e.at DESC LIMIT %(limit)s)"  # noqa: S608
        for each in rights
    )
    return f"(SELECT id FROM ({parts}) parts ORDER BY at DESC LIMIT %(limit)s)"  # noqa: S608


def others(whole: str, begun: str, kinds: Sequence[str], *, limit: int) -> dict[str, list[int]]:
    """People, spaces or tags with these words, or the beginning of one (may be empty), best first: those that fit
    best, of so many at most. Beginnings are looked for only where the words by themselves are not in enough."""
    found: dict[str, list[int]] = {what: [] for what in kinds}
    if not kinds:
        return found
    having = f"SELECT what, target, title, vector FROM search_entry e WHERE item_id IS NULL AND what = %s AND {_HAS}"  # noqa: S608
    if begun:
        having += f" UNION ALL {having} AND NOT {_HAS}"
    part = f"""(SELECT what, target, row_number() OVER (
            ORDER BY ts_rank(vector, %s::tsquery, 2) DESC, title, target) AS place
        FROM ({having} LIMIT 400) e)"""  # noqa: S608
    sql = f"SELECT what, target FROM ({' UNION ALL '.join([part] * len(kinds))}) p WHERE place <= %s ORDER BY place"  # noqa: S608
    values = [
        value for each in kinds for value in [begun or whole, each, whole, *((each, begun, whole) if begun else ())]
    ]
    for what, target in ask(sql, [*values, limit]):
        found[what].append(target)
    return found


# The nearest words to each, and of which the viewer may see a title; the others may still be somebody's name.
_NEAR = f"""WITH near AS (
    SELECT DISTINCT near.word FROM unnest(%(words)s::text[]) asked(word) CROSS JOIN LATERAL (
        SELECT w.word FROM search_word w WHERE w.word %% asked.word
        ORDER BY similarity(w.word, asked.word) DESC, w.word LIMIT 6) near
)
SELECT near.word, EXISTS (
    SELECT FROM (
        SELECT e.item_id FROM search_entry e WHERE e.item_id IS NOT NULL AND e.title <> ''
            AND to_tsvector('simple', e.title) @@ plainto_tsquery('simple', near.word)
            AND (e.audience + 0 <= %(clearance)s OR e.space_id = ANY(%(spaces)s)) LIMIT 100) e
    JOIN content_item i ON i.id = e.item_id WHERE {content.VISIBLE})
FROM near"""  # noqa: S608 - a constant


def alike(viewer: Viewer, words: Sequence[str]) -> dict[str, bool]:
    """Words of titles and names that are spelt nearly like these, or just so, and whether they stand in the title of
    an item which the viewer may see. Of the others nobody may learn from here."""
    return dict(ask(_NEAR, {"words": list(words), **content.visible_values(viewer)}))


def _windows(latest: int | None, until: datetime | None, values: dict[str, Any], *, by_month: bool) -> list[str]:
    """Conditions for the newest month, some before it (together, or each by itself), and everything before those."""
    if latest is None:
        return []
    if until is not None:
        latest = min(latest, until.year * 12 + until.month)
    then = list(range(latest - 1, latest - 1 - THEN_MONTHS, -1))
    values |= {"latest": latest, "shelves": then, "before": then[-1]}
    # One month alone can be read in order of time; more are bounded by how rare the words are.
    between = [f"e.shelf = {month}" for month in then] if by_month else ["e.shelf = ANY(%(shelves)s)"]
    return ["e.shelf = %(latest)s", *between, "e.shelf + 0 < %(before)s"]


def _filters(asked: Asked, values: dict[str, Any]) -> Iterator[str]:
    if asked.kind == "files":
        yield "e.what = 'file'"
    elif asked.kind:
        values["kind"] = asked.kind
        yield "e.kind = %(kind)s"
    if asked.space_id:
        values["space"] = asked.space_id
        yield "e.space_id = %(space)s"
    if asked.author_id:
        values["author"] = asked.author_id
        yield "e.author_id = %(author)s"
    if asked.since:
        values["since"] = asked.since
        yield "e.at >= %(since)s"
    if asked.until:
        values["until"] = asked.until
        yield "e.at < %(until)s"
    if asked.tag:
        values["tag"] = asked.tag
        yield """e.item_id IN (SELECT it.item_id FROM content_itemtag it WHERE it.tag_id IN (
            SELECT t.id FROM content_tag t WHERE lower(t.name) = lower(%(tag)s)
            UNION SELECT t.synonym_of_id FROM content_tag t WHERE lower(t.name) = lower(%(tag)s)))"""


def _rights(viewer: Viewer, asked: Asked, values: dict[str, Any]) -> list[str]:
    """Conditions whose union holds all the viewer may see. Where most is theirs it is checked on the rows (`+ 0`
    keeps it out of the index, where a long list would be read for nothing), else found through the index."""
    values |= {"clearance": viewer.clearance, "spaces": list(viewer.space_ids)}
    if viewer.clearance >= Audience.EMPLOYEES or asked.space_id:
        mine = " OR e.space_id = ANY(%(spaces)s)" if viewer.space_ids else ""
        return [f"(e.audience + 0 <= %(clearance)s{mine})"]
    open_to_them = [f"e.audience = {audience}" for audience in range(viewer.clearance + 1)]
    inside = ["e.space_id = ANY(%(spaces)s) AND e.audience + 0 > %(clearance)s"] if viewer.space_ids else []
    return open_to_them + inside
