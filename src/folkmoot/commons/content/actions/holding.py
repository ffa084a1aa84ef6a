"""What every verb needs: the item held for changing, and the marks that a change leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot.base import outbox
from folkmoot.base.web import statements
from folkmoot.base.web.statements import AnyOf, Given, Statement
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, voices
from ..models import Item
from ..refusals import NotAllowed, SignInFirst


@dataclass(frozen=True, slots=True)
class Held:
    """An item under lock, with its root (itself, for one that is a root)."""

    item: Item
    root: Item
    is_mine: bool


def hold(viewer: Viewer, item_id: int) -> Held:
    """This will lock an item that the viewer may see, its root first, so that two verbs never wait for each other."""
    if viewer.is_guest:
        raise SignInFirst
    seen = _SEEN.first({"item": item_id})
    # Nobody makes others wait with what they may not see; and what they saw may have changed while they waited.
    if seen is None or not (_may_see(viewer, seen) or voices.is_mine(viewer, seen)):
        raise Item.DoesNotExist
    wanted = list({item_id, seen.root_id or item_id})
    by_id = {item.id: item for item in _LOCKED.rows({"items": wanted})}
    item = by_id.get(item_id)
    if item is None:
        raise Item.DoesNotExist
    is_mine = voices.is_mine(viewer, item)
    if not (is_mine or _may_see(viewer, item)):
        raise Item.DoesNotExist
    return Held(item, by_id[item.root_id or item_id], is_mine)


_SEEN: Statement[Item] = Statement(
    lambda: Item.objects.only("root_id", "author_id", "alias_id", "state", "audience", "space_id").filter(
        id=Given("item")
    )
)
_LOCKED: Statement[Item] = Statement(
    lambda: Item.objects.select_for_update(no_key=True).filter(id=AnyOf("items")).order_by("depth", "id")
)


def _may_see(viewer: Viewer, item: Item) -> bool:
    """Whether others than the author may: as `queries.visible_item` says."""
    if policy.may_read(viewer, item):
        return True
    return item.state in ("hidden", "deleted") and policy.may_moderate(viewer, item)


def hold_to_moderate(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not policy.may_moderate(viewer, held.item):
        raise NotAllowed
    return held


def change(held: Held, **values: Any) -> Item:
    """This will write values to the held item and bump the versions, on the rows and on the loaded items.

    Both rows are locked, so the numbers read are the numbers there are.
    """
    item, root = held.item, held.root
    values["version"] = item.version + 1
    if item.id == root.id:
        values["thread_version"] = item.thread_version + 1
    else:
        root.thread_version += 1
        statements.change(Item, root.id, {"thread_version": root.thread_version})
    statements.change(Item, item.id, values)
    for name, value in values.items():
        setattr(item, name, value)
    return item


def tell(name: str, held: Held, viewer: Viewer, at: datetime, **data: Any) -> None:
    """This will log what the viewer did to the held item. Authors under an alias act as their alias."""
    item = held.item
    speaks_as_alias = held.is_mine and item.alias_id is not None
    outbox.record(
        name,
        at=at,
        actor=None if speaks_as_alias else viewer.person_id,
        alias=item.alias_id if speaks_as_alias else None,
        item=item.id,
        root=held.root.id,
        person=item.author_id,
        space=item.space_id,
        data={"kind": item.kind, **data},
    )
