"""The reading door: what a viewer finds."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as content
from folkmoot.commons.content.models import Attachment, Item, ItemTag, Tag
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces import queries as spaces
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import candidates, indexing, logic
from .asked import Asked
from .models import SavedSearch

MOST = 300  # candidates that are ranked: all there are, or the newest and those with the words in their title
PAGE = 20
OTHERS = 300  # people, spaces or tags that fit best, before it is asked who may be met


@dataclass(frozen=True, slots=True)
class Hit:
    """One item that was found, with its excerpt; `root` is what it stands under, `file` the file that was found."""

    item: Item
    excerpt: SafeString
    title: SafeString
    space: Space | None = None
    root: Item | None = None
    file: Attachment | None = None

    @property
    def kind(self) -> kinds.Kind:
        return kinds.kind(self.item.kind)

    @property
    def url(self) -> str:
        return self.kind.page_url(self.item)

    @property
    def byline(self) -> str:
        """Who says so: the name or the alias under which it was said."""
        if self.item.author is not None:
            return self.item.author.name
        return self.item.alias.label if self.item.alias is not None else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers. `is_more` says that only the best `MOST` were counted."""

    hits: list[Hit] = field(default_factory=list)
    people: list[PersonLine] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    kinds: list[tuple[str, int]] = field(default_factory=list)
    in_spaces: list[tuple[Space, int]] = field(default_factory=list)
    meant: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    what: str
    target: int
    item_id: int
    kind: str
    space_id: int | None
    merit: float


def search(viewer: Viewer, asked: Asked, *, at: datetime, page: int = 1, corrected: bool = True) -> Found:
    """What the viewer finds, best first.

    When nothing is found, what is near in spelling is searched instead, unless `corrected` is False.
    """
    found = _search(viewer, asked, at=at, page=page)
    if not corrected or found.count or found.people or found.spaces or found.tags or len(asked.words) < 3:
        return found
    meant = suggestion(viewer, asked.words)
    if not meant:
        return found
    return replace(_search(viewer, replace(asked, words=meant), at=at, page=page), meant=meant)


def suggestion(viewer: Viewer, words: str) -> str:
    """Words near to these in names and in titles of late that the viewer may see; empty when there are none."""
    if logic.has_signs(words):
        return ""
    near = candidates.alike(viewer, logic.fold(words)[:100], latest=_question(words).latest or 0)
    known = {
        "item": set(content.visible_items(viewer).filter(pk__in=near["item"]).values_list("pk", flat=True)),
        "person": _people(viewer, list(near["person"])).keys() if near["person"] else (),
        "space": _spaces(viewer, list(near["space"])).keys() if near["space"] else (),
    }
    return logic.correction(
        words, [title for what, titles in near.items() for target, title in titles.items() if target in known[what]]
    )


def quick(viewer: Viewer, words: str, *, at: datetime) -> Found:
    """A few of each for the palette: people, spaces, and items by their title."""
    question = _question(words)
    query = question.title
    if not query:
        return Found()
    asked = Asked(words=words)
    near = candidates.newest(viewer, asked, candidates.TITLES, query, latest=question.latest, limit=40)
    rows = sorted(_rows(viewer, asked, near, query, at=at), key=lambda row: -row.merit)
    rows = [row for row in rows if row.what == "item"][:7]
    items = content.visible_items(viewer).select_related("space").in_bulk([row.item_id for row in rows])
    return Found(
        hits=[Hit(items[row.item_id], SafeString(""), SafeString("")) for row in rows if row.item_id in items],
        **_others(viewer, query, ("people", "spaces"), 5),
    )


def saved_searches(viewer: Viewer) -> list[SavedSearch]:
    """The viewer's own, newest first."""
    if viewer.is_guest:
        return []
    return list(SavedSearch.objects.filter(person_id=viewer.person_id).order_by("-saved_at")[:50])


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, in PostgreSQL's terms; `latest` is the newest shelf of the index."""

    whole: str = ""  # in every language of the site, and as written
    begun: str = ""  # the same, or with the last word as the beginning of one; empty where that says nothing
    written: str = ""  # only as written
    title: str = ""  # as written and begun: the words of titles are indexed as they are
    latest: int | None = None


