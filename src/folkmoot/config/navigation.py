"""What every page's frame needs: the places on the left, the counts, the person."""

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from folkmoot.base import navigation
from folkmoot.base.ids import to_text
from folkmoot.base.web.caching import NoToken
from folkmoot.commons.spaces.viewer import Viewer


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`navigation`, `person` and the rest of the frame; rooms add theirs with `base.navigation`."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {}
    person = None if viewer.is_guest else _person(viewer)
    # A page that is kept for all guests carries nobody's secret token; nothing on it can be sent.
    is_shared = getattr(request, "is_shared_page", False)
    token = {"csrf_token": NoToken(request), "is_shared_page": True} if is_shared else {}
    return {
        **token,
        "viewer": viewer,
        "navigation": navigation.places(request),
        "person": person,
        "person_menu": _menu(get_language()) if person else [],
        "compose_url": _address("notes:new"),
        **navigation.frame(request),
    }


def _person(viewer: Viewer) -> dict[str, Any]:
    return {
        "name": viewer.name,
        "id": viewer.person_id,
        "url": _address("people:profile", viewer.username),
        "avatar_url": _address("files:file", viewer.picture_id, "picture") if viewer.picture_id else "",
        "portrait_seed": to_text(viewer.person_id or 0),
    }


@cache
def _menu(language: str | None) -> navigation.Lines:
    entries = (
        ("content:bookmarks", "bookmark", _("Bookmarks")),
        ("content:drafts", "file-text", _("Drafts")),
        ("people:requests", "user-plus", _("Requests to connect")),
        ("people:settings", "settings", _("Settings")),
    )
    found = [{"url": _address(name), "icon": icon, "label": label} for name, icon, label in entries]
    return navigation.Lines([entry for entry in found if entry["url"]], "menu")


@lru_cache(maxsize=4096)
def _address(name: str, *args: object) -> str:
    """The address, or nothing where the room is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
