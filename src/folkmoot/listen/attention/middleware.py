"""Readings are taken in before anything else, and guests' reads of public pages are counted."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import hearing
from .views.intake import take


class AttentionMiddleware:
    """Stands first: nobody else has read the body yet, and pages out of what is kept for guests come by here, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path == reverse("attention:take"):
            return take(request)
        response = self.get_response(request)
        if getattr(request, "is_shared_page", False) and request.method == "GET":
            match = request.resolver_match
            if match is not None and "item_id" in match.kwargs and response.status_code in (200, 304):
                hearing.guest_read(request, match.kwargs["item_id"])
        return response
