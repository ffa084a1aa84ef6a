"""The bulk door: whole communities, with their history, at thousands of rows a second and without notifications."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from folkmoot.base import markup
from folkmoot.base.ids import new_id

from .. import kinds, texts
from ..models import Item, ItemTag, Revision, Tag
from ..refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item as it comes out of another system. `html` (sanitised here) stands for a body that is no Markdown.

    Replies name `root_id`, `parent_id` and `depth`; ids are made beforehand with `base.ids.new_id`. `text` is
    what `texts.read` made of the body, where names and titles in it should become links as when it is written here.
    """

    kind: str
    author_id: int | None
    audience: int
    made_at: datetime
    id: int = field(default_factory=new_id)
    space_id: int | None = None
    root_id: int | None = None
    parent_id: int | None = None
    depth: int = 0
    title: str = ""
    body: str = ""
    html: str | None = None
    tags: Sequence[str] = ()
    up_count: int = 0
    down_count: int = 0
    reply_count: int = 0
    answer_count: int = 0
    edited_at: datetime | None = None
    last_activity_at: datetime | None = None
    locked_at: datetime | None = None
    resolved_at: datetime | None = None
    pinned_at: datetime | None = None
    deleted_at: datetime | None = None
    duplicate_of_id: int | None = None
    language: str = ""
    origin: str = ""
    text: texts.Text | None = None


_COLUMNS = (
    "id", "kind", "author_id", "space_id", "audience", "state", "root_id", "parent_id", "depth", "language", "title",
    "body", "html", "excerpt", "made_at", "published_at", "edited_at", "deleted_at", "deleted_by_moderator",
    "last_activity_at", "pinned_at", "locked_at", "resolved_at", "duplicate_of_id", "score", "up_count", "down_count",
    "reply_count", "answer_count", "reactions", "version", "thread_version", "origin",
)  # fmt: skip


@transaction.atomic
def import_items(rows: Iterable[ImportedItem]) -> int:
    """This will insert items as they are, roots before their replies, in one COPY; returns how many.

    Nobody is notified and no event is logged. Raises IntegrityError when an `origin` is there already: ask
    `known_origins` first. Raises NotAllowed for a kind that is nothing without its room's own row. Afterwards call
    `recount_spaces` once.
    """
    tagged: list[tuple[ImportedItem, list[str]]] = []
    shut = {each.name for each in kinds.kinds(replies=True) if each.has_own_door}
    count = 0
    with connection.cursor() as cursor:
        statement = f"COPY content_item ({', '.join(_COLUMNS)}) FROM STDIN"
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for row in rows:
                if row.kind in shut:
                    raise NotAllowed
                copy.write_row(_values(row))
                count += 1
                if row.tags:
                    tagged.append((row, tag_names(row.tags)[: texts.MAX_TAGS]))
    _import_tags(tagged)
    return count


def known_origins(origins: Sequence[str]) -> Mapping[str, int]:
    """Which of these are here already: origin → item id."""
    return dict(Item.objects.filter(origin__in=origins).exclude(origin="").values_list("origin", "id"))


@transaction.atomic
def recount_spaces(space_ids: Sequence[int]) -> None:
    """This will count the items of spaces anew after an import."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE spaces_space s SET item_count = c.items, last_activity_at = GREATEST(s.last_activity_at, c.latest)
            FROM (SELECT space_id, count(*) AS items, max(last_activity_at) AS latest FROM content_item
                  WHERE space_id = ANY(%s) AND root_id IS NULL AND state = 'published' GROUP BY space_id) c
            WHERE s.id = c.space_id
            """,
            [list(space_ids)],
        )


