"""TooMany as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from folkmoot.base.web import render

from .buckets import TooMany


class TooManyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TooMany):
            return None
        response = render(request, "limits/too_many.html", {"wait_seconds": error.wait_seconds}, status=429)
        response["Retry-After"] = str(error.wait_seconds)
        return response