def _question(words: str) -> _Question:
    if not words.strip():
        return _Question()
    folded, prefix = logic.fold(words), logic.prefix_query(words)
    configs = sorted({indexing.STEMMED.get(code[:2], "simple") for code, _ in settings.LANGUAGES} | {"english"})
    asked = [(config, words) for config in configs] + [("simple", folded)]
    sql = f"""SELECT {", ".join(["websearch_to_tsquery(%s::regconfig, %s)::text"] * len(asked))},
        to_tsquery('simple', %s)::text, (SELECT max(shelf) FROM search_entry)"""  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for pair in asked for value in pair), prefix])
        *parts, begin, latest = cursor.fetchone()
    whole = _any_of(parts)
    title = _any_of([parts[-1], begin])
    # One or two letters begin a large part of all words.
    is_long = len(logic.words_of(words)[-1]) > 2 if prefix else False
    return _Question(whole, _any_of([*parts, begin]) if whole and is_long else "", parts[-1], title, latest)


def _any_of(parts: Sequence[str]) -> str:
    return " | ".join(f"({part})" for part in dict.fromkeys(parts) if part)


def _search(viewer: Viewer, asked: Asked, *, at: datetime, page: int) -> Found:
    question = _question(asked.words)
    query = question.begun or question.whole
    if not query:
        return Found()
    # Filters speak of items; with one set, or on a later page, the other sorts are not what is looked for.
    is_plain = page == 1 and not (asked.space_id or asked.author_id or asked.tag or asked.since or asked.until)
    sorts = [name for name in _OTHERS if is_plain and asked.kind in ("", name)]
    others = _others(viewer, query, sorts, 60 if asked.kind else 4)
    if asked.kind in _OTHERS:
        return Found(**others)
    rows = _ranked(viewer, asked, question, at=at)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    in_spaces = Counter(row.space_id for row in rows if row.space_id is not None).most_common(6)
    named = spaces.names_for(viewer, [space_id for space_id, _ in in_spaces])
    return Found(
        hits=_hits(viewer, shown, query),
        count=len(rows),
        is_more=len(rows) >= MOST,
        kinds=Counter(row.kind if row.what == "item" else "files" for row in rows).most_common(),
        in_spaces=[(named[space_id], count) for space_id, count in in_spaces if space_id in named],
        **others,
    )


def _ranked(viewer: Viewer, asked: Asked, question: "_Question", *, at: datetime) -> list[_Row]:
    latest = question.latest
    found = candidates.newest(
        viewer, asked, candidates.WORDS, question.whole, latest=latest, limit=MOST, only_first=bool(question.begun)
    )
    if len(found) >= MOST:
        # Too many to rank them all: those with the words in their title must not be missed for being old.
        found += candidates.newest(
            viewer, asked, candidates.TITLES, question.written, latest=latest, limit=max(MOST // 3, 1)
        )
    elif question.begun:
        # To look for words that begin so is dear for frequent ones, but those would have filled the list by now.
        found = candidates.newest(viewer, asked, candidates.WORDS, question.begun, latest=latest, limit=MOST)
    best: dict[int, _Row] = {}
    for row in _rows(viewer, asked, found, question.begun or question.whole, at=at):
        if row.item_id not in best or row.merit > best[row.item_id].merit:
            best[row.item_id] = row
    return sorted(best.values(), key=lambda row: (-row.merit, -row.item_id))[:MOST]


_ROWS = f"""
SELECT e.what, e.target, e.item_id, i.kind, i.space_id,
    ts_rank('{{0.1, 0.3, 0.4, 1.0}}', e.vector, %(query)s::tsquery, 1), i.score, e.at
FROM search_entry e JOIN content_item i ON i.id = e.item_id
WHERE e.id = ANY(%(found)s) AND {content.VISIBLE}
    AND (i.root_id IS NULL OR EXISTS (SELECT FROM content_item r WHERE r.id = i.root_id AND r.state = 'published'))
"""  # noqa: S608 - constants


def _rows(viewer: Viewer, asked: Asked, found: Sequence[int], query: str, *, at: datetime) -> list[_Row]:
    """The candidates that the viewer may see now, with their merit. Rights are joined here, live."""
    if not found:
        return []
    values = {"found": list(found), "query": query, **content.visible_values(viewer)}
    sql = _ROWS + "".join(f" AND {each}" for each in _still(asked, values))
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            _Row(w, target, item, kind, space, logic.merit(rank, score, when, at))
            for w, target, item, kind, space, rank, score, when in cursor.fetchall()
        ]


