"""What moderators and authors do with an item as a whole: pin, lock, resolve, move, narrow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from folkmoot.base import outbox
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy
from ..models import Item, Proposal
from ..refusals import AudienceIsTooWide, NotAllowed, WrongState
from . import parts
from .holding import Held, change, hold, hold_to_moderate, tell

MAX_PINS = 5


@transaction.atomic
def pin(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will show an item at the top of its space; at most five are pinned at a time."""
    held = hold_to_moderate(viewer, item_id)
    _check_root(held)
    pinned = Item.objects.filter(space_id=held.item.space_id, pinned_at__isnull=False).exclude(id=item_id)
    if pinned.count() >= MAX_PINS:
        raise WrongState(_("Five items are pinned already. Take one down first."))
    return _done("content.item.pinned", held, viewer, at, pinned_at=at)


@transaction.atomic
def unpin(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take a pinned item down."""
    return _done("content.item.unpinned", hold_to_moderate(viewer, item_id), viewer, at, pinned_at=None)


@transaction.atomic
def lock(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will close a conversation for new replies (of everybody but moderators)."""
    held = hold_to_moderate(viewer, item_id)
    _check_root(held)
    return _done("content.item.locked", held, viewer, at, locked_at=at)


@transaction.atomic
def unlock(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will open a conversation again."""
    return _done("content.item.unlocked", hold_to_moderate(viewer, item_id), viewer, at, locked_at=None)


@transaction.atomic
def resolve(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will mark a conversation as having reached its end; by its author or a moderator."""
    held = _hold_to_resolve(viewer, item_id)
    if held.item.resolved_at is not None:
        return held.item
    return _done("content.item.resolved", held, viewer, at, resolved_at=at)


@transaction.atomic
def reopen(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take back that a conversation is resolved."""
    held = _hold_to_resolve(viewer, item_id)
    if held.item.resolved_at is None:
        return held.item
    return _done("content.item.reopened", held, viewer, at, resolved_at=None)


@transaction.atomic
def move(*, viewer: Viewer, item_id: int, space_id: int, at: datetime) -> Item:
    """This will bring an item and its replies into another space, whose audience it gets if that is smaller.

    By moderators who may publish there too, and by authors out of "no space". Raises NotAllowed,
    AudienceIsTooWide when people could read it there who cannot read it here.
    """
    held = hold(viewer, item_id)
    item = held.item
    _check_root(held)
    if not (policy.may_moderate(viewer, item) or (held.is_mine and item.space_id is None)):
        raise NotAllowed
    space = Space.objects.filter(id=space_id).first()
    policy.check_may_publish(viewer, kinds.kind(item.kind), space)
    if space is None or item.alias_id is not None:
        raise NotAllowed(_("This cannot be moved there."))
    if item.audience == 3 and item.space_id != space.id:
        raise AudienceIsTooWide
    old, audience = item.space_id, max(item.audience, int(space.audience))
    change(held, space_id=space.id, audience=audience, pinned_at=None)
    _repeat_in_replies(item)
    Proposal.objects.filter(item=item).update(space_id=space.id)
    if item.state == "published":
        parts.count_in_space(old, -1)
        parts.count_in_space(space.id, 1, at)
    kinds.changed(item, kinds.Change("moved", viewer, at, {"from_space": old}))
    tell("content.item.moved", held, viewer, at, from_space=old, to_space=space.id)
    return item


@transaction.atomic
def change_audience(*, viewer: Viewer, item_id: int, audience: int, at: datetime) -> Item:
    """This will change who may read an item and its replies; by its author, and by moderators to fewer people.

    Raises AudienceIsTooWide (its space allows no more), NotAllowed.
    """
    held = hold(viewer, item_id)
    item = held.item
    _check_root(held)
    is_narrower = audience > item.audience
    if not (held.is_mine or (is_narrower and policy.may_moderate(viewer, item))):
        raise NotAllowed
    if not is_narrower and item.reply_count + item.answer_count > 0:
        # Others have replied to the readers there were then.
        raise AudienceIsTooWide(_("Others have replied to a smaller audience already."))
    policy.audience_for(viewer, item.space, audience)
    if item.shared and not policy.may_share_to(item.shared, item.space_id, audience):
        raise AudienceIsTooWide
    before = item.audience
    change(held, audience=audience)
    _repeat_in_replies(item)
    if is_narrower:
        kinds.changed(item, kinds.Change("narrowed", viewer, at, {"before": before}))
    tell("content.item.audience_changed", held, viewer, at, before=before, audience=audience)
    return item


@transaction.atomic
def narrow_space(*, space_id: int, audience: int) -> int:
    """This will bring what stands in a space up to its new, smaller audience; for the room of spaces, through
    the hook (`spaces.narrowing`) it calls in its own transaction. Returns how many items changed."""
    wider = Item.objects.filter(space_id=space_id, audience__lt=audience)
    return wider.update(audience=audience, version=F("version") + 1, thread_version=F("thread_version") + 1)


@transaction.atomic
def keep_with(*, lead: Item, item_ids: QuerySet[Any] | Sequence[int], at: datetime) -> int:
    """This will bring items, with their replies, to the space of the one they belong to, and to no more readers than
    it has: for rooms whose items follow another. What only members of its own space read stays. How many changed."""
    theirs = Item.objects.filter(id__in=item_ids, root__isnull=True, audience__lt=Audience.MEMBERS)
    if lead.space_id is not None:
        leaving = theirs.filter(state="published").exclude(space_id=lead.space_id, space_id__isnull=False)
        for old, count in leaving.values_list("space_id").annotate(n=Count("id")).order_by():
            parts.count_in_space(old, -count)
            parts.count_in_space(lead.space_id, count, at)
    ids = list(theirs.values_list("id", flat=True))
    values = {
        "space_id": lead.space_id, "audience": Greatest(F("audience"), lead.audience), "version": F("version") + 1,
    }  # fmt: skip
    Item.objects.filter(root_id__in=ids).update(**values)
    return Item.objects.filter(id__in=ids).update(**values, thread_version=F("thread_version") + 1)


def touch(*, item_id: int, thread_only: bool = False) -> None:
    """This will have an item drawn anew: for rooms whose own table (a poll, an accepted answer) has changed."""
    bump: dict[str, Any] = {} if thread_only else {"version": F("version") + 1}
    root_id = Item.objects.filter(id=item_id).values_list("root_id", flat=True).first()
    Item.objects.filter(id=item_id).update(**bump, thread_version=F("thread_version") + 1)
    if root_id is not None:
        Item.objects.filter(id=root_id).update(thread_version=F("thread_version") + 1)


@transaction.atomic
def words_changed(*, item_id: int, at: datetime) -> None:
    """This will have an item drawn and indexed anew: for rooms whose kind says more than its text (`Kind.words`)."""
    touch(item_id=item_id)
    outbox.record("content.words.changed", at=at, item=item_id, root=item_id)


def _done(name: str, held: Held, viewer: Viewer, at: datetime, **values: Any) -> Item:
    item = change(held, **values)
    tell(name, held, viewer, at)
    return item


def _check_root(held: Held) -> None:
    if held.item.root_id is not None:
        raise WrongState


def _hold_to_resolve(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    _check_root(held)
    if not policy.may_resolve(viewer, held.item, is_mine=held.is_mine):
        raise NotAllowed
    return held


def _repeat_in_replies(item: Item) -> None:
    Item.objects.filter(root=item).update(space_id=item.space_id, audience=item.audience, version=F("version") + 1)
