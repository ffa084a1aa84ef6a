"""Bringing a file in pieces: what has arrived stays, wherever the line breaks."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from folkmoot.base.files import deceiving
from folkmoot.base.files.actions import safe_name
from folkmoot.commons.content.refusals import SignInFirst
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, pieces, policy
from ..models import Upload, UploadPart, Video
from ..refusals import NotAVideo, ShareIsUsedUp, TwoFilesInOne, VideoIsTooLarge, WrongPlace

MOST_IN_A_PIECE = 8 * 1024 * 1024
KEPT_FOR = timedelta(days=3)


@transaction.atomic
def begin(*, viewer: Viewer, name: str, size: int, at: datetime) -> Upload:
    """This will make room for a file of `size` bytes; raises SignInFirst, VideoIsTooLarge, ShareIsUsedUp."""
    if viewer.person_id is None:
        raise SignInFirst
    room = policy.room_of(viewer)
    if not 0 < size <= room.most_a_file:
        raise VideoIsTooLarge
    # Locked, so that two uploads begun at once do not both take the last of the room.
    Person.objects.select_for_update(no_key=True).get(id=viewer.person_id)
    if used_by(viewer.person_id) + size > room.most_in_all:
        raise ShareIsUsedUp
    return Upload.objects.create(
        person_id=viewer.person_id, name=safe_name(name), size=size, started_at=at, moved_at=at
    )


def used_by(person_id: int) -> int:
    """How many bytes somebody's videos take, under their name or still on the way."""
    kept = Video.objects.filter(item__author_id=person_id).exclude(item__state="deleted")
    coming = Upload.objects.filter(person_id=person_id).exclude(id__in=kept.values("upload_id"))
    total = kept.aggregate(bytes=Sum("bytes"))["bytes"] or 0
    return int(total + (coming.aggregate(bytes=Sum("size"))["bytes"] or 0))


def append(*, viewer: Viewer, upload_id: int, offset: int, source: pieces.Arriving, at: datetime) -> Upload:
    """This will take the next bytes, as far as they come, piece by piece; raises Upload.DoesNotExist, WrongPlace.

    Each piece is kept for good as soon as it is full, whatever happens to the line or to this process afterwards. As
    soon as the first bytes say that it is no video, NotAVideo or TwoFilesInOne is raised and all of it forgotten.
    """
    upload = _mine(viewer, upload_id)
    if offset != upload.received:
        raise WrongPlace
    is_coming = True
    while is_coming and not upload.is_whole:
        wanted = min(upload.size - upload.received, MOST_IN_A_PIECE)
        # Outside any transaction: a slow line must not hold one open.
        path, taken = pieces.put(source, wanted)
        is_coming = taken == wanted
        try:
            if taken:
                upload = _join(upload_id, upload.received, path, taken, at)
        except BaseException:
            pieces.erase([path])
            raise
        if not taken:
            pieces.erase([path])
        _look_into(upload)
    return upload


@transaction.atomic
def _join(upload_id: int, offset: int, path: str, taken: int, at: datetime) -> Upload:
    upload = Upload.objects.select_for_update().get(id=upload_id)
    if upload.received != offset:
        raise WrongPlace
    UploadPart.objects.create(upload=upload, offset=offset, size=taken, path=path)
    upload.received, upload.moved_at = offset + taken, at
    upload.save(update_fields=["received", "moved_at"])
    return upload


def _look_into(upload: Upload) -> None:
    try:
        if not upload.container and (upload.received >= logic.HEAD or upload.is_whole):
            head = pieces.span(upload, 0, logic.HEAD)
            container = logic.container_of(head)
            if container is None:
                raise NotAVideo(name=upload.name, found=logic.other_name(head))
            upload.container = container.name
            upload.save(update_fields=["container"])
        if upload.is_whole and deceiving.is_also_an_archive(
            pieces.span(upload, max(upload.size - deceiving.TAIL, 0), deceiving.TAIL)
        ):
            raise TwoFilesInOne
    except (NotAVideo, TwoFilesInOne):
        forget([upload.id])
        raise


def abandon(*, viewer: Viewer, upload_id: int) -> None:
    """This will drop what has arrived; raises Upload.DoesNotExist."""
    forget([_mine(viewer, upload_id).id])


def forget(upload_ids: list[int]) -> None:
    """This will remove uploads, and their pieces from the storage."""
    with transaction.atomic():
        found = pieces.paths(upload_ids)
        Upload.objects.filter(id__in=upload_ids).delete()
        transaction.on_commit(lambda: pieces.erase(found))


def forget_stale(at: datetime) -> int:
    """This will remove uploads that nobody went on with for days; returns how many."""
    used = Video.objects.filter(upload__isnull=False).values("upload_id")
    stale = Upload.objects.filter(moved_at__lt=at - KEPT_FOR).exclude(id__in=used)
    ids = list(stale.values_list("id", flat=True)[:500])
    forget(ids)
    return len(ids)


def _mine(viewer: Viewer, upload_id: int) -> Upload:
    return Upload.objects.get(id=upload_id, person_id=viewer.person_id or 0)