def _still(asked: Asked, values: dict[str, Any]) -> list[str]:
    """What was asked for besides the words, of the items as they are now."""
    filters = {
        "kind": asked.kind if asked.kind != "files" else "",
        "space": asked.space_id,
        "author": asked.author_id,
    }
    columns = {"kind": "i.kind", "space": "i.space_id", "author": "i.author_id"}
    values |= filters
    return [f"{columns[name]} = %({name})s" for name, value in filters.items() if value]


_SHOWN = (
    "kind", "title", "excerpt", "published_at", "resolved_at", "root_id", "author__name", "alias__label",
    "space__slug", "space__name",
)  # fmt: skip


def _hits(viewer: Viewer, rows: Sequence[_Row], query: str) -> list[Hit]:
    ids = [row.item_id for row in rows]
    if not ids:
        return []
    visible = content.visible_items(viewer)
    items = visible.select_related("author", "alias", "space").only(*_SHOWN).in_bulk(ids)
    under = {item.root_id for item in items.values() if item.root_id}
    roots = visible.only("kind", "title", "excerpt").in_bulk(under) if under else {}
    of_files = [row.target for row in rows if row.what == "file"]
    files = Attachment.objects.select_related("file").in_bulk(of_files) if of_files else {}
    excerpts = _headlines(ids, query)
    return [
        Hit(
            item=item,
            title=excerpts[item.pk][0],
            excerpt=excerpts[item.pk][1],
            space=item.space,
            root=roots.get(item.root_id) if item.root_id else None,
            file=files.get(row.target) if row.what == "file" else None,
        )
        for row in rows
        if (item := items.get(row.item_id)) is not None
    ]


def _headlines(ids: Sequence[int], query: str) -> dict[int, tuple[SafeString, SafeString]]:
    """Title and excerpt with the found words marked, from the texts as they are now."""
    options = f"StartSel={logic.START}, StopSel={logic.STOP}"
    # Where a block ends there is a space; a link or an emphasis ends within the sentence.
    tags = r"</?(p|li|ul|ol|h[1-6]|br|tr|t[dh]|pre|div|blockquote)\M[^>]*>"
    blocks = f"regexp_replace(left(i.html, 40000), '{tags}', ' ', 'g')"
    plain = f"regexp_replace({blocks}, '<[^>]*>', '', 'g')"
    sql = f"""SELECT i.id,
        ts_headline({indexing.CONFIG}, i.title, %s::tsquery, '{options}, HighlightAll=true'),
        ts_headline({indexing.CONFIG}, {plain}, %s::tsquery,
            '{options}, MaxFragments=2, MaxWords=24, MinWords=10, FragmentDelimiter=" … "')
        FROM content_item i WHERE i.id = ANY(%s)"""  # noqa: S608 - only our own words
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, query, list(ids)])
        return {row[0]: (logic.marked(row[1]), logic.marked(row[2])) for row in cursor.fetchall()}


def _others(viewer: Viewer, query: str, sorts: Sequence[str], limit: int) -> dict[str, Any]:
    """People, spaces and tags that the viewer may know, the best `limit` of each of the sorts."""
    found = candidates.others(query, [_OTHERS[name][0] for name in sorts], limit=OTHERS)
    shown: dict[str, Any] = {}
    for name in sorts:
        what, known = _OTHERS[name]
        ids = found[what]
        by_id = known(viewer, ids) if ids else {}
        shown[name] = [by_id[each] for each in ids if each in by_id][:limit]
    return shown


def _people(viewer: Viewer, ids: list[int]) -> dict[int, PersonLine]:
    return {line.id: line for line in people.lines_of(people.visible_people(viewer).filter(pk__in=ids))}


def _listed_spaces(viewer: Viewer) -> QuerySet[Space]:
    return spaces.visible_spaces(viewer).filter(Q(is_listed=True) | Q(pk__in=viewer.space_ids))


def _spaces(viewer: Viewer, ids: list[int]) -> dict[int, Space]:
    return _listed_spaces(viewer).in_bulk(ids)


def _tags(viewer: Viewer, ids: list[int]) -> dict[int, Tag]:
    """Tags that stand on something the viewer may see: a word used only behind closed doors stays there."""
    uses = ItemTag.objects.filter(tag=OuterRef("pk"), item__in=content.visible_items(viewer))
    return Tag.objects.filter(Exists(uses)).in_bulk(ids)


# Each sort: its name in the index, and how to get those of them whom a viewer may know.
_OTHERS: dict[str, tuple[str, Callable[[Viewer, list[int]], Mapping[int, Any]]]] = {
    "people": ("person", _people),
    "spaces": ("space", _spaces),
    "tags": ("tag", _tags),
}
