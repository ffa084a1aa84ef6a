"""The bytes of an upload in the storage: each piece a file of its own, so that any web process can take the next."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import UnreadablePostError

from .models import Upload, UploadPart

BLOCK = 1024 * 1024


class Arriving(Protocol):
    """Bytes on their way: a request, or an open file."""

    def read(self, size: int = ..., /) -> bytes: ...


class _Piece(File):  # type: ignore[type-arg]
    """At most `most` bytes of what arrives. A line that breaks ends the piece; what has come through stays."""

    def __init__(self, source: Arriving, most: int) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._source, self._left, self.taken = source, most, 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        while self._left:
            try:
                block = self._source.read(min(BLOCK, self._left))
            except (UnreadablePostError, OSError):
                return
            if not block:
                return
            self._left -= len(block)
            self.taken += len(block)
            yield block


def put(source: Arriving, most: int) -> tuple[str, int]:
    """This will write what arrives into the storage; returns its path and how much it was."""
    piece = _Piece(source, most)
    path = default_storage.save(f"uploads/{secrets.token_hex(16)}", piece)
    return path, piece.taken


def span(upload: Upload, start: int, length: int) -> bytes:
    """Some bytes of an upload, across its pieces."""
    found: list[bytes] = []
    end = start + length
    for part in upload.parts.filter(offset__lt=end).order_by("offset"):
        if part.offset + part.size <= start:
            continue
        with default_storage.open(part.path, "rb") as file:
            file.seek(max(start - part.offset, 0))
            found.append(file.read(min(end, part.offset + part.size) - max(start, part.offset)))
    return b"".join(found)


def assemble(upload: Upload, target: Path) -> None:
    """This will write the whole file to `target`."""
    with target.open("wb") as out:
        for part in upload.parts.order_by("offset"):
            with default_storage.open(part.path, "rb") as file:
                while block := file.read(BLOCK):
                    out.write(block)


def paths(upload_ids: list[int]) -> list[str]:
    return list(UploadPart.objects.filter(upload_id__in=upload_ids).values_list("path", flat=True))


def erase(found: list[str]) -> None:
    for path in found:
        default_storage.delete(path)
