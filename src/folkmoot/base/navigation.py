"""Places in the frame of every page. Rooms add theirs in `ready()`; config draws them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the left column. `order` sorts; `shown` says whether this viewer gets it."""

    label: Any
    url_name: str
    icon: str
    order: int
    shown: Callable[[Any], bool] = lambda viewer: True
    is_primary: bool = True  # also in the bottom bar of a phone, the first four of them


_places: list[Place] = []
_frame: list[Callable[[HttpRequest], dict[str, Any]]] = []


def add(place: Place) -> None:
    """This will put a place into the frame of every page."""
    if place not in _places:
        _places.append(place)
        _places.sort(key=lambda each: each.order)


def add_frame(provide: Callable[[HttpRequest], dict[str, Any]]) -> None:
    """This will merge what `provide(request)` returns (a bell's count, a banner) into every page's context."""
    if provide not in _frame:
        _frame.append(provide)


def places(request: HttpRequest) -> list[dict[str, Any]]:
    """The places for the viewer of this request, the current one marked."""
    viewer = request.viewer  # type: ignore[attr-defined]
    found = []
    for place in _places:
        if place.shown(viewer):
            url = reverse(place.url_name)
            is_current = request.path == url or (url != "/" and request.path.startswith(url))
            found.append(
                {
                    "label": place.label,
                    "url": url,
                    "icon": place.icon,
                    "is_current": is_current,
                    "is_primary": place.is_primary,
                }
            )
    return found


def frame(request: HttpRequest) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for provide in _frame:
        for name, value in provide(request).items():
            # Lists (banners, links of the footer) grow together; of anything else there is one.
            merged[name] = merged[name] + value if isinstance(value, list) and name in merged else value
    return merged
