"""The reading door: what a viewer finds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BooleanField, F, FloatField, Q, QuerySet
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

from . import indexing, logic
from .models import Entry, SavedSearch

MOST = 500  # candidates that are ranked: all there are, or the newest and those with the words in their title
PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One search as it was asked. `kind` is a kind of item, or people, spaces, tags, files."""

    words: str = ""
    kind: str = ""
    space_id: int | None = None
    author_id: int | None = None
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether it speaks of some items only."""
        others = self.space_id or self.author_id or self.tag or self.since or self.until
        return bool(others or (self.kind and self.kind != "files"))


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
    """Words near to these in titles and names that the viewer may see; empty when there are none."""
    if logic.has_signs(words):
        return ""
    asked = logic.fold(words)[:100]
    with transaction.atomic(), connection.cursor() as cursor:
        # Two wrong letters in a name are more than the default forgives.
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)")
        return logic.correction(words, _titles_like(viewer, asked))


def _titles_like(viewer: Viewer, asked: str) -> list[str]:
    near = Entry.objects.exclude(title="").filter(
        RawSQL("%s <%% search_entry.title", [asked], output_field=BooleanField())
    )
    alike = RawSQL("word_similarity(%s, search_entry.title)", [asked], output_field=FloatField())
    titles: list[str] = []
    for visible in (
        near.filter(item__in=content.visible_items(viewer)),
        near.filter(what="person", target__in=people.visible_people(viewer).values("pk")),
        near.filter(what="space", target__in=_listed_spaces(viewer).values("pk")),
    ):
        titles += visible.order_by(alike.desc()).values_list("title", flat=True)[:10]
    return titles


def quick(viewer: Viewer, words: str, *, at: datetime) -> Found:
    """A few of each for the palette: people, spaces, and items by their title."""
    query = tsquery(words, titles=True)
    if not query:
        return Found()
    asked = Asked(words=words)
    near = _newest(viewer, asked, _in_titles(query), what=("item",), limit=40)
    rows = sorted(_rows(viewer, asked, near, query, at=at), key=lambda row: -row.merit)[:7]
    items = content.visible_items(viewer).select_related("space").in_bulk([row.item_id for row in rows])
    return Found(
        hits=[Hit(items[row.item_id], SafeString(""), SafeString("")) for row in rows if row.item_id in items],
        people=_people(viewer, query, 5),
        spaces=_spaces(viewer, query, 5),
    )


def saved_searches(viewer: Viewer) -> list[SavedSearch]:
    """The viewer's own, newest first."""
    if viewer.is_guest:
        return []
    return list(SavedSearch.objects.filter(person_id=viewer.person_id).order_by("-saved_at")[:50])


def tsquery(words: str, *, titles: bool = False) -> str:
    """The question in PostgreSQL's terms: in every language of the site, as written, and the last word begun.

    For `titles` without the languages: their words are indexed as they are written.
    """
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
        cursor.execute(f"SELECT ({' || '.join(parts)})::text", values)
        return str(cursor.fetchone()[0])


def _search(viewer: Viewer, asked: Asked, *, at: datetime, page: int) -> Found:
    query = tsquery(asked.words) if asked.words.strip() else ""
    if not query:
        return Found()
    # Filters speak of items; with one set, or on a later page, the other sorts are not what is looked for.
    is_plain = page == 1 and not (asked.space_id or asked.author_id or asked.tag or asked.since or asked.until)
    others = {
        name: get(viewer, query, 60 if asked.kind == name else 4) if is_plain and asked.kind in ("", name) else []
        for name, get in (("people", _people), ("spaces", _spaces), ("tags", _tags))
    }
    if asked.kind in others:
        return Found(**others)  # type: ignore[arg-type]
    what = ("file",) if asked.kind == "files" else ("item", "file")
    rows = _ranked(viewer, asked, query, what=what, at=at)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    in_spaces = Counter(row.space_id for row in rows if row.space_id is not None).most_common(6)
    named = spaces.names_for(viewer, [space_id for space_id, _ in in_spaces])
    return Found(
        hits=_hits(viewer, shown, query),
        count=len(rows),
        is_more=len(rows) >= MOST,
        kinds=Counter(row.kind if row.what == "item" else "files" for row in rows).most_common(),
        in_spaces=[(named[space_id], count) for space_id, count in in_spaces if space_id in named],
        **others,  # type: ignore[arg-type]
    )


def _ranked(viewer: Viewer, asked: Asked, query: str, *, what: Sequence[str], at: datetime) -> list[_Row]:
    found = _newest(viewer, asked, _matches(query), what=what, limit=MOST)
    if len(found) >= MOST:
        # Too many to rank them all: those with the words in their title must not be missed for being old.
        found += _newest(viewer, asked, _in_titles(tsquery(asked.words, titles=True)), what=what, limit=MOST // 2)
    best: dict[int, _Row] = {}
    for row in _rows(viewer, asked, found, query, at=at):
        if row.item_id not in best or row.merit > best[row.item_id].merit:
            best[row.item_id] = row
    return sorted(best.values(), key=lambda row: (-row.merit, -row.item_id))[:MOST]


def _newest(viewer: Viewer, asked: Asked, matches: RawSQL, *, what: Sequence[str], limit: int) -> list[int]:
    """The newest entries with these words that the viewer can have any right to: candidates, not yet answers."""
    found = Entry.objects.filter(what__in=what).filter(matches)
    if asked.is_filtered:
        found = found.filter(item__in=_items(viewer, asked))
    else:
        hint = Q(audience__lte=viewer.clearance)
        found = found.filter(hint | Q(space_id__in=viewer.space_ids) if viewer.space_ids else hint)
    return list(found.order_by("-at").values_list("pk", flat=True)[:limit])


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


def _matches(query: str) -> RawSQL:
    # A literal, not a sub-query: the planner knows how frequent the words are and picks its way accordingly.
    return RawSQL("search_entry.vector @@ %s::tsquery", [query], output_field=BooleanField())


def _in_titles(query: str) -> RawSQL:
    return RawSQL(
        "search_entry.title <> '' AND to_tsvector('simple', search_entry.title) @@ %s::tsquery",
        [query],
        output_field=BooleanField(),
    )


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


def _entries(what: str, query: str, visible: QuerySet[Any], limit: int) -> list[int]:
    rank = RawSQL("ts_rank_cd(search_entry.vector, %s::tsquery, 2)", [query], output_field=FloatField())
    found = Entry.objects.filter(what=what, target__in=visible.values("pk")).filter(_matches(query))
    return list(found.order_by(rank.desc(), F("title")).values_list("target", flat=True)[:limit])


def _people(viewer: Viewer, query: str, limit: int) -> list[PersonLine]:
    ids = _entries("person", query, people.visible_people(viewer), limit)
    found = people.names_for(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _listed_spaces(viewer: Viewer) -> QuerySet[Space]:
    return spaces.visible_spaces(viewer).filter(Q(is_listed=True) | Q(pk__in=viewer.space_ids))


def _spaces(viewer: Viewer, query: str, limit: int) -> list[Space]:
    ids = _entries("space", query, _listed_spaces(viewer), limit)
    found = Space.objects.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _tags(viewer: Viewer, query: str, limit: int) -> list[Tag]:
    """Tags that stand on something the viewer may see: a word used only behind closed doors stays there."""
    used = Tag.objects.filter(pk__in=ItemTag.objects.filter(item__in=content.visible_items(viewer)).values("tag"))
    ids = _entries("tag", query, used, limit)
    found = Tag.objects.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]
