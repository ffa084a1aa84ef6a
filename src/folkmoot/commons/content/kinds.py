"""The kinds of item. A room registers one in its `ready()`; adding a kind touches nothing here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import slugify

if TYPE_CHECKING:
    from folkmoot.commons.spaces.models import Space
    from folkmoot.commons.spaces.viewer import Viewer

    from .models import Item


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to an item: "edited" (`facts`: title and length before, version, is_minor), "moved"
    (`facts`: from_space), or "narrowed" to fewer readers."""

    deed: str
    viewer: "Viewer"
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the commons need to know of a kind.

    `card_template` draws it in lists, `whole_template` on its own page, both for nobody in particular: they see
    `item`, `author` or `alias`, `space`, `tags`, `attachments`, `reactions`, `url` and `extra` (what `load_extra`
    gave, one query for all items), and say with slots where readers differ. `page_url` is its address.
    `is_reply` kinds (comment, answer) live under a root and never stand in a feed by themselves.

    What a room has a say in, always inside the transaction of the deed: `made` follows the writing of an item,
    `released` its coming out for the first time (it may raise why it cannot yet: then it stays a draft),
    `check_vote` raises the reason why a vote (1, -1, 0) on an item, which is locked, is not taken, and `editors`
    names those of some items whose text the viewer may change besides authors and moderators.

    A room whose texts belong to many people says more. `may_edit(viewer, item, is_mine, extra)` is then its whole
    rule of who edits; `may_write(viewer, space)` of who begins one, besides being allowed to publish there;
    `may_approve(viewer, item, space)` of who, besides moderators, lets proposed texts into force. `authors_approve`:
    not moderators but only those whom `may_approve` names, and whoever reads the item reads what is proposed for it.
    `edit_url` leads to an editor of its own. `changed(item, change)` follows an item that was "edited", "moved" or
    "narrowed", whatever door it came by. `tells_edits`: a change is news, and who follows it hears of it.
    `max_files`: how many files hang on one item.

    `has_own_door`: without its room's own row such an item is nothing, so that only the room's verbs make one.
    `words(item_ids)` gives what items say besides their text (what is spoken in a film), for the search to find; the
    room tells of a change by `actions.words_changed`.
    """

    name: str
    label: Any
    label_plural: Any
    icon: str
    page_url: "Callable[[Item], str]"
    card_template: str = "content/card.html"
    whole_template: str = "content/whole.html"
    compose_url: "Callable[[str | None], str] | None" = None
    edit_url: "Callable[[Item], str] | None" = None
    load_extra: "Callable[[list[Item]], dict[int, Any]] | None" = None
    may_edit: "Callable[[Viewer, Item, bool, Any], bool] | None" = None
    may_approve: "Callable[[Viewer, Item | None, Space | None], bool] | None" = None
    may_write: "Callable[[Viewer, Space | None], bool] | None" = None
    is_reply: bool = False
    has_title: bool = True
    may_be_voted_down: bool = False
    may_be_commented: bool = True
    authors_approve: bool = False
    has_own_door: bool = False
    tells_edits: bool = False
    max_files: int = 10
    schema: str = "Note"
    made: "Callable[[Viewer, Item, datetime], object] | None" = None
    released: "Callable[[Item, datetime], object] | None" = None
    check_vote: "Callable[[Viewer, Item, int], object] | None" = None
    editors: "Callable[[Viewer, Sequence[Item]], set[int]] | None" = None
    changed: "Callable[[Item, Change], object] | None" = None
    words: "Callable[[Sequence[int]], dict[int, str]] | None" = None


@lru_cache(maxsize=50_000)
def titled_url(url_name: str, item_id: int, title: str) -> str:
    """The address of an item's page with its title in it, for people to read: a `page_url` of most kinds."""
    return reverse(url_name, args=[item_id, slugify(title)[:60] or "-"])


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """This will make a kind known; the last registration of a name counts."""
    _kinds[kind.name] = kind


def kind(name: str) -> Kind:
    """The kind of that name; KeyError for one that no installed room knows."""
    return _kinds[name]


def kinds(*, replies: bool = False) -> list[Kind]:
    """Every kind that stands by itself, in order of registration; with `replies` all of them."""
    return [k for k in _kinds.values() if replies or not k.is_reply]


def reply_kinds() -> list[str]:
    return [k.name for k in _kinds.values() if k.is_reply]


def extra_of(item: "Item") -> Any:
    """What the kind's room keeps of one item besides the item; None for nothing."""
    load = _kinds[item.kind].load_extra
    return load([item]).get(item.id) if load is not None else None


def changed(item: "Item", change: Change) -> None:
    """This will let the room of an item's kind follow what was done to it, in the same transaction."""
    if (follow := _kinds[item.kind].changed) is not None:
        follow(item, change)
