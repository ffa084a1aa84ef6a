"""The reading door of the feed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.base.web.statements import AnyOf, Statement, ask
from folkmoot.commons.content.models import Item, Tag
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .logic import Candidate, group_runs, order_for_you
from .models import Notification
from .topics import OTHERS, REASONS, TOPICS

PAGE = 20
_CANDIDATES = 150

_VISIBLE = """i.root_id IS NULL AND i.state = 'published'
    AND (i.audience <= %(clearance)s OR i.space_id = ANY(%(spaces)s))
    AND (i.author_id IS NULL OR NOT i.author_id = ANY(%(hidden)s))
    AND (i.published_at, i.id) < (%(before_at)s, %(before_id)s)"""

# Each source gives its newest few from an index; nothing is copied when somebody with many followers writes.
_SOURCES = f"""
SELECT x.id, x.published_at, 'person' AS why, f.person_id AS of FROM people_follow f CROSS JOIN LATERAL (
    SELECT i.id, i.published_at FROM content_item i WHERE i.author_id = f.person_id AND {_VISIBLE}
    ORDER BY i.published_at DESC, i.id DESC LIMIT %(limit)s) x WHERE f.follower_id = %(me)s
UNION ALL
SELECT x.id, x.published_at, 'space', f.space_id FROM spaces_spacefollow f CROSS JOIN LATERAL (
    SELECT i.id, i.published_at FROM content_item i WHERE i.space_id = f.space_id AND {_VISIBLE}
    ORDER BY i.published_at DESC, i.id DESC LIMIT %(limit)s) x WHERE f.person_id = %(me)s
UNION ALL
SELECT x.id, x.published_at, 'tag', f.tag_id FROM content_tagfollow f CROSS JOIN LATERAL (
    SELECT i.id, i.published_at FROM content_itemtag t JOIN content_item i ON i.id = t.item_id
    WHERE t.tag_id = f.tag_id AND {_VISIBLE}
    ORDER BY t.published_at DESC, t.item_id LIMIT %(limit)s) x WHERE f.person_id = %(me)s
UNION ALL
(SELECT i.id, i.published_at, 'own', i.author_id FROM content_item i WHERE i.author_id = %(me)s AND {_VISIBLE}
    ORDER BY i.published_at DESC, i.id DESC LIMIT %(limit)s)
"""  # noqa: S608 - constants and placeholders only

_HOME = f"""
SELECT id, max(published_at) AS at, array_agg(why), array_agg(of) FROM ({_SOURCES}) s
WHERE NOT EXISTS (SELECT 1 FROM content_itemfollow m WHERE m.item_id = s.id AND m.person_id = %(me)s AND m.is_muted)
GROUP BY id ORDER BY at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608

_NEWEST = f"""
SELECT i.id, i.published_at, ARRAY['new'], ARRAY[0] FROM content_item i WHERE {_VISIBLE}
ORDER BY i.published_at DESC, i.id DESC LIMIT %(limit)s
"""  # noqa: S608

