"""The writing door of the files."""

import hashlib
import io
import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Protocol

import puremagic
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils.translation import gettext_lazy as _

from . import access, deceiving
from .models import StoredFile
from .pictures import PICTURES, PictureIsBroken, PictureIsTooLarge, make_thumbnail, reencode

MAX_BYTES = 25 * 1024 * 1024
# Types that are told to the browser; everything else is "some bytes". Nothing here can run in our origin.
_TOLD = {
    "application/pdf", "application/zip", "application/gzip", "application/json", "application/epub+zip",
    "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
    "audio/mpeg", "audio/ogg", "audio/x-wav", "video/mp4", "video/webm",
}  # fmt: skip
# Nothing of these ends as a ZIP by nature; office documents do.
_ONE_ALONE = {
    "application/pdf",
    "application/gzip",
    "audio/mpeg",
    "audio/ogg",
    "audio/x-wav",
    "video/mp4",
    "video/webm",
}
_UNKNOWN = "application/octet-stream"
UNUSED_FOR = timedelta(days=30)
_AT_ONCE = 500
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+')


class Upload(Protocol):
    """What Django's UploadedFile has, and any open file with a name."""

    name: str | None

    def read(self, size: int = ..., /) -> bytes: ...


class FileRefused(Exception):
    """A file that is not taken in; `message` says why, in words for its owner."""

    kind = "file_refused"

    def __init__(self, message: Any) -> None:
        super().__init__(str(message))
        self.message = message


@transaction.atomic
def store(upload: Upload | BinaryIO, *, owner: int | None, at: datetime, name: str = "") -> StoredFile:
    """This will keep an upload: pictures made anew without metadata, everything else as it came, never active.

    Raises FileRefused when it is empty, too large, a picture that is none, a drawing with a script in it, or two
    files in one.
    """
    data = upload.read(MAX_BYTES + 1)
    if not data:
        raise FileRefused(_("This file is empty."))
    if len(data) > MAX_BYTES:
        raise FileRefused(_("This file is larger than %(most)d MB.") % {"most": MAX_BYTES // 1024 // 1024})
    name = safe_name(name or str(getattr(upload, "name", "") or ""))
    media_type = _sniff(data, name)
    _check_is_what_it_says(data, name, media_type)
    width = height = None
    thumbnail = b""
    if media_type in PICTURES:
        try:
            picture = reencode(data)
        except PictureIsTooLarge:
            raise FileRefused(_("This picture has more than 40 million pixels.")) from None
        except PictureIsBroken:
            raise FileRefused(_("This looks like a picture but cannot be read as one.")) from None
        data, media_type, width, height = picture.data, picture.media_type, picture.width, picture.height
        name = str(PurePosixPath(name).with_suffix(picture.suffix))
        thumbnail = make_thumbnail(data)
    stored = StoredFile(
        owner=owner, name=name, media_type=media_type, size=len(data), width=width, height=height,
        sha256=hashlib.sha256(data).hexdigest(), has_thumbnail=bool(thumbnail), brought_at=at,
    )  # fmt: skip
    # The place in the storage says nothing about the file, and no extension that a server would believe.
    token = secrets.token_hex(16)
    stored.path = default_storage.save(f"{token[:2]}/{token}", ContentFile(data))
    if thumbnail:
        default_storage.save(f"{stored.path}.small", ContentFile(thumbnail))
    stored.save(force_insert=True)
    return stored


@transaction.atomic
def keep(source: BinaryIO, *, name: str, media_type: str, owner: int | None, at: datetime) -> StoredFile:
    """This will keep a large file as it is, without holding it in memory.

    For files that we made ourselves, or whose maker has looked into them: nothing is sniffed and nothing limited.
    """
    digest, size = hashlib.sha256(), 0
    while block := source.read(1024 * 1024):
        digest.update(block)
        size += len(block)
    source.seek(0)
    token = secrets.token_hex(16)
    path = default_storage.save(f"{token[:2]}/{token}", File(source))
    return StoredFile.objects.create(
        owner=owner, name=safe_name(name), media_type=media_type, size=size, sha256=digest.hexdigest(), path=path,
        brought_at=at,
    )  # fmt: skip


def _check_is_what_it_says(data: bytes, name: str, media_type: str) -> None:
    if deceiving.is_drawing(data, name) and deceiving.runs(data):
        raise FileRefused(
            _("“%(name)s” is an SVG that runs a script or fetches things. Send it without, or as a PNG.")
            % {"name": name}
        )
    if media_type in _ONE_ALONE and deceiving.is_also_an_archive(data[-deceiving.TAIL :]):
        raise FileRefused(_("“%(name)s” is two files in one, the second of them an archive.") % {"name": name})


def disown(file_ids: list[int]) -> None:
    """This will forget who brought these files, as what is said under an alias requires."""
    StoredFile.objects.filter(id__in=file_ids).update(owner=None)


def remove_unused(file_ids: list[int]) -> None:
    """This will delete files and their bytes; the caller knows that nothing hangs on them any more."""
    paths = list(StoredFile.objects.filter(id__in=file_ids).values_list("path", flat=True))
    StoredFile.objects.filter(id__in=file_ids).delete()

    def erase() -> None:
        for path in paths:
            default_storage.delete(path)
            default_storage.delete(f"{path}.small")

    transaction.on_commit(erase)


def forget_unused(*, at: datetime) -> int:
    """This will delete uploads of which nothing was made in a month: no row has them, no text that waits names them.

    How many it were.
    """
    unused = StoredFile.objects.filter(brought_at__lt=at - UNUSED_FOR)
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            has_it = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # type: ignore[union-attr]
            unused = unused.exclude(Exists(has_it))
    last = count = 0
    while file_ids := list(unused.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        last = file_ids[-1]  # Those that a text names stay; they must not keep us from what comes after them.
        forgotten = set(file_ids) - access.named_among(set(file_ids))
        remove_unused(sorted(forgotten))
        count += len(forgotten)
    return count


def safe_name(name: str) -> str:
    """A name for showing and downloading: no path, no control characters, at most 120 letters."""
    plain = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])).strip(" .")
    if len(plain) > 120:
        suffix = PurePosixPath(plain).suffix[:12]
        plain = plain[: 120 - len(suffix)] + suffix
    return plain or "file"


def _sniff(data: bytes, name: str) -> str:
    """What the bytes are; the name counts only for telling formats apart that look alike."""
    from .pictures import looks_like_picture

    if picture := looks_like_picture(data, name):
        return picture
    try:
        found = {match.mime_type for match in puremagic.magic_stream(io.BytesIO(data[:65536]), filename=name)[:1]}
    except (puremagic.PureError, ValueError):
        found = set()
    for media_type in found:
        if media_type in _TOLD:
            return media_type
    if name.lower().endswith((".txt", ".md", ".csv", ".log")) and _is_text(data):
        return "text/plain"
    return _UNKNOWN


def _is_text(data: bytes) -> bool:
    try:
        return "\x00" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
