"""The reading door: what a viewer finds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
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
from .models import Entry, SavedSearch

MOST = 400  # candidates that are ranked: all there are, or the newest and those with the words in their title
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


def search(viewer: Viewer, asked: Asked, *, at: datetime, page: int = 1) -> Found:
    """What the viewer finds, best first. When nothing is found, what is near in spelling is searched instead."""
    found = _search(viewer, asked, at=at, page=page)
    if found.count or found.people or found.spaces or found.tags or len(asked.words) < 3:
        return found
    meant = suggestion(viewer, asked.words)
    if not meant:
        return found
    return replace(_search(viewer, replace(asked, words=meant), at=at, page=page), meant=meant)


def suggestion(viewer: Viewer, words: str) -> str:
    """Words near to these in names and in titles of late that the viewer may see; empty when there are none."""
    if logic.has_signs(words):
        return ""
    near = candidates.alike(viewer, logic.fold(words)[:100])
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
    query, latest = _question(words, titles=True)
    if not query:
        return Found()
    asked = Asked(words=words)
    near = candidates.newest(viewer, asked, candidates.TITLES, query, latest=latest, limit=40)
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


def _question(words: str, *, titles: bool = False) -> tuple[str, int | None]:
    """The question in PostgreSQL's terms: in every language of the site, as written, and the last word begun;
    empty when there is none. And the newest shelf of the index.

    For `titles` without the languages: their words are indexed as they are written.
    """
    if not words.strip():
        return "", None
    folded = logic.fold(words)
    configs = sorted({indexing.STEMMED.get(code[:2], "simple") for code, _ in settings.LANGUAGES} | {"english"})
    if titles:
        configs = []
    parts = ["websearch_to_tsquery(%s::regconfig, %s)"] * len(configs) + ["websearch_to_tsquery('simple', %s)"]
    values: list[str] = [value for config in configs for value in (config, words)] + [folded]
    if prefix := logic.prefix_query(words):
        parts.append("to_tsquery('simple', %s)")
        values.append(prefix)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({' || '.join(parts)})::text, (SELECT max(shelf) FROM search_entry)", values)  # noqa: S608
        query, latest = cursor.fetchone()
    return str(query), latest


def _search(viewer: Viewer, asked: Asked, *, at: datetime, page: int) -> Found:
    query, latest = _question(asked.words)
    if not query:
        return Found()
    # Filters speak of items; with one set, or on a later page, the other sorts are not what is looked for.
    is_plain = page == 1 and not (asked.space_id or asked.author_id or asked.tag or asked.since or asked.until)
    sorts = [name for name in _OTHERS if is_plain and asked.kind in ("", name)]
    others = _others(viewer, query, sorts, 60 if asked.kind else 4)
    if asked.kind in _OTHERS:
        return Found(**others)
    rows = _ranked(viewer, asked, query, latest, at=at)
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


def _ranked(viewer: Viewer, asked: Asked, query: str, latest: int | None, *, at: datetime) -> list[_Row]:
    found = candidates.newest(viewer, asked, candidates.WORDS, query, latest=latest, limit=MOST)
    if len(found) >= MOST:
        # Too many to rank them all: those with the words in their title must not be missed for being old.
        in_titles, _ = _question(asked.words, titles=True)
        found += candidates.newest(
            viewer, asked, candidates.TITLES, in_titles, latest=latest, limit=max(MOST // 2, 1)
        )
    best: dict[int, _Row] = {}
    for row in _rows(viewer, asked, found, query, at=at):
        if row.item_id not in best or row.merit > best[row.item_id].merit:
            best[row.item_id] = row
    return sorted(best.values(), key=lambda row: (-row.merit, -row.item_id))[:MOST]


def _rows(viewer: Viewer, asked: Asked, found: Sequence[int], query: str, *, at: datetime) -> list[_Row]:
    """The candidates that the viewer may see now, with their merit. Rights are joined here, live."""
    rank = RawSQL(
        "ts_rank_cd('{0.1, 0.3, 0.4, 1.0}', search_entry.vector, %s::tsquery, 1)", [query], output_field=FloatField()
    )
    rows = Entry.objects.filter(pk__in=found, item__in=_items(viewer, asked)).values_list(
        "what", "target", "item_id", "item__kind", "item__space_id", rank, "item__score", "at"
    )
    return [
        _Row(w, target, item, kind, space, logic.merit(rank, score, when, at))
        for w, target, item, kind, space, rank, score, when in rows
    ]


def _items(viewer: Viewer, asked: Asked) -> QuerySet[Item]:
    items = content.visible_items(viewer).filter(Q(root__isnull=True) | Q(root__state="published"))
    if asked.kind and asked.kind != "files":
        items = items.filter(kind=asked.kind)
    if asked.space_id:
        items = items.filter(space_id=asked.space_id)
    if asked.author_id:
        items = items.filter(author_id=asked.author_id)
    if asked.since:
        items = items.filter(published_at__gte=asked.since)
    if asked.until:
        items = items.filter(published_at__lt=asked.until)
    if asked.tag:
        tags = Tag.objects.filter(Q(name__iexact=asked.tag) | Q(synonyms__name__iexact=asked.tag))
        items = items.filter(pk__in=ItemTag.objects.filter(tag__in=tags).values("item"))
    return items


def _hits(viewer: Viewer, rows: Sequence[_Row], query: str) -> list[Hit]:
    ids = [row.item_id for row in rows]
    if not ids:
        return []
    visible = content.visible_items(viewer)
    items = visible.select_related("author", "alias", "space").in_bulk(ids)
    roots = visible.in_bulk({item.root_id for item in items.values() if item.root_id})
    files = Attachment.objects.select_related("file").in_bulk([row.target for row in rows if row.what == "file"])
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


_OTHERS = {"people": ("person", _people), "spaces": ("space", _spaces), "tags": ("tag", _tags)}