_AFFINITY = """
SELECT i.author_id, count(*) FROM (
    SELECT item_id FROM content_vote WHERE person_id = %(me)s AND value = 1 ORDER BY id DESC LIMIT 200) v
JOIN content_item i ON i.id = v.item_id WHERE i.author_id = ANY(%(authors)s) GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the feed begins: just older than this."""

    at: datetime
    item: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the item, why it is here in words, and the like ones folded under it."""

    item: Item
    reasons: list[str]
    folded: list[Item] = field(default_factory=list)
    mute_source: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    next: Position | None
    newest: int
    is_suggestion: bool = False

    @property
    def newest_text(self) -> str:
        return to_text(self.newest)


def _values(viewer: Viewer, before: Position | None, limit: int) -> dict[str, Any]:
    far = "infinity"
    return {
        "me": viewer.person_id,
        "clearance": viewer.clearance,
        "spaces": list(viewer.space_ids),
        "hidden": list(viewer.hidden_person_ids),
        "before_at": before.at if before else far,
        "before_id": before.item if before else 0,
        "limit": limit,
    }


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    return ask(sql, values)


def home(viewer: Viewer, *, before: Position | None = None, order: str = "new") -> Page:
    """What the people, spaces and tags I follow published, newest first or "for you".

    Somebody who follows nothing yet gets what is new in all they may read, marked as a suggestion.
    """
    limit = _CANDIDATES if order == "you" and before is None else PAGE + 1
    rows = _rows(_HOME, _values(viewer, before, limit)) if viewer.person_id else []
    is_suggestion = not rows and before is None
    if is_suggestion:
        rows = _rows(_NEWEST, _values(viewer, before, PAGE + 1))
    is_ranked = order == "you" and before is None and not is_suggestion
    items = _load(viewer, [row[0] for row in rows] if is_ranked else [row[0] for row in rows[:PAGE]])
    reasons = _reasons(viewer, rows)
    if is_ranked:
        ranked = order_for_you(_candidates(viewer, rows, items), at=max(row[1] for row in rows), limit=PAGE)
        entries = [
            Entry(items[c.item], [*c.extra_reasons, *reasons[c.item][0]], [], reasons[c.item][1]) for c in ranked
        ]
        return Page(entries, None, max(items, default=0))
    shown = [items[row[0]] for row in rows[:PAGE] if row[0] in items]
    entries = [
        Entry(run[0], reasons[run[0].id][0], run[1:], reasons[run[0].id][1])
        for run in group_runs(shown, key=lambda item: (item.author_id, item.alias_id, item.kind, item.space_id))
    ]
    last = shown[-1] if len(rows) > PAGE and shown else None
    return Page(
        entries,
        Position(last.published_at, last.id) if last is not None and last.published_at else None,
        max(items, default=0),
        is_suggestion,
    )


def new_since(viewer: Viewer, newest: int) -> int:
    """How many entries of the viewer's home are newer than the one they have on the page (at most 99)."""
    rows = _rows(_HOME, _values(viewer, None, 100)) if viewer.person_id else []
    return sum(1 for row in rows if row[0] > newest and "own" not in row[2])


def _load(viewer: Viewer, ids: Sequence[int]) -> dict[int, Item]:
    from folkmoot.commons.content import queries as content

    rows = _VERSIONS.rows({"ids": list(ids)}) if ids else ()
    return {item.id: item for item in content.whole(viewer, rows)}


_VERSIONS: Statement[Item] = Statement(lambda: Item.objects.filter(pk=AnyOf("ids")).only("version"))
_NAMES: dict[str, Statement[tuple[int, str]]] = {
    "person": Statement(lambda: Person.objects.filter(pk=AnyOf("ids")).values_list("pk", "name")),
    "space": Statement(lambda: Space.objects.filter(pk=AnyOf("ids")).values_list("pk", "name")),
    "tag": Statement(lambda: Tag.objects.filter(pk=AnyOf("ids")).values_list("pk", "name")),
}


def _reasons(viewer: Viewer, rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[list[str], tuple[str, int] | None]]:
    rows = list(rows)
    asked: dict[str, set[int]] = {}
    for row in rows:
        for why, of in zip(row[2], row[3], strict=True):
            asked.setdefault(why, set()).add(of)
    names: dict[tuple[str, int], str] = {}
    for why, statement in _NAMES.items():
        if ids := asked.get(why):
            names |= {(why, pk): name for pk, name in statement.rows({"ids": list(ids)})}
    sentences = {
        "person": _("You follow %(name)s"),
        "space": _("From %(name)s, which you follow"),
        "tag": _("Tagged #%(name)s, which you follow"),
        "own": _("Yours"),
        "new": _("New here"),
    }
    out: dict[int, tuple[list[str], tuple[str, int] | None]] = {}
    for item, _at, whys, ofs in rows:
        pairs = list(dict.fromkeys(zip(whys, ofs, strict=True)))
        words = [sentences[why] % {"name": names.get((why, of), "")} for why, of in pairs]
        source = next(((why, of) for why, of in pairs if why in {"person", "space", "tag"}), None)
        out[item] = (words, source)
    return out


