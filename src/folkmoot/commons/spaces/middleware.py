"""Who is looking, for every request."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from folkmoot.commons.people.logic import zone
from folkmoot.commons.people.models import Person

from .viewer import GUEST, Viewer, viewer_of


class ViewerMiddleware:
    """Sets `request.viewer`; whoever has no session is a guest, and so is an account that may not enter.

    While a person's request is answered, moments are written and read in their own time zone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_user, request))  # type: ignore[assignment]
        # Strangers have nothing to look up: their pages are kept, and must not cost a query. The others' viewer is
        # asked hundreds of times on a page, so it is the plain object, not one that loads itself.
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        viewer = _viewer(request) if is_known else GUEST
        request.viewer = viewer  # type: ignore[attr-defined]
        with timezone.override(zone(viewer.timezone) if is_known else None):
            return self.get_response(request)


def _brought(request: HttpRequest) -> tuple[Person, Viewer] | None:
    """What the session brought along (`sessions.SessionStore`)."""
    bring = getattr(request.session, "person_and_viewer", None)
    return bring() if bring is not None else None


def _user(request: HttpRequest) -> object:
    if not hasattr(request, "_cached_user"):
        brought = _brought(request)
        request._cached_user = brought[0] if brought is not None else auth.get_user(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]


def _viewer(request: HttpRequest) -> Viewer:
    if not hasattr(request, "_cached_user") and (brought := _brought(request)) is not None:
        request._cached_user, viewer = brought  # type: ignore[attr-defined]
        return viewer
    user = request.user
    return viewer_of(user.pk) if user.is_authenticated else GUEST
