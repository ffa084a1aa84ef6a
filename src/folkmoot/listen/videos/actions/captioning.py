"""Captions: what is said, in words."""

from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_edit
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic
from ..models import Captions, Video
from ..refusals import CaptionsRefused

MOST_LETTERS = 2_000_000


@transaction.atomic
def keep_captions(*, viewer: Viewer, item_id: int, language: str, text: str, at: datetime) -> Captions:
    """This will keep the captions of a video in one language, in place of those before.

    Raises NotAllowed, and CaptionsRefused with the line that could not be read.
    """
    item = _editable(viewer, item_id)
    if len(text) > MOST_LETTERS:
        raise CaptionsRefused
    try:
        cues = logic.read_captions(text)
    except logic.CaptionsAreBroken as broken:
        raise CaptionsRefused(CaptionsRefused.in_line(broken.line) if broken.line else None) from None
    video = Video.objects.select_for_update().filter(pk=item_id).first()
    if video is None:
        raise Item.DoesNotExist
    kept, is_new = Captions.objects.update_or_create(
        video=video,
        language=language[:10],
        defaults={
            "text": logic.write_captions(cues),
            "by_id": item.author_id and viewer.person_id,
            "changed_at": at,
        },
    )
    _changed("kept", viewer, item, at, language=kept.language, is_new=is_new)
    return kept


@transaction.atomic
def remove_captions(*, viewer: Viewer, item_id: int, language: str, at: datetime) -> None:
    """This will take the captions of one language away; raises NotAllowed."""
    item = _editable(viewer, item_id)
    if Captions.objects.filter(video_id=item_id, language=language).delete()[0]:
        _changed("removed", viewer, item, at, language=language)


def _editable(viewer: Viewer, item_id: int) -> Item:
    item = contents.visible_item(viewer, item_id, kind="video")
    if not may_edit(viewer, item, is_mine=voices.is_mine(viewer, item)):
        raise NotAllowed
    return item


def _changed(deed: str, viewer: Viewer, item: Item, at: datetime, **data: Any) -> None:
    content.words_changed(item_id=item.id, at=at)
    # Of an alias's film nobody learns who works on it.
    actor = viewer.person_id if item.alias_id is None else None
    outbox.record(
        f"videos.captions.{deed}", at=at, actor=actor, alias=item.alias_id, item=item.id, root=item.id,
        space=item.space_id, data=data,
    )  # fmt: skip
