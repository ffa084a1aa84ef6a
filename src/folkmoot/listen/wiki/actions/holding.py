"""What every verb on pages needs: the page held for changing, and the line in the log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot.base import outbox
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import SignInFirst
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import queries
from ..models import Page, Wiki
from ..policy import Facts


@dataclass(frozen=True, slots=True)
class Held:
    """A page under lock, with its item and what rules say of it."""

    item: Item
    page: Page
    facts: Facts | None


def hold(viewer: Viewer, item_id: int) -> Held:
    """This will lock the row of a page that the viewer may see; raises SignInFirst, Item.DoesNotExist."""
    if viewer.is_guest:
        raise SignInFirst
    item = contents.visible_item(viewer, item_id, kind="page")
    page = Page.objects.select_for_update(no_key=True).filter(item_id=item.id).first()
    if page is None:
        raise Item.DoesNotExist
    return Held(item, page, queries.facts_of([item]).get(item.id))


def hold_tree(space: Space) -> Wiki:
    """This will keep the tree of a space as it is until the transaction is over: one at a time moves pages in it."""
    Wiki.objects.get_or_create(space=space)
    return Wiki.objects.select_for_update(no_key=True).get(space=space)


def note(name: str, viewer: Viewer, item: Item, at: datetime, *, person: int | None = None, **data: Any) -> None:
    """This will log what the viewer did to a page. Authors under an alias act as their alias."""
    speaks_as_alias = item.alias_id is not None and voices.is_mine(viewer, item)
    outbox.record(
        name, at=at, actor=None if speaks_as_alias else viewer.person_id,
        alias=item.alias_id if speaks_as_alias else None, item=item.id, root=item.id,
        person=person, space=item.space_id, data={"kind": "page", **data},
    )  # fmt: skip
