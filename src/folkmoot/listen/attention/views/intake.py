"""Where the script of a page tells how long and how far. Answered before anything else of the site is asked."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from folkmoot.base.clock import now

from .. import hearing, intake

MOST_BYTES = 16_384
MOST_ENTRIES = 64


def in_front_of(application: Callable[..., Any]) -> Callable[..., Any]:
    """A WSGI application that takes readings in itself and hands everything else on: to make a request of Django's
    of each would cost as much again."""
    place = reverse("attention:take")

    def answer(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != place:
            return application(environ, start_response)
        status = taken(environ)
        start_response(f"{status.value} {status.phrase}", [] if status == 204 else [("Content-Length", "0")])
        return []

    return answer


def take(request: HttpRequest) -> HttpResponse:
    """The same where Django itself is asked (a server of one's own, tests)."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    return HttpResponse(status=taken(request.META))


def taken(environ: Mapping[str, Any]) -> HTTPStatus:
    """A list of [ticket, seconds, share]; refused unless at least one ticket is genuine.

    The tickets are the proof: nobody else can write one, and no cookie is looked at.
    """
    if not hearing.may_count(environ):
        return HTTPStatus.NO_CONTENT
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or length == "0":
        return HTTPStatus.FORBIDDEN
    if len(length) > 9 or int(length) > MOST_BYTES:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    try:
        entries = json.loads(environ["wsgi.input"].read(int(length)))
    except (ValueError, RecursionError, OSError):
        return HTTPStatus.FORBIDDEN
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        return HTTPStatus.FORBIDDEN
    heard = hearing.staying(entries, at=now())
    if not heard:
        return HTTPStatus.FORBIDDEN
    intake.take(heard)
    return HTTPStatus.NO_CONTENT
