"""Where a notification leads."""

from django.urls import NoReverseMatch, reverse

from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space

from .models import Notification


def item_url(item: Item, root: Item | None = None) -> str:
    """The address of an item; of a reply, its place on its root's page."""
    if item.root_id is None:
        return kinds.kind(item.kind).page_url(item)
    return f"{kinds.kind(root.kind).page_url(root)}#i{item.id}" if root is not None else "/"


def address_of(row: Notification, items: dict[int, Item], space: Space | None, faces: list[Person]) -> str:
    item = items.get(row.item_id or 0)
    if item is not None:
        return item_url(item, items.get(row.root_id or 0))
    if row.path:
        return row.path
    try:
        if space is not None:
            return reverse("spaces:space", args=[space.slug])
        if faces:
            return reverse("people:person", args=[faces[0].username])
    except NoReverseMatch:
        pass
    return reverse("feed:notifications")
