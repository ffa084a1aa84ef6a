"""Cards: items as they are shown, for one viewer, with a number of queries that does not depend on how many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.base.web.render import render_to_string
from folkmoot.base.web.statements import ask
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy, voices
from ..fragments import Fragment, fragment
from ..logic import REACTIONS
from ..models import Alias, Attachment, Item, ItemTag
from .kept import Kept
from .visibility import edited_by, visible_items


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in an item, as pages show it: a person, an alias, or somebody whose account is gone."""

    name: str
    url: str = ""
    avatar_url: str = ""
    headline: str = ""
    portrait_seed: str = ""
    is_alias: bool = False
    is_anonymous_voice: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """What is the viewer's about one item: never cached."""

    is_mine: bool = False
    vote: int = 0
    reactions: frozenset[str] = frozenset()
    is_bookmarked: bool = False
    is_following: bool = False
    is_muted: bool = False
    wants_minor: bool = False
    has_acknowledged: bool = False
    may_reply: bool = False
    may_vote: bool = False
    may_edit: bool = False
    may_retag: bool = False
    may_delete: bool = False
    may_undelete: bool = False
    may_moderate: bool = False
    may_resolve: bool = False
    may_settle: bool = False
    is_signed_in: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One item for one viewer. `html` is the drawn card; the rest is for pages that draw something of their own."""

    item: Item
    kind: kinds.Kind
    author: Person | None
    alias: Alias | None
    space: Space | None
    own: Own
    by: Speaker
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    extra: Any = None
    shared: "Card | None" = None
    url: str = ""
    _fragment: Fragment | None = None
    _slots: Mapping[str, object] = field(default_factory=dict)

    @property
    def html(self) -> SafeString:
        """The card as HTML; safe, because templates escape and texts are sanitised when written."""
        return self.fill({})

    def fill(self, more: Mapping[str, object]) -> SafeString:
        """The card with further slots of the page's own."""
        if self._fragment is None:
            return mark_safe("")
        shared = self.shared.html if self.shared is not None else ""
        return mark_safe(self._fragment.fill({**self._slots, "shared": shared, **more}))  # noqa: S308


def cards(
    viewer: Viewer,
    items: Iterable[Item],
    *,
    whole: bool = False,
    template: str = "",
    with_shared: bool = True,
    roots: Mapping[int, Item] | None = None,
    whole_id: int | None = None,
) -> list[Card]:
    """The items (which the caller got from `visible_items`) as cards, in the same order.

    `whole` draws them as on their own page (`whole_id` only that one of them), `template` in some other way. The
    template sees the item and never the viewer; it says with slots where readers differ.
    """
    listed = list(items)
    if not listed:
        return []
    loaded = _Loaded(viewer, listed)
    shared = _shared(viewer, listed) if with_shared else {}
    return [
        _card(
            viewer, item, loaded, shared, template=template, whole=whole or item.id == whole_id, roots=roots or {}
        )
        for item in listed
    ]  # fmt: skip


def _card(
    viewer: Viewer, item: Item, loaded: "_Loaded", shared: Mapping[int, Card], *,
    template: str, whole: bool, roots: Mapping[int, Item],
) -> Card:  # fmt: skip
    kind = kinds.kind(item.kind)
    author = loaded.people.get(item.author_id or 0)
    alias = loaded.aliases.get(item.alias_id or 0)
    space = loaded.spaces.get(item.space_id or 0)
    own = loaded.own(viewer, item, kind, roots.get(item.root_id or 0, item))
    chosen = template or (kind.whole_template if whole else kind.card_template)
    extra = loaded.extra.get(item.id)
    tags, attachments = loaded.tags.get(item.id, ()), loaded.attachments.get(item.id, ())

    def draw() -> Fragment:
        by, url = speaker(author, alias), kind.page_url(item)
        facts: dict[str, Any] = {
            "item": item, "kind": kind, "author": author, "alias": alias, "space": space, "extra": extra,
            "tags": tags, "attachments": attachments, "by": by, "drawn_as": "whole" if whole else "card",
            "id": to_text(item.id), "url": url, "reactions": _reactions(item),
        }  # fmt: skip
        return Fragment(render_to_string(chosen, facts), (by, url))

    key = (
        chosen, item.id, item.version, loaded.look,
        author.version if author else 0, space.version if space else 0, repr(extra) if extra is not None else "",
    )  # fmt: skip
    drawn = fragment(key, draw)
    by, url = drawn.beside
    return Card(
        item=item, kind=kind, author=author, alias=alias, space=space, own=own, extra=extra, url=url, by=by,
        tags=tags, attachments=attachments, shared=shared.get(item.shared_id or 0),
        _fragment=drawn, _slots=slots(own),
    )  # fmt: skip


