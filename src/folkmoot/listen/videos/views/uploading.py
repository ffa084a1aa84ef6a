"""Uploads that go on where the line broke: the tus protocol, version 1.0.0, with creation and termination.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.commons.content.refusals import Refused

from .. import actions, policy, queries
from ..models import Upload
from ..refusals import NotAVideo, ShareIsUsedUp, TwoFilesInOne, VideoIsTooLarge, WrongPlace

VERSION = "1.0.0"
BEGUN_A_MINUTE = 12
# A film on a slow line keeps a thread of this process for as long as it comes: some are always left for pages.
_lines = threading.BoundedSemaphore(settings.FILMS_AT_ONCE)
_STATUS: dict[type[Refused], int] = {
    WrongPlace: 409, VideoIsTooLarge: 413, ShareIsUsedUp: 413, NotAVideo: 415, TwoFilesInOne: 415,
}  # fmt: skip


def _speaking_tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Versions, refusals and absent uploads, answered as the protocol says."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable", VERSION) != VERSION:
        response = HttpResponse(status=412)
        response["Tus-Version"] = VERSION
        return response
    if request.viewer.is_guest and request.method != "OPTIONS":
        return HttpResponse(status=401)
    try:
        return view(request, *args, **kwargs)
    except Upload.DoesNotExist:
        return HttpResponse(status=404)
    except Refused as refused:
        return HttpResponse(str(refused.message), status=_STATUS.get(type(refused), 403), content_type="text/plain")


@_speaking_tus
def begin(request: HttpRequest) -> HttpResponse:
    """POST: make room for a file. OPTIONS: what can be brought."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"], response["Tus-Extension"] = VERSION, "creation,termination"
        response["Tus-Max-Size"] = str(policy.room_of(request.viewer).most_a_file)
        return response
    if request.method != "POST":
        return _not_allowed("OPTIONS, POST")
    size = _number(request, "Upload-Length")
    if size is None:
        return HttpResponse("Upload-Length?", status=400, content_type="text/plain")
    limits.take(f"film:{request.viewer.person_id}", per_minute=BEGUN_A_MINUTE, at=now())
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "film")
    made = actions.begin(viewer=request.viewer, name=name, size=size, at=now())
    response = HttpResponse(status=201)
    response["Location"] = reverse("videos:upload", args=[made.id])
    response["Upload-Offset"] = "0"
    return response


@_speaking_tus
def upload(request: HttpRequest, upload_id: int) -> HttpResponse:
    """HEAD: how much has arrived. PATCH: the next bytes. DELETE: drop it."""
    if request.method == "HEAD":
        return _told(queries.upload(request.viewer, upload_id), 200)
    if request.method == "DELETE":
        actions.abandon(viewer=request.viewer, upload_id=upload_id)
        return HttpResponse(status=204)
    if request.method != "PATCH":
        return _not_allowed("DELETE, HEAD, PATCH")
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415)
    offset = _number(request, "Upload-Offset")
    if offset is None:
        return HttpResponse("Upload-Offset?", status=400, content_type="text/plain")
    if not _lines.acquire(blocking=False):
        response = HttpResponse(status=503)
        response["Retry-After"] = "3"
        return response
    try:
        moved = actions.append(viewer=request.viewer, upload_id=upload_id, offset=offset, source=request, at=now())
    finally:
        _lines.release()
    return _told(moved, 204)


def _number(request: HttpRequest, header: str) -> int | None:
    text = request.headers.get(header, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _told(found: Upload, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"], response["Upload-Length"] = str(found.received), str(found.size)
    return response


def _not_allowed(methods: str) -> HttpResponse:
    response = HttpResponse(status=405)
    response["Allow"] = methods
    return response


def _metadata(text: str) -> dict[str, str]:
    """`key base64,key base64` of the protocol; what cannot be read is left out."""
    found = {}
    for pair in text[:4000].split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
