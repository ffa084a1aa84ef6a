"""Wanting to hear of an item or a tag, or not."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.spaces.viewer import Viewer

from .. import queries
from ..models import Item, ItemFollow, Tag, TagFollow
from ..refusals import SignInFirst


def follow(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will have the viewer hear of replies to an item, also after muting it."""
    return _set(viewer, item_id, at, is_muted=False)


def mute(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will have the viewer never again hear of an item."""
    return _set(viewer, item_id, at, is_muted=True)


def unfollow(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will end following or muting."""
    item = _seen(viewer, item_id)
    ItemFollow.objects.filter(item_id=item.id, person_id=viewer.person_id).delete()
    return item


def hear_minor(*, viewer: Viewer, item_id: int, wants_minor: bool, at: datetime) -> Item:
    """This will have the viewer hear of small changes to an item they follow too, or no longer."""
    item = _set(viewer, item_id, at, is_muted=False)
    ItemFollow.objects.filter(item_id=item.id, person_id=viewer.person_id).update(wants_minor=wants_minor)
    return item


@transaction.atomic
def follow_tag(*, viewer: Viewer, tag_id: int, at: datetime) -> Tag:
    """This will bring items with the tag into the viewer's feed."""
    if viewer.is_guest:
        raise SignInFirst
    tag = Tag.objects.select_related("synonym_of").get(id=tag_id)
    tag = tag.synonym_of or tag
    _, is_new = TagFollow.objects.get_or_create(tag=tag, person_id=viewer.person_id, defaults={"at": at})
    if is_new:
        outbox.record("content.tag.followed", at=at, actor=viewer.person_id, data={"tag": tag.id})
    return tag


@transaction.atomic
def unfollow_tag(*, viewer: Viewer, tag_id: int, at: datetime) -> Tag:
    """This will end following a tag."""
    tag = Tag.objects.get(id=tag_id)
    gone, _ = TagFollow.objects.filter(tag=tag, person_id=viewer.person_id).delete()
    if gone:
        outbox.record("content.tag.unfollowed", at=at, actor=viewer.person_id, data={"tag": tag.id})
    return tag


def _seen(viewer: Viewer, item_id: int) -> Item:
    if viewer.is_guest:
        raise SignInFirst
    return queries.visible_item(viewer, item_id)


def _set(viewer: Viewer, item_id: int, at: datetime, *, is_muted: bool) -> Item:
    item = _seen(viewer, item_id)
    ItemFollow.objects.update_or_create(
        item_id=item.id,
        person_id=viewer.person_id,
        defaults={"is_muted": is_muted, "at": at},
        create_defaults={"is_muted": is_muted, "at": at, "why": "chosen"},
    )
    return item