def speaker(author: Person | None, alias: Alias | None) -> Speaker:
    """How whoever speaks is shown. Of an alias nothing is known but its label."""
    if alias is not None:
        return Speaker(
            name=alias.label, portrait_seed=alias.seed, is_alias=True, is_anonymous_voice=alias.root_id is not None
        )
    if author is None:
        return Speaker(name=str(_("Somebody who has left")))
    return Speaker(
        name=author.name,
        url=f"/@{author.username}/",
        avatar_url=author.picture.small_url if author.picture else "",
        headline=author.headline,
        portrait_seed=str(author.id),
    )


@lru_cache(maxsize=2000)
def slots(own: Own) -> dict[str, object]:
    """What a card's template can ask of the viewer: `{% slot %}` and `{% when %}`."""
    values: dict[str, object] = {
        "is_mine": own.is_mine,
        "is_up": own.vote > 0,
        "is_down": own.vote < 0,
        "pressed_up": "true" if own.vote > 0 else "false",
        "pressed_down": "true" if own.vote < 0 else "false",
        # What pressing the button sends: the vote, or taking it back.
        "vote_up": "0" if own.vote > 0 else "1",
        "vote_down": "0" if own.vote < 0 else "-1",
        "is_bookmarked": own.is_bookmarked,
        "is_following": own.is_following,
        "is_muted": own.is_muted,
        "has_acknowledged": own.has_acknowledged,
        "may_reply": own.may_reply,
        "may_vote": own.may_vote,
        "may_edit": own.may_edit,
        "may_delete": own.may_delete,
        "may_undelete": own.may_undelete,
        "may_moderate": own.may_moderate,
        "may_resolve": own.may_resolve,
        "may_settle": own.may_settle,
        "wants_minor": own.wants_minor,
        "is_signed_in": own.is_signed_in,
    }
    for emoji in own.reactions:
        values[f"reacted_{emoji}"] = True
    return values


def _reactions(item: Item) -> list[dict[str, Any]]:
    return [
        {"name": name, "sign": sign, "label": label, "count": int(item.reactions.get(name, 0))}
        for name, (sign, label) in REACTIONS.items()
    ]


def _shared(viewer: Viewer, items: Sequence[Item]) -> dict[int, Card]:
    """The shared items that this viewer may see, as small cards."""
    ids = {item.shared_id for item in items if item.shared_id is not None}
    if not ids:
        return {}
    visible = visible_items(viewer).filter(id__in=ids)
    small = cards(viewer, visible, template="content/shared.html", with_shared=False)
    return {card.item.id: card for card in small}


# What is the reader's own, and how old what may be kept is.
_OWN = """
SELECT 'vote', item_id, value::text FROM content_vote WHERE person_id = %(me)s AND item_id = ANY(%(ids)s)
UNION ALL SELECT 'reaction', item_id, emoji FROM content_reaction
    WHERE person_id = %(me)s AND item_id = ANY(%(ids)s)
UNION ALL SELECT 'bookmark', item_id, '' FROM content_bookmark
    WHERE person_id = %(me)s AND item_id = ANY(%(ids)s)
UNION ALL SELECT 'follow', item_id, CASE WHEN is_muted THEN 'mute' WHEN wants_minor THEN 'minor' ELSE '' END
    FROM content_itemfollow
    WHERE person_id = %(me)s AND item_id = ANY(%(ids)s)
UNION ALL SELECT 'read', item_id, '' FROM content_acknowledgement
    WHERE person_id = %(me)s AND item_id = ANY(%(ids)s)
"""
_VERSIONS = """
SELECT 'person', id, version::text FROM people_person WHERE id = ANY(%(people)s)
UNION ALL SELECT 'space', id, version::text FROM spaces_space WHERE id = ANY(%(spaces)s)
"""
_people: Kept[Person] = Kept(3000)
_spaces: Kept[Space] = Kept(1000)
_parts: Kept[tuple[tuple[str, ...], tuple[Attachment, ...]]] = Kept(12000)


