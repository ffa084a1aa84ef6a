"""Votes, reactions and bookmarks."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from folkmoot.base.web import statements
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, queries
from ..logic import REACTIONS
from ..models import Bookmark, Item, Reaction, Vote
from ..refusals import NotAllowed, OwnItem, SignInFirst, WrongState
from .holding import Held, change, hold, tell


@transaction.atomic
def vote(*, viewer: Viewer, item_id: int, value: int, at: datetime) -> Item:
    """This will vote an item up (1) or down (-1) or take the vote back (0); one vote a person, the last counts.

    Sealed votes are kept without counting, and waking nobody, until `open_votes`. Raises OwnItem, NotAllowed for a
    kind that is not voted down, and what the kind's own `check_vote` refuses.
    """
    held = hold(viewer, item_id)
    if held.is_mine:
        raise OwnItem
    _check_shown(held)
    kind = kinds.kind(held.item.kind)
    if value not in (-1, 0, 1) or (value == -1 and not kind.may_be_voted_down):
        raise NotAllowed
    # The item is locked, so nobody else's vote gets between reading this one and counting it.
    known = _MY_VOTE.first({"item": item_id, "person": viewer.person_id})
    before = known or 0
    if before == value:
        return held.item
    if kind.check_vote is not None:
        kind.check_vote(viewer, held.item, value)
    if known is None:
        statements.add(Vote(item_id=item_id, person_id=viewer.person_id, value=value, at=at))
    elif value == 0:
        Vote.objects.filter(item_id=item_id, person_id=viewer.person_id).delete()
    else:
        Vote.objects.filter(item_id=item_id, person_id=viewer.person_id).update(value=value, at=at)
    if held.item.are_votes_sealed:
        # Not one of `content.*`: a page that woke up at each vote would count them for whoever watches it.
        tell("sealed.vote.cast", held, viewer, at)
        return held.item
    up, down = (value == 1) - (before == 1), (value == -1) - (before == -1)
    ups, downs = held.item.up_count + up, held.item.down_count + down
    item = change(held, up_count=ups, down_count=downs, score=ups - downs)
    tell("content.item.voted", held, viewer, at, value=value, before=before)
    return item


_MY_VOTE: Statement[int] = Statement(
    lambda: Vote.objects.filter(item_id=Given("item"), person_id=Given("person")).values_list("value", flat=True)
)


@transaction.atomic
def seal_votes(*, item_ids: Sequence[int], at: datetime) -> None:
    """This will take the counts off items, so that nobody sees how votes stand until `open_votes`. For rooms."""
    Item.objects.filter(id__in=item_ids).update(
        are_votes_sealed=True, up_count=0, down_count=0, score=0,
        version=F("version") + 1, thread_version=F("thread_version") + 1,
    )  # fmt: skip


@transaction.atomic
def open_votes(*, item_ids: Sequence[int], at: datetime) -> None:
    """This will count the votes of sealed items, and every vote from now on as it comes. For rooms."""
    for item in Item.objects.select_for_update(no_key=True).filter(id__in=item_ids).order_by("id"):
        if item.are_votes_sealed:
            recount(item, are_votes_sealed=False)


def recount(item: Item, **values: object) -> None:
    """This will set an item's counts to what its votes are; the item is locked."""
    votes = Vote.objects.filter(item=item)
    ups, downs = votes.filter(value=1).count(), votes.filter(value=-1).count()
    if item.are_votes_sealed and values.get("are_votes_sealed", True):
        ups = downs = 0
    Item.objects.filter(id=item.id).update(
        up_count=ups, down_count=downs, score=ups - downs,
        version=F("version") + 1, thread_version=F("thread_version") + 1, **values,
    )  # fmt: skip


@transaction.atomic
def react(*, viewer: Viewer, item_id: int, emoji: str, at: datetime) -> Item:
    """This will add one of the REACTIONS; raises NotAllowed for any other."""
    held = hold(viewer, item_id)
    _check_shown(held)
    if emoji not in REACTIONS:
        raise NotAllowed
    if statements.add(Reaction(item_id=item_id, person_id=viewer.person_id, emoji=emoji, at=at)):
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
