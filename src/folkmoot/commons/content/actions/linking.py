"""Saying that an item has been asked or told before."""

from datetime import datetime

from django.db import transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, queries
from ..models import Item
from ..refusals import NotAllowed, WrongState
from .holding import change, hold, tell


@transaction.atomic
def mark_duplicate(*, viewer: Viewer, item_id: int, of_id: int, at: datetime) -> Item:
    """This will point an item at the earlier one of its kind; by its author or a moderator.

    When that one is a duplicate itself, the item points at where it leads. Raises NotAllowed, and WrongState for
    an item that would point at itself.
    """
    held = hold(viewer, item_id)
    if held.item.root_id is not None or not policy.may_resolve(viewer, held.item, is_mine=held.is_mine):
        raise NotAllowed
    original = queries.visible_item(viewer, of_id, kind=held.item.kind)
    if original.duplicate_of_id is not None:
        original = queries.visible_item(viewer, original.duplicate_of_id, kind=held.item.kind)
    if original.id == item_id or original.duplicate_of_id is not None or not original.is_published:
        raise WrongState
    # Those that pointed here point on, so that a chain is never longer than one step.
    Item.objects.filter(duplicate_of_id=item_id).update(duplicate_of_id=original.id)
    change(held, duplicate_of_id=original.id)
    tell("content.item.duplicate_marked", held, viewer, at, of=original.id)
    return held.item


@transaction.atomic
def unmark_duplicate(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take back that an item is a duplicate; by its author or a moderator."""
    held = hold(viewer, item_id)
    if not policy.may_resolve(viewer, held.item, is_mine=held.is_mine):
        raise NotAllowed
    if held.item.duplicate_of_id is None:
        return held.item
    change(held, duplicate_of_id=None)
    tell("content.item.duplicate_unmarked", held, viewer, at)
    return held.item