def _candidates(viewer: Viewer, rows: list[tuple[Any, ...]], items: dict[int, Item]) -> list[Candidate]:
    authors = {item.author_id for item in items.values() if item.author_id}
    affinity = dict(_rows(_AFFINITY, {"me": viewer.person_id, "authors": list(authors)})) if authors else {}
    from folkmoot.commons.content.models import Reading

    seen = set(
        Reading.objects.filter(person_id=viewer.person_id, item_id__in=items).values_list("item_id", flat=True)
    )
    return [
        Candidate(
            item=row[0],
            at=row[1],
            author=items[row[0]].author_id or items[row[0]].alias_id or 0,
            talk=items[row[0]].reply_count + items[row[0]].answer_count,
            score=items[row[0]].score + sum(items[row[0]].reactions.values()),
            source_count=len(set(row[3])),
            affinity=affinity.get(items[row[0]].author_id, 0),
            is_seen=row[0] in seen,
            is_must_read=items[row[0]].must_read_at is not None,
        )
        for row in rows
        if row[0] in items
    ]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line of the notification list, ready to show."""

    id: int
    sentence: str
    reason: str
    title: str
    url: str
    at: datetime
    is_read: bool
    faces: list[Person]
    alias_label: str
    topic: str


def bell_count(viewer: Viewer) -> int:
    """How many unread notifications (99 at most, which reads as "99+")."""
    if viewer.person_id is None:
        return 0
    unread = Notification.objects.filter(person_id=viewer.person_id, read_at__isnull=True)
    return min(len(unread.values_list("pk")[:100]), 100)


def notices(
    viewer: Viewer, *, before_id: int | None = None, only_unread: bool = False, limit: int = 30
) -> list[Notice]:
    """The viewer's notifications, newest first; those about what they may not see any more are left out."""
    mine = Notification.objects.filter(person_id=viewer.person_id).order_by("-at", "-id")
    if only_unread:
        mine = mine.filter(read_at__isnull=True)
    if before_id is not None:
        last = Notification.objects.filter(person_id=viewer.person_id, pk=before_id).first()
        if last is None:
            return []
        from django.db.models import Q

        mine = mine.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return as_notices(viewer, list(mine[:limit]))


def as_notices(viewer: Viewer, rows: list[Notification]) -> list[Notice]:
    """Sentences for rows, in a constant number of queries, checked again against what the viewer may see now."""
    from folkmoot.commons.content import queries as content

    ids = {row.item_id for row in rows if row.item_id} | {row.root_id for row in rows if row.root_id}
    visible = content.visible_items(viewer).in_bulk(list(ids)) if ids else {}
    people = Person.objects.in_bulk({pk for row in rows for pk in row.actor_ids[:3]})
    spaces = Space.objects.in_bulk({row.space_id for row in rows if row.space_id})
    found = []
    for row in rows:
        if row.item_id and row.item_id not in visible:
            continue
        faces = [people[pk] for pk in row.actor_ids[:3] if pk in people and pk not in viewer.hidden_person_ids]
        if row.actor_ids and not faces:
            continue
        found.append(_notice(row, faces, visible, spaces))
    return found


def _notice(row: Notification, faces: list[Person], items: dict[int, Item], spaces: dict[int, Space]) -> Notice:
    from .addresses import address_of

    root = items.get(row.root_id or 0) or items.get(row.item_id or 0)
    space = spaces.get(row.space_id or 0)
    return Notice(
        id=row.pk,
        sentence=str(TOPICS[row.topic].sentence) % {"who": who(row, faces)},
        reason=str(REASONS.get(row.why, "")),
        title=str(root) if root is not None else (space.name if space is not None else ""),
        url=address_of(row, items, space, faces),
        at=row.at,
        is_read=row.read_at is not None,
        faces=faces,
        alias_label=row.alias_label,
        topic=row.topic,
    )


def who(row: Notification, faces: list[Person]) -> str:
    """ "Ada, Ben and 3 others", or an alias's label."""
    if not faces:
        return row.alias_label or _("Somebody")
    others = max(len(row.actor_ids) - min(len(faces), 2), 0)
    names = ", ".join(face.name for face in faces[:2])
    return str(OTHERS % {"names": names, "count": others}) if others else names


def notice(viewer: Viewer, notification_id: int) -> Notice | None:
    """One of the viewer's own notifications, or None."""
    rows = list(Notification.objects.filter(person_id=viewer.person_id, pk=notification_id))
    found = as_notices(viewer, rows)
    return found[0] if found else None
