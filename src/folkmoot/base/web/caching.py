"""Whole pages for guests, rendered once a version in each process.

All guests see the same page, so it is kept as bytes and handed out again for as long as one cheap query (ids and
versions) gives the same answer; a browser that has it already gets "304 Not Modified".
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from folkmoot import __version__
from folkmoot.base import outbox

# Pages say "3 minutes ago": even an unchanged one is drawn anew after a while.
_FRESH_SECONDS = 120.0
_MOST_BYTES = 24 * 1024 * 1024


class NoToken:
    """Stands for the secret token on a page that is shared. A form that wants one shows that it can't be shared."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __bool__(self) -> bool:
        self._request.wants_token = True  # type: ignore[attr-defined]
        return False

    def __str__(self) -> str:
        return ""


class _Pages:
    """The least recently used go first when the bytes are too many."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._pages: OrderedDict[str, tuple[float, bytes, str]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[bytes, str] | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None or time.monotonic() - found[0] > _FRESH_SECONDS:
                return None
            self._pages.move_to_end(key)
            return found[1], found[2]

    def put(self, key: str, body: bytes, media_type: str) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._held -= len(old[1])
            self._pages[key] = (time.monotonic(), body, media_type)
            self._held += len(body)
            while self._held > self._most and self._pages:
                self._held -= len(self._pages.popitem(last=False)[1][1])

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._held = 0


_pages = _Pages(_MOST_BYTES)


def guest_page(
    request: HttpRequest, key: str, version_query: Callable[[], Any], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `make()` answers; for guests the kept bytes while `version_query()` gives the same value.

    `version_query` answers None for a page that is not to be kept (hidden, absent). The key needs no address and no
    language: they are added here. A page with a form's secret token, or a message to this guest, is never kept.
    """
    if request.method not in ("GET", "HEAD") or not request.viewer.is_guest or _is_personal(request):  # type: ignore[attr-defined]
        return _unkept(make())
    version = version_query()
    if version is None:
        return _unkept(make())
    request.is_shared_page = True  # type: ignore[attr-defined]
    facts = [__version__, settings.SITE_URL, key, request.get_full_path(), get_language(), version]
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
    etag = f'W/"{digest}"'
    if etag in [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]:
        return _kept(HttpResponse(status=304), etag)
    if found := _pages.get(digest):
        return _kept(HttpResponse(found[0], content_type=found[1]), etag)
    response = make()
    if getattr(request, "wants_token", False):
        request.is_shared_page = False  # type: ignore[attr-defined]
        return _unkept(make())
    if (
        response.status_code != 200
        or response.cookies
        or response.streaming
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    ):
        return _unkept(response)
    _pages.put(digest, response.content, response["Content-Type"])
    return _kept(response, etag)


def kept_for_guests(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose page guests share until anything happens on the site: for lists, which depend on much."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"{view.__module__}.{view.__qualname__}"
        return guest_page(request, name, outbox.head, lambda: view(request, *args, **kwargs))

    return show


def _is_personal(request: HttpRequest) -> bool:
    # Somebody with a session may have brought an invitation, which stands on every page.
    own = {"messages", "theme", settings.SESSION_COOKIE_NAME}
    return bool(request.headers.get("HX-Request")) or not own.isdisjoint(request.COOKIES)


def _kept(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, Accept-Language, HX-Request"
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def forget_pages() -> None:
    """This will have every page drawn anew (tests)."""
    _pages.clear()
