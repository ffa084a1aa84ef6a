"""Making a video of what has arrived."""

from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Upload, Video
from ..refusals import NoVideoChosen, UploadIsNotWhole


@transaction.atomic
def publish(*, viewer: Viewer, upload_id: int, title: str, body: str = "", at: datetime, **how: Any) -> Item:
    """This will publish a video whose file has arrived whole; it is prepared for playing afterwards.

    `how` is what `content.actions.publish` takes besides. Raises NoVideoChosen, UploadIsNotWhole, a Refused of
    content.
    """
    upload = Upload.objects.select_for_update().filter(id=upload_id, person_id=viewer.person_id or 0).first()
    if upload is None or Video.objects.filter(upload=upload).exists():
        raise NoVideoChosen
    if not upload.is_whole:
        raise UploadIsNotWhole
    item = content.publish(viewer=viewer, kind="video", title=title, body=body, at=at, by_room=True, **how)
    Video.objects.create(item=item, upload=upload, bytes=upload.size)
    outbox.record(
        "videos.video.brought", at=at, actor=item.author_id, alias=item.alias_id, item=item.id, root=item.id,
        space=item.space_id,
    )  # fmt: skip
    return item
