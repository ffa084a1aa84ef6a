from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
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
        response = _bytes(stored, is_small, head=request.method == "HEAD")
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
