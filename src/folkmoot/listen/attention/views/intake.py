"""Where the script of a page tells how long and how far. Called by the middleware, before all others."""

import json

from django.http import HttpRequest, HttpResponse

from folkmoot.base.clock import now

from .. import hearing, intake

MOST_BYTES = 16_384
MOST_ENTRIES = 64


def take(request: HttpRequest) -> HttpResponse:
    """A list of [ticket, seconds, share]; refused unless at least one ticket is genuine.

    The tickets are the proof: nobody else can write one, and no cookie is looked at.
    """
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    if not hearing.may_count(request):
        return HttpResponse(status=204)
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if not 0 < length <= MOST_BYTES:
        return HttpResponse(status=413 if length > MOST_BYTES else 403)
    try:
        entries = json.loads(request.read(MOST_BYTES))
    except (ValueError, RecursionError, OSError):
        return HttpResponse(status=403)
    if not isinstance(entries, list) or len(entries) > MOST_ENTRIES:
        return HttpResponse(status=403)
    heard = hearing.staying(entries, at=now())
    if not heard:
        return HttpResponse(status=403)
    intake.take(heard)
    return HttpResponse(status=204)