class _Loaded:
    """Everything cards need: one query for what must be asked each time, and one for each sort that is not kept."""

    def __init__(self, viewer: Viewer, items: Sequence[Item]) -> None:
        self.look = (get_language(), get_current_timezone_name())
        self._votes: dict[int, int] = {}
        self._reactions: dict[int, set[str]] = {}
        self._bookmarks: set[int] = set()
        self._follows: dict[int, str] = {}
        self._acknowledged: set[int] = set()
        self._versions: dict[str, dict[int, str]] = {"person": {}, "space": {}}
        self._ask(viewer, items)
        self.people = self._still(_people, "person", Person.objects.select_related("picture").only(
            "id", "username", "name", "headline", "version", "is_employee", "picture"
        ))  # fmt: skip
        self.spaces = self._still(_spaces, "space", Space.objects.all())
        alias_ids = {item.alias_id for item in items if item.alias_id}
        self.aliases = Alias.objects.in_bulk(alias_ids) if alias_ids else {}
        self.tags: dict[int, tuple[str, ...]] = {}
        self.attachments: dict[int, tuple[Attachment, ...]] = {}
        self._load_parts(items)
        self.extra: dict[int, Any] = {}
        for name in {item.kind for item in items}:
            if load := kinds.kind(name).load_extra:
                self.extra |= load([item for item in items if item.kind == name])
        self._mine = voices.mine_among(viewer, items)
        self._edited = edited_by(viewer, items)

    def _still(self, kept: Kept[Any], what: str, rows: QuerySet[Any]) -> dict[int, Any]:
        """Of those asked for, what is kept and has not changed, and the rest read."""
        versions = self._versions[what]
        found = {id_: kept.get(id_, version) for id_, version in versions.items()}
        missing = [id_ for id_, each in found.items() if each is None]
        for id_, each in rows.in_bulk(missing).items() if missing else ():
            kept.put(id_, str(each.version), each)
            found[id_] = each
        return {id_: each for id_, each in found.items() if each is not None}

    def _load_parts(self, items: Sequence[Item]) -> None:
        fresh = []
        for item in items:
            if (parts := _parts.get(item.id, item.version)) is None:
                fresh.append(item)
            else:
                self.tags[item.id], self.attachments[item.id] = parts
        if fresh:
            self.tags |= _tag_names([item.id for item in fresh if item.root_id is None])
            self.attachments |= _attachments([item.id for item in fresh])
            for item in fresh:
                _parts.put(item.id, item.version, (self.tags.get(item.id, ()), self.attachments.get(item.id, ())))

    def _ask(self, viewer: Viewer, items: Sequence[Item]) -> None:
        people = {item.author_id for item in items} - {None}
        spaces = {item.space_id for item in items} - {None}
        sql = _VERSIONS if viewer.is_guest else f"{_OWN} UNION ALL {_VERSIONS}"
        values = {
            "me": viewer.person_id,
            "ids": [item.id for item in items],
            "people": list(people),
            "spaces": list(spaces),
        }
        for what, item_id, value in ask(sql, values):
            if what in self._versions:
                self._versions[what][item_id] = value
            elif what == "vote":
                self._votes[item_id] = int(value)
            elif what == "reaction":
                self._reactions.setdefault(item_id, set()).add(value)
            elif what == "bookmark":
                self._bookmarks.add(item_id)
            elif what == "follow":
                self._follows[item_id] = value
            else:
                self._acknowledged.add(item_id)

    def own(self, viewer: Viewer, item: Item, kind: kinds.Kind, root: Item) -> Own:
        if viewer.is_guest:
            return Own()
        is_mine = item.id in self._mine
        follow = self._follows.get(item.id)
        return Own(
            is_mine=is_mine,
            vote=self._votes.get(item.id, 0),
            reactions=frozenset(self._reactions.get(item.id, ())),
            is_bookmarked=item.id in self._bookmarks,
            is_following=follow in ("", "minor"),
            is_muted=follow == "mute",
            wants_minor=follow == "minor",
            has_acknowledged=item.id in self._acknowledged,
            may_reply=kind.may_be_commented and policy.may_reply(viewer, item, root),
            may_vote=not is_mine and item.state == "published",
            may_edit=policy.may_edit(
                viewer, item, is_mine=is_mine, is_editor=item.id in self._edited, extra=self.extra.get(item.id)
            ),
            may_retag=policy.may_retag(viewer, item),
            may_delete=policy.may_delete(viewer, item, is_mine=is_mine),
            may_undelete=policy.may_undelete(viewer, item, is_mine=is_mine),
            may_moderate=policy.may_moderate(viewer, item),
            may_resolve=policy.may_resolve(viewer, item, is_mine=is_mine),
            may_settle=self._may_settle(viewer, item, root, is_mine=is_mine),
            is_signed_in=True,
        )

    def _may_settle(self, viewer: Viewer, item: Item, root: Item, *, is_mine: bool) -> bool:
        """A remark on a passage: whoever wrote it, and whoever may change the text it is about."""
        if item.root_id is None or item.id not in self.extra:
            return False
        own_root = root.author_id is not None and root.author_id == viewer.person_id
        may_edit_text = policy.may_edit(viewer, root, is_mine=own_root, extra=self.extra.get(root.id))
        return may_edit_text or policy.may_resolve(viewer, item, is_mine=is_mine)


def _tag_names(ids: list[int]) -> dict[int, tuple[str, ...]]:
    if not ids:
        return {}
    pairs = ItemTag.objects.filter(item_id__in=ids).order_by("id").values_list("item_id", "tag__name")
    found: dict[int, list[str]] = {}
    for item_id, name in pairs:
        found.setdefault(item_id, []).append(name)
    return {item_id: tuple(names) for item_id, names in found.items()}


def _attachments(ids: list[int]) -> dict[int, tuple[Attachment, ...]]:
    found: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(item_id__in=ids).select_related("file").order_by("position", "id"):
        found.setdefault(attachment.item_id, []).append(attachment)
    return {item_id: tuple(files) for item_id, files in found.items()}
