"""Who is looking, for every request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .viewer import GUEST, Viewer, viewer_of


class ViewerMiddleware:
    """Sets `request.viewer`, loaded when first asked for; a signed-in account that may not enter is a guest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = SimpleLazyObject(lambda: _viewer(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _viewer(request: HttpRequest) -> Viewer:
    user = request.user
    return viewer_of(user.pk) if user.is_authenticated else GUEST
