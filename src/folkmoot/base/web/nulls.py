"""The one character that PostgreSQL keeps in no text: nobody types it, and no form or query needs to think of it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NULL = "\x00"


class NullBytesMiddleware:
    """Takes null bytes out of what is asked and sent; an address that has one leads nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """After the CSRF check, which has read what was sent in any case."""
        if NULL in request.path_info:
            raise Http404
        request.GET = _without(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without(request.POST)  # type: ignore[assignment]


def _without(sent: QueryDict) -> QueryDict:
    if not any(NULL in value for name, values in sent.lists() for value in (name, *values)):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name.replace(NULL, ""), [value.replace(NULL, "") for value in values])
    clean._mutable = False
    return clean
