import re
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from .access import may_read
from .models import StoredFile


@require_safe
def file(request: HttpRequest, file_id: int, name: str) -> HttpResponseBase:
    """One file for those who may read what it hangs on; never as something the browser would run."""
    stored = StoredFile.objects.filter(id=file_id).first()
    if stored is None or not may_read(request.viewer, stored):
        raise Http404
    is_small = "small" in request.GET and stored.has_thumbnail
    etag = f'"{stored.sha256[:32]}{"s" if is_small else ""}"'
    response: HttpResponseBase
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        part = None if is_small else _part(request, stored, etag)
        response = _bytes(stored, is_small, head=request.method == "HEAD") if part is None else _some(stored, part)
        response["Accept-Ranges"] = "none" if is_small else "bytes"
    response["ETag"] = etag
    # Asked again after some minutes: the right to read may have ended.
    response["Cache-Control"] = "private, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _bytes(stored: StoredFile, is_small: bool, *, head: bool) -> HttpResponseBase:
    path = f"{stored.path}.small" if is_small else stored.path
    media_type = "image/webp" if is_small else stored.media_type
    if not default_storage.exists(path):
        raise Http404
    response: HttpResponseBase
    if head:
        response = HttpResponse(content_type=media_type)
    else:
        response = FileResponse(default_storage.open(path, "rb"), content_type=media_type)
    if stored.media_type == "text/plain":
        response["Content-Type"] = "text/plain; charset=utf-8"
    disposition = content_disposition_header(as_attachment=not stored.is_image, filename=stored.name)
    response["Content-Disposition"] = disposition or "attachment"
    if not is_small:
        response["Content-Length"] = str(stored.size)
    return response


_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")
_BLOCK = 256 * 1024


def _part(request: HttpRequest, stored: StoredFile, etag: str) -> range | None:
    """The bytes that a player or a broken download asks for; None for the whole, an empty range for none we have.

    Of several ranges at once we know nothing, as RFC 9110 allows.
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return None
    if first:
        return range(int(first), min(int(last) + 1 if last else stored.size, stored.size))
    return range(max(stored.size - int(last), 0), stored.size) if last else None


def _some(stored: StoredFile, part: range) -> HttpResponseBase:
    if not part:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{stored.size}"
        return response
    if not default_storage.exists(stored.path):
        raise Http404
    partial = StreamingHttpResponse(_read(stored.path, part), status=206, content_type=stored.media_type)
    partial["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{stored.size}"
    partial["Content-Length"] = str(len(part))
    partial["Content-Disposition"] = content_disposition_header(True, stored.name) or "attachment"
    return partial


def _read(path: str, part: range) -> Iterator[bytes]:
    with default_storage.open(path, "rb") as file:
        file.seek(part.start)
        left = len(part)
        while left and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