def _values(row: ImportedItem) -> tuple[object, ...]:
    rendered = _rendered(row)
    return (
        row.id, row.kind, row.author_id, row.space_id, row.audience, "deleted" if row.deleted_at else "published",
        row.root_id, row.parent_id, row.depth, row.language, _plain(row.title)[: texts.MAX_TITLE], _plain(row.body),
        _plain(rendered.html), _plain(rendered.excerpt)[:300], row.made_at, row.made_at, row.edited_at,
        row.deleted_at, row.deleted_at is not None, row.last_activity_at or row.made_at, row.pinned_at,
        row.locked_at, row.resolved_at, row.duplicate_of_id, row.up_count - row.down_count, row.up_count,
        row.down_count, row.reply_count, row.answer_count, json.dumps({}), 1, 1, row.origin[:200],
    )  # fmt: skip


def _rendered(row: ImportedItem) -> markup.Rendered | texts.Text:
    if row.html is not None:
        return markup.from_html(row.html)
    return row.text or markup.render(row.body)


def tag_names(names: Iterable[str]) -> list[str]:
    """Names from elsewhere as tags here, without what a tag cannot hold (`.net` → `net`)."""
    found: dict[str, None] = {}
    for name in names:
        plain = re.sub(r"[^\w.+#-]+", "-", str(name).casefold())[:50]
        plain = re.sub(r"^[\W_]+|[^\w+#]+$", "", plain).rstrip("_")
        if plain:
            found[plain] = None
    return list(found)


def _plain(text: str) -> str:
    # PostgreSQL takes every letter but this one.
    return text.replace("\x00", "")


def _import_tags(tagged: Sequence[tuple[ImportedItem, list[str]]]) -> None:
    names = sorted({name for _, found in tagged for name in found})
    if not names:
        return
    texts.tags_named(names)
    by_name = texts.find_tags(names)
    links = {(row.id, tag.id): row.made_at for row, found in tagged for name in found if (tag := by_name.get(name))}
    ItemTag.objects.bulk_create(
        (ItemTag(item_id=item, tag_id=tag, published_at=at) for (item, tag), at in links.items()), batch_size=2000
    )


@dataclass(frozen=True, slots=True)
class ImportedRevision:
    """What an item said before an edit, as another system kept it."""

    item_id: int
    number: int
    at: datetime
    title: str = ""
    body: str = ""
    tags: Sequence[str] = ()
    editor_id: int | None = None
    comment: str = ""


@transaction.atomic
def import_revisions(rows: Iterable[ImportedRevision]) -> int:
    """This will insert earlier texts of items that were imported; returns how many."""
    return len(
        Revision.objects.bulk_create(
            (
                Revision(
                    item_id=row.item_id, number=row.number, title=_plain(row.title)[: texts.MAX_TITLE],
                    body=_plain(row.body), tags=tag_names(row.tags), editor_id=row.editor_id,
                    comment=_plain(row.comment)[:200], at=row.at,
                )
                for row in rows
            ),
            batch_size=1000,
        )
    )  # fmt: skip


@transaction.atomic
def import_tags(names: Sequence[str]) -> int:
    """This will make the tags that are not here yet; returns how many were made."""
    wanted = tag_names(names)
    known = texts.find_tags(wanted)
    fresh = [name for name in wanted if name not in known]
    texts.tags_named(fresh)
    return len(fresh)


@transaction.atomic
def import_synonyms(synonyms: Mapping[str, str]) -> None:
    """This will have each key stand for its value, where it does not stand for something already."""
    renamed = {old: new for name in [*synonyms, *synonyms.values()] for old, new in [(name, *tag_names([name]))]}
    names = sorted(set(renamed.values()))
    texts.tags_named(names)
    by_name = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
    for source, target in synonyms.items():
        tag, instead = by_name.get(renamed[source]), by_name.get(renamed[target])
        if tag is None or instead is None or tag == instead or tag.synonym_of_id or instead.synonym_of_id:
            continue
        tag.synonym_of = instead
        tag.save(update_fields=["synonym_of"])


@transaction.atomic
def import_duplicates(originals: Mapping[int, int]) -> None:
    """This will mark items as duplicates: item → the original it repeats."""
    Item.objects.bulk_update(
        [Item(id=item, duplicate_of_id=original) for item, original in originals.items()], ["duplicate_of"], 500
    )
