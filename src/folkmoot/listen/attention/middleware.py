"""Guests' reads of public pages are counted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import hearing


class AttentionMiddleware:
    """Stands first: it also sees pages that were given out of what is kept for guests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_shared_page", False) and request.method == "GET":
            match = request.resolver_match
            if match is not None and "item_id" in match.kwargs and response.status_code in (200, 304):
                hearing.guest_read(request, match.kwargs["item_id"])
        return response
