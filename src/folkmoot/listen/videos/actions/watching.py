"""How far somebody has come."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.content import queries as contents
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Video, Watching

FINISHED = 0.9  # Credits are not the film.
_FASTEST = 2.5  # Nobody plays quicker than this.


@transaction.atomic
def keep_place(
    *, viewer: Viewer, item_id: int, position: int, played: int, is_counted: bool = True, at: datetime
) -> None:
    """This will remember where somebody is in a film, and that they played `played` more seconds of it.

    What is claimed to have been played never exceeds what the clock allows. Whoever has played most of a film and
    stands at its end has finished it, which is news once (`is_counted` False: never). Raises Item.DoesNotExist.
    """
    item = contents.visible_item(viewer, item_id, kind="video")
    video = Video.objects.filter(pk=item.id).first()
    if viewer.person_id is None or video is None or video.duration is None:
        return
    seconds = max(video.duration // 1000, 1)
    Watching.objects.bulk_create([Watching(person_id=viewer.person_id, video=video, at=at)], ignore_conflicts=True)
    mine = Watching.objects.select_for_update().get(person_id=viewer.person_id, video=video)
    most = 60 if mine.at == at else (at - mine.at).total_seconds() * _FASTEST + 5
    mine.watched += int(max(0, min(played, most, seconds)))
    mine.position, mine.at = max(0, min(position, seconds)), at
    is_at_end = mine.position >= seconds * FINISHED and mine.watched >= seconds * FINISHED / 2
    is_news = is_at_end and mine.finished_at is None
    if is_news:
        mine.finished_at = at
    mine.save()
    if is_news and is_counted:
        outbox.record(
            "videos.video.finished", at=at, actor=viewer.person_id, item=item.id, root=item.id, person=item.author_id,
            space=item.space_id,
        )  # fmt: skip
