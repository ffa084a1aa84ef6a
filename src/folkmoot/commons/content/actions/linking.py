"""Saying that an item has been asked or told before."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, queries, voices
from ..models import Item, Vote
from ..refusals import NotAllowed, WrongState
from .holding import change, hold, tell
from .voting import recount


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


# Whoever wanted either of the two wants the one that stays, and is counted once.
_VOTES = """
INSERT INTO content_vote (item_id, person_id, value, at)
SELECT %(into)s, person_id, value, at FROM content_vote WHERE item_id = %(item)s AND NOT person_id = ANY(%(authors)s)
ON CONFLICT (person_id, item_id) DO UPDATE SET value = GREATEST(content_vote.value, excluded.value)
"""
_FOLLOWS = """
INSERT INTO content_itemfollow (item_id, person_id, is_muted, why, at)
SELECT %(into)s, person_id, is_muted, 'chosen', %(at)s FROM content_itemfollow WHERE item_id = %(item)s
ON CONFLICT (person_id, item_id) DO NOTHING
"""
_BOOKMARKS = """
INSERT INTO content_bookmark (item_id, person_id, at)
SELECT %(into)s, person_id, at FROM content_bookmark WHERE item_id = %(item)s
ON CONFLICT (person_id, item_id) DO NOTHING
"""


@transaction.atomic
def merge(*, viewer: Viewer, item_id: int, into_id: int, at: datetime) -> Item:
    """This will fold an item into another of its kind: votes, followers and bookmarks go along, it is closed for
    new replies, and it points there from now on. Its text, authors and comments stay where they are.

    For rooms: who may is theirs to decide. Both rows stay locked until the end, so that no vote falls between
    them. Raises WrongState for an item that is merged already, or would be merged into itself, or something hidden.
    """
    both = Item.objects.select_for_update(no_key=True).filter(id__in=[item_id, into_id], root__isnull=True)
    list(both.order_by("id"))
    held = hold(viewer, item_id)
    into = queries.visible_item(viewer, into_id, kind=held.item.kind)
    is_open = held.item.duplicate_of_id is None and into.duplicate_of_id is None
    if item_id == into_id or not is_open or not (held.item.is_published and into.is_published):
        raise WrongState
    behind = voices.behind_for_system([into.alias_id]) if into.alias_id is not None else {}
    values: dict[str, Any] = {
        "item": item_id,
        "into": into_id,
        "at": at,
        "authors": [into.author_id or 0, *behind.values()],
    }
    with connection.cursor() as cursor:
        for statement in (_VOTES, _FOLLOWS, _BOOKMARKS):
            cursor.execute(statement, values)
    Vote.objects.filter(item_id=item_id).delete()
    Item.objects.filter(duplicate_of_id=item_id).update(duplicate_of_id=into_id)
    recount(held.item)
    recount(into)
    held.item.refresh_from_db()
    change(held, duplicate_of_id=into_id, locked_at=held.item.locked_at or at)
    tell("content.item.merged", held, viewer, at, into=into_id)
    return held.item
