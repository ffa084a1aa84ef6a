"""The reading door of videos: lists, one with all that belongs to it, and what is the viewer's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_item, visible_items
from folkmoot.commons.spaces.viewer import Viewer

from . import logic, policy
from .actions.uploading import used_by
from .models import Captions, Rendition, Upload, Video, Watching


def videos(viewer: Viewer, *, person_id: int | None = None, space_id: int | None = None) -> QuerySet[Item]:
    """The videos a viewer may watch: all, of one person's channel (under their name), or of one space.

    A film that could not be read has nothing to watch: it stands only in its author's lists, who can take it away.
    """
    refused = Exists(Video.objects.filter(item=OuterRef("pk"), state="refused"))
    shown = ~refused if viewer.person_id is None else ~refused | Q(author_id=viewer.person_id)
    found = visible_items(viewer).filter(shown, kind="video", root__isnull=True)
    if person_id is not None:
        found = found.filter(author_id=person_id)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    return found


def video_page(viewer: Viewer, *, after: str = "", size: int = 24, **which: int | None) -> Page:
    """One page of `videos(**which)`, the newest first."""
    return page_of(videos(viewer, **which), by="published_at", after=after, size=size)


def films_of(items: Sequence[Item]) -> dict[int, Video]:
    """What (visible) items have beside their text: sizes, picture, captions; three queries."""
    sizes = Rendition.objects.select_related("file").order_by("-height")
    found = (
        Video.objects.filter(item_id__in=[item.id for item in items])
        .select_related("poster", "original")
        .prefetch_related(
            Prefetch("renditions", queryset=sizes), Prefetch("captions", queryset=Captions.objects.defer("text"))
        )
    )
    return {video.pk: video for video in found}


def film(viewer: Viewer, item_id: int) -> Video:
    """The film of one item; raises Item.DoesNotExist for what is hidden."""
    item = visible_item(viewer, item_id, kind="video")
    return Video.objects.select_related("original").get(pk=item.id)


def captions(viewer: Viewer, item_id: int, language: str) -> Captions:
    """The captions of a visible video; raises Item.DoesNotExist, Captions.DoesNotExist."""
    item = visible_item(viewer, item_id, kind="video")
    return Captions.objects.get(video_id=item.id, language=language)


def transcript(item_id: int, language: str) -> list[logic.Cue]:
    """What is said in a (visible) video: in that language if there is one, else in the first."""
    found = list(Captions.objects.filter(video_id=item_id).order_by("language"))
    best = next((each for each in found if each.language == language), found[0] if found else None)
    return logic.read_captions(best.text) if best is not None else []


def place_of(viewer: Viewer, item_id: int) -> Watching | None:
    """Where the viewer stopped."""
    if viewer.is_guest:
        return None
    return Watching.objects.filter(person_id=viewer.person_id, video_id=item_id).first()


def places_of(viewer: Viewer, items: Sequence[Item]) -> dict[int, int]:
    """How far the viewer is in each of these, in per cent; one query."""
    if viewer.is_guest or not items:
        return {}
    mine = Watching.objects.filter(
        person_id=viewer.person_id, video_id__in=[item.id for item in items], video__duration__gt=0
    )
    return {
        video_id: 100 if finished_at else min(round(position * 100_000 / (duration or 1)), 100)
        for video_id, position, duration, finished_at in mine.values_list(
            "video_id", "position", "video__duration", "finished_at"
        )
    }


def begun(viewer: Viewer, *, limit: int = 4) -> list[Item]:
    """What the viewer began and has not finished, the last one first."""
    if viewer.is_guest:
        return []
    mine = Watching.objects.filter(person_id=viewer.person_id, finished_at__isnull=True, position__gte=5)
    ids = list(mine.order_by("-at").values_list("video_id", flat=True)[: limit * 3])
    found = {item.id: item for item in visible_items(viewer).filter(id__in=ids)}
    return [found[each] for each in ids if each in found][:limit]


@dataclass(frozen=True, slots=True)
class Moment:
    """A comment that speaks of a moment of the film."""

    comment: Item
    seconds: int


def moments(viewer: Viewer, item: Item) -> list[Moment]:
    """The comments under a video that name a moment, in the film's order; at most 100."""
    named = visible_items(viewer).filter(root=item, kind="comment", body__regex=r"\d:[0-5]\d")
    found = [
        Moment(comment, seconds)
        for comment in named.select_related("author", "alias").order_by("id")[:100]
        if (seconds := logic.first_mark(comment.body)) is not None
    ]
    return sorted(found, key=lambda each: each.seconds)


def upload(viewer: Viewer, upload_id: int) -> Upload:
    """An upload of the viewer's own; raises Upload.DoesNotExist."""
    return Upload.objects.get(id=upload_id, person_id=viewer.person_id or 0)


def whole_uploads(viewer: Viewer) -> list[Upload]:
    """What the viewer has brought and not published yet."""
    used = Video.objects.filter(upload__isnull=False).values("upload_id")
    mine = Upload.objects.filter(person_id=viewer.person_id or 0, received=F("size")).exclude(id__in=used)
    return list(mine.order_by("-moved_at")[:5])


@dataclass(frozen=True, slots=True)
class Share:
    """How much of their room somebody has used, in bytes."""

    used: int
    most: int
    most_a_file: int


def share_of(viewer: Viewer) -> Share:
    room = policy.room_of(viewer)
    return Share(used_by(viewer.person_id or 0), room.most_in_all, room.most_a_file)


def words_of(item_ids: Sequence[int]) -> dict[int, str]:
    """What is said in videos, for the search: the captions without their times."""
    found: dict[int, list[str]] = {}
    for video_id, text in Captions.objects.filter(video_id__in=item_ids).values_list("video_id", "text"):
        found.setdefault(video_id, []).extend(cue.text for cue in logic.read_captions(text))
    return {video_id: " ".join(said) for video_id, said in found.items()}


def may_read_file(viewer: Viewer, file_id: int) -> bool:
    """Whether a file is a size or the picture of a video the viewer may watch, or their own draft's."""
    of = Video.objects.filter(poster_id=file_id) | Video.objects.filter(original_id=file_id)
    ids = [
        *of.values_list("pk", flat=True),
        *Rendition.objects.filter(file_id=file_id).values_list("video_id", flat=True),
    ]
    if not ids:
        return False
    return visible_items(viewer).filter(id__in=ids).exists() or bool(
        voices.mine_among(viewer, Item.objects.filter(id__in=ids))
    )
