"""Votes, reactions and bookmarks."""

from datetime import datetime

from django.db import transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, queries
from ..logic import REACTIONS
from ..models import Bookmark, Item, Reaction, Vote
from ..refusals import NotAllowed, OwnItem, SignInFirst, WrongState
from .holding import Held, change, hold, tell


@transaction.atomic
def vote(*, viewer: Viewer, item_id: int, value: int, at: datetime) -> Item:
    """This will vote an item up (1) or down (-1) or take the vote back (0); one vote a person, the last counts.

    Raises OwnItem, and NotAllowed for a kind that is not voted down.
    """
    held = hold(viewer, item_id)
    if held.is_mine:
        raise OwnItem
    _check_shown(held)
    if value not in (-1, 0, 1) or (value == -1 and not kinds.kind(held.item.kind).may_be_voted_down):
        raise NotAllowed
    # The item is locked, so nobody else's vote gets between reading this one and counting it.
    mine = Vote.objects.filter(item_id=item_id, person_id=viewer.person_id)
    before = mine.values_list("value", flat=True).first() or 0
    if before == value:
        return held.item
    if value == 0:
        mine.delete()
    else:
        Vote.objects.bulk_create(
            [Vote(item_id=item_id, person_id=viewer.person_id, value=value, at=at)],
            update_conflicts=True,
            unique_fields=["person", "item"],
            update_fields=["value", "at"],
        )
    up, down = (value == 1) - (before == 1), (value == -1) - (before == -1)
    ups, downs = held.item.up_count + up, held.item.down_count + down
    item = change(held, up_count=ups, down_count=downs, score=ups - downs)
    tell("content.item.voted", held, viewer, at, value=value, before=before)
    return item


@transaction.atomic
def react(*, viewer: Viewer, item_id: int, emoji: str, at: datetime) -> Item:
    """This will add one of the REACTIONS; raises NotAllowed for any other."""
    held = hold(viewer, item_id)
    _check_shown(held)
    if emoji not in REACTIONS:
        raise NotAllowed
    _, is_new = Reaction.objects.get_or_create(
        item_id=item_id, person_id=viewer.person_id, emoji=emoji, defaults={"at": at}
    )
    if is_new:
        change(held, reactions=_counted(held.item, emoji, 1))
        tell("content.item.reacted", held, viewer, at, emoji=emoji)
    return held.item


@transaction.atomic
def unreact(*, viewer: Viewer, item_id: int, emoji: str, at: datetime) -> Item:
    """This will take a reaction back."""
    held = hold(viewer, item_id)
    gone, _ = Reaction.objects.filter(item_id=item_id, person_id=viewer.person_id, emoji=emoji).delete()
    if gone:
        change(held, reactions=_counted(held.item, emoji, -1))
        tell("content.item.unreacted", held, viewer, at, emoji=emoji)
    return held.item


def bookmark(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will keep an item in the viewer's own list; nobody else sees it."""
    if viewer.is_guest:
        raise SignInFirst
    item = queries.visible_item(viewer, item_id)
    Bookmark.objects.bulk_create(
        [Bookmark(item_id=item.id, person_id=viewer.person_id, at=at)], ignore_conflicts=True
    )
    return item


def unbookmark(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take an item off the viewer's list."""
    item = queries.visible_item(viewer, item_id)
    Bookmark.objects.filter(item_id=item.id, person_id=viewer.person_id).delete()
    return item


def _check_shown(held: Held) -> None:
    if held.item.state != "published":
        raise WrongState


def _counted(item: Item, emoji: str, by: int) -> dict[str, int]:
    count = int(item.reactions.get(emoji, 0)) + by
    rest = {name: number for name, number in item.reactions.items() if name != emoji}
    return {**rest, emoji: count} if count > 0 else rest
