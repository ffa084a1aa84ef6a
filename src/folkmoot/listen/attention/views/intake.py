"""Where the script of a page tells how long and how far. Answered before anything else of the site is asked.

Pages tell the live process, whose one loop nobody waits for: the web hands every body from thread to thread, and its
pages wait meanwhile. It takes what comes from browsers that do not reach the live process.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from folkmoot.base.clock import now

from .. import hearing

Message = MutableMapping[str, Any]
MOST_ENTRIES, MOST_BYTES_OF_ONE = 64, 256
MOST_BYTES = MOST_ENTRIES * MOST_BYTES_OF_ONE
_ASKED = {"CONTENT_LENGTH": b"content-length", "HTTP_DNT": b"dnt", "HTTP_SEC_GPC": b"sec-gpc"}


async def respond(scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Any]) -> None:
    """`POST /live`, in the live process."""
    headers = dict(scope["headers"])
    status = _beforehand({name: headers.get(key, b"").decode("latin-1") for name, key in _ASKED.items()})
    if status is None:
        body = await _body(receive)
        if body is None:
            return
        status = _kept(body)
    told = [] if status == HTTPStatus.NO_CONTENT else [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status.value, "headers": told})
    await send({"type": "http.response.body", "body": b""})


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    """As long as its header said, which the server sees to; None when the browser went away before."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def in_front_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that takes readings in itself and hands everything else on: to make a request of Django's
    of each would cost as much again."""
    place = reverse("attention:take")

    def answer(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != place:
            return application(environ, start_response)
        status = _taken(environ)
        start_response(f"{status.value} {status.phrase}", [] if status == 204 else [("Content-Length", "0")])
        return []

    return answer


def take(request: HttpRequest) -> HttpResponse:
    """The same where Django itself is asked (a server of one's own, tests)."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    return HttpResponse(status=_taken(request.META))


def _taken(environ: Mapping[str, Any]) -> HTTPStatus:
    status = _beforehand(environ)
    if status is None:
        try:
            status = _kept(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        except OSError:
            status = HTTPStatus.FORBIDDEN
    return status


def _beforehand(environ: Mapping[str, Any]) -> HTTPStatus | None:
    """The answer that needs no look at the body."""
    if not hearing.may_count(environ):
        return HTTPStatus.NO_CONTENT
    length = environ.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdecimal()) or length == "0":
        return HTTPStatus.FORBIDDEN
    if len(length) > 9 or int(length) > MOST_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


def _kept(body: bytes) -> HTTPStatus:
    """A list of [ticket, seconds, share]; refused unless at least one ticket is genuine.

    The tickets are the proof: nobody else can write one, and no cookie is looked at.
    """
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return HTTPStatus.FORBIDDEN
    # They wait as they are until they are written: none may be large.
    if not isinstance(entries, list) or not len(body) / MOST_BYTES_OF_ONE <= len(entries) <= MOST_ENTRIES:
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.NO_CONTENT if hearing.told(entries, at=now()) else HTTPStatus.FORBIDDEN
