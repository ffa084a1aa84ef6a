"""Taking items away and bringing them back."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from folkmoot.base.audit import actions as audit_log
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Item
from ..refusals import NotAllowed, WrongState
from . import parts
from .holding import Held, change, hold, hold_to_moderate, tell

_BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM content_item WHERE parent_id = %(id)s
    UNION ALL SELECT i.id FROM content_item i JOIN below ON i.parent_id = below.id
)
UPDATE content_item SET state = %(to)s, version = version + 1
WHERE id IN (SELECT id FROM below) AND state = %(from)s RETURNING (kind = 'comment')::int
"""


@transaction.atomic
def delete(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take an item away from everybody; its author (or a moderator, whoever did it) can undo it.

    What is said under an item goes and comes back with it, except that comments under a deleted comment stay.
    """
    held = hold(viewer, item_id)
    if not policy.may_delete(viewer, held.item, is_mine=held.is_mine):
        raise NotAllowed
    was_shown = held.item.state == "published"
    change(held, state="deleted", deleted_at=at, deleted_by_moderator=not held.is_mine)
    if was_shown:
        _take_along(held, -1)
    if not held.is_mine:
        _answer_for("content.item.delete", held, viewer, at)
    tell("content.item.deleted", held, viewer, at)
    return held.item


@transaction.atomic
def undelete(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will undo a deletion."""
    held = hold(viewer, item_id)
    if not policy.may_undelete(viewer, held.item, is_mine=held.is_mine):
        raise NotAllowed
    state = "published" if held.item.published_at is not None else "draft"
    if held.item.root_id is not None and held.root.state != "published":
        state = "unpublished"
    change(held, state=state, deleted_at=None, deleted_by_moderator=False)
    if state == "published":
        _take_along(held, 1)
    tell("content.item.undeleted", held, viewer, at)
    return held.item


@transaction.atomic
def hide(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will let a moderator put an item out of sight until somebody has looked at it."""
    held = hold_to_moderate(viewer, item_id)
    if held.item.state != "published":
        raise WrongState
    change(held, state="hidden")
    _take_along(held, -1)
    _answer_for("content.item.hide", held, viewer, at)
    tell("content.item.hidden", held, viewer, at)
    return held.item


@transaction.atomic
def unhide(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will show a hidden item again."""
    held = hold_to_moderate(viewer, item_id)
    if held.item.state != "hidden":
        raise WrongState
    change(held, state="published")
    _take_along(held, 1)
    _answer_for("content.item.unhide", held, viewer, at)
    tell("content.item.unhidden", held, viewer, at)
    return held.item


def _take_along(held: Held, by: int) -> None:
    """Counters, and the state of what hangs below, after an item went (-1) or came back (+1)."""
    item = held.item
    if item.root_id is None:
        source, target = ("published", "unpublished") if by < 0 else ("unpublished", "published")
        Item.objects.filter(root=item, state=source).update(state=target, version=F("version") + 1)
        parts.count_in_space(item.space_id, by)
        return
    if item.kind == "comment":
        parts.count_comments(item.parent_id, by)
        return
    comments = _move_below(item, by)
    Item.objects.filter(id=held.root.id).update(
        answer_count=F("answer_count") + by, version=F("version") + 1, reply_count=F("reply_count") + comments * by
    )


def _move_below(item: Item, by: int) -> int:
    states = ("published", "unpublished") if by < 0 else ("unpublished", "published")
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"id": item.id, "from": states[0], "to": states[1]})
        return sum(row[0] for row in cursor.fetchall())


def _answer_for(verb: str, held: Held, viewer: Viewer, at: datetime) -> None:
    item = held.item
    audit_log.note(verb, at=at, actor=viewer.person_id, subject=item.author_id, item=item.id, space=item.space_id)
