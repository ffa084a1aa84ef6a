"""Answers and comments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from folkmoot.base import outbox
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy, texts
from ..models import Item
from ..refusals import NotAllowed, TextIsEmpty, WrongState
from . import parts
from .holding import hold
from .publishing import _save_with_voice, _used_pictures

MAX_DEPTH = 6


@transaction.atomic
def reply(
    *,
    viewer: Viewer,
    parent_id: int,
    kind: str = "comment",
    body: str,
    voice: str = "name",
    file_ids: Sequence[int] = (),
    news: Mapping[str, Any] | None = None,
    at: datetime,
) -> Item:
    """This will answer or comment an item; too deep in a thread it lands beside what it replies to.

    It gets audience and space of its root. Whoever replies follows the root from then on (unless muted);
    `content.reply.published` is logged with the parent's author as `person`. Raises NotAllowed, ItemIsLocked,
    SpaceIsArchived, VoiceIsOff, TextIsEmpty, TextIsTooLong, WrongFiles.
    """
    what = kinds.kind(kind)
    if not what.is_reply:
        raise NotAllowed
    held = hold(viewer, parent_id)
    parent, root = held.item, held.root
    if parent.state != "published" or root.state != "published":
        raise WrongState
    space = Space.objects.filter(id=root.space_id).first() if root.space_id else None
    policy.check_may_reply(viewer, what, root, parent, space)
    policy.check_voice(viewer, space, voice)
    if not (body.strip() or file_ids):
        raise TextIsEmpty
    text = texts.read(body, audience=root.audience, space_id=root.space_id)
    item = Item(
        kind=kind, space_id=root.space_id, audience=root.audience, root=root, parent=_place(parent, root),
        language=root.language, body=body, html=text.html, excerpt=text.excerpt, made_at=at, published_at=at,
        last_activity_at=at, state="published",
    )  # fmt: skip
    item.depth = (item.parent.depth if item.parent else 0) + 1
    _save_with_voice(viewer, item, voice)
    named = parts.set_mentions(item, text, is_new=True)
    parts.attach(viewer, item, [*file_ids, *_used_pictures(viewer, text)], is_alias=voice != "name")
    _count(item, root, at)
    if voice == "name" and viewer.person_id is not None:
        parts.start_following(root.id, viewer.person_id, "replied", at)
    outbox.record(
        "content.reply.published",
        at=at, actor=item.author_id, alias=item.alias_id, item=item.id, root=root.id, person=parent.author_id,
        space=item.space_id,
        data={"kind": kind, "root_kind": root.kind, "parent": parent.id, "people": named, "audience": item.audience,
              **(news or {})},
    )  # fmt: skip
    return item


def _place(parent: Item, root: Item) -> Item:
    if parent.depth >= MAX_DEPTH and parent.parent_id is not None:
        return parent.parent or root
    return parent


def _count(item: Item, root: Item, at: datetime) -> None:
    counts = {"answer_count": F("answer_count") + 1} if item.kind != "comment" else {}
    Item.objects.filter(id=root.id).update(
        last_activity_at=at, thread_version=F("thread_version") + 1, version=F("version") + 1, **counts
    )
    if item.kind == "comment":
        parts.count_comments(item.parent_id, 1)
    parts.count_in_space(item.space_id, 0, at)
