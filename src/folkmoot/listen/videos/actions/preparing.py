"""Making of what somebody brought what everybody can play."""

import io
import logging
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from folkmoot.base import outbox
from folkmoot.base.files.actions import FileRefused, keep, store
from folkmoot.base.site import settings as site
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item

from .. import logic, pieces, transcoding
from ..models import LIFECYCLE, Rendition, Upload, Video
from .uploading import forget

logger = logging.getLogger(__name__)
_TOLD_EVERY = 2.0  # Seconds between two notes of how far it is.
_CONTAINERS = {each.name: each for each in (
    logic.MP4, logic.WEBM, logic.MATROSKA, logic.AVI, logic.MPEG_TS, logic.MPEG_PS,
)}  # fmt: skip
# Kept untranslated: whoever reads it reads it in their own language.
PROBLEMS = {
    transcoding.CannotBeRead: gettext_noop("We could not read this film. Perhaps it is damaged, or not finished."),
    transcoding.TooMuchInside: gettext_noop("This film has more pixels or lasts longer than we can take."),
    transcoding.GaveUp: gettext_noop("This film took too long to prepare."),
}


def prepare(*, video_id: int, at: datetime) -> Video | None:
    """This will look into a film and make its sizes, a picture and the facts about it; harmless to repeat.

    Without ffmpeg the film is kept and played as it came. Returns nothing where there is nothing left to do.
    """
    video = _claim(video_id)
    if video is None or video.upload is None:
        return None
    container = _CONTAINERS[video.upload.container]
    found = transcoding.tools()
    with tempfile.TemporaryDirectory(prefix="folkmoot-film-") as folder:
        film = Path(folder) / "film"
        pieces.assemble(video.upload, film)
        if found is None:
            return _keep_plain(video, film, container, at)
        try:
            facts = transcoding.look_into(found, film, container, site.get("videos.longest_minutes") * 60)
            _keep_facts(video, facts)
            _keep_poster(video, found, film, container, facts, at)
            _make_sizes(video, found, film, container, facts, at)
        except (transcoding.CannotBeRead, transcoding.TooMuchInside, transcoding.GaveUp) as problem:
            return _refuse(video, PROBLEMS[type(problem)], at)
    return _finish(video, "ready", at, media_type=found.media_type)


@transaction.atomic
def _claim(video_id: int) -> Video | None:
    video = Video.objects.select_for_update(of=("self",)).select_related("upload", "item").filter(pk=video_id).first()
    if video is None or video.state not in ("waiting", "preparing"):
        return None
    if video.state == "waiting":
        LIFECYCLE.check(video.state, "preparing")
        video.state = "preparing"
        video.save(update_fields=["state"])
        content.touch(item_id=video.pk)
    return video


def _keep_facts(video: Video, facts: logic.Facts) -> None:
    video.duration, video.width, video.height = facts.duration, facts.width, facts.height
    video.save(update_fields=["duration", "width", "height"])


def _keep_poster(
    video: Video, found: transcoding.Tools, film: Path, container: logic.Container, facts: logic.Facts, at: datetime
) -> None:
    picture = film.with_name("still.png")
    if video.poster_id is None and transcoding.still(found, film, container, facts, picture):
        try:
            video.poster = store(io.BytesIO(picture.read_bytes()), owner=None, at=at, name="poster.png")
        except FileRefused as refused:
            logger.warning("no picture of film %s: %s", video.pk, refused)
            return
        video.save(update_fields=["poster"])


def _make_sizes(
    video: Video, found: transcoding.Tools, film: Path, container: logic.Container, facts: logic.Facts, at: datetime
) -> None:
    sizes = logic.sizes(facts)
    done = set(video.renditions.values_list("height", flat=True))
    for place, (width, height) in enumerate(sizes):
        if height in done:
            continue
        out = film.with_name(f"{height}{found.suffix}")
        transcoding.make(found, film, container, facts, (width, height), out, _progress(video, place, len(sizes)))
        with out.open("rb") as small:
            file = keep(small, name=f"{height}{found.suffix}", media_type=found.media_type, owner=None, at=at)
        Rendition.objects.create(video=video, file=file, width=width, height=height)
        out.unlink()
        # From the first size on it can be watched; the better ones follow.
        content.touch(item_id=video.pk)


def _progress(video: Video, place: int, count: int) -> Callable[[float], None]:
    told_at = 0.0

    def tell(done: float) -> None:
        nonlocal told_at
        if time.monotonic() - told_at > _TOLD_EVERY:
            told_at = time.monotonic()
            Video.objects.filter(pk=video.pk).update(progress=round((place + done) / count * 100))

    return tell


def _keep_plain(video: Video, film: Path, container: logic.Container, at: datetime) -> Video:
    media_type = container.plays_as or "application/octet-stream"
    if video.original_id is None:
        with film.open("rb") as whole:
            name = video.upload.name if video.upload else "film"
            video.original = keep(whole, name=name, media_type=media_type, owner=None, at=at)
        video.save(update_fields=["original"])
    return _finish(video, "plain", at, media_type=media_type)


def _refuse(video: Video, problem: str, at: datetime) -> Video:
    video.problem = problem
    video.save(update_fields=["problem"])
    return _finish(video, "refused", at)


@transaction.atomic
def _finish(video: Video, state: str, at: datetime, **data: Any) -> Video:
    """This will say how it ended; what arrived is not needed any more."""
    LIFECYCLE.check(video.state, state)
    video.state, video.progress = state, 100
    files = [rendition.file.size for rendition in video.renditions.select_related("file")]
    video.bytes = sum(files) + (video.original.size if video.original else 0)
    upload_ids = list(Upload.objects.filter(id=video.upload_id).values_list("id", flat=True))
    video.upload = None
    video.save(update_fields=["state", "progress", "bytes", "upload"])
    forget(upload_ids)
    content.touch(item_id=video.pk)
    item = Item.objects.get(id=video.pk)
    outbox.record(
        f"videos.video.{'refused' if state == 'refused' else 'ready'}", at=at, item=item.id, root=item.id,
        person=item.author_id, alias=item.alias_id, space=item.space_id, data=data,
    )  # fmt: skip
    return video
