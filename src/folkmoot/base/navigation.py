"""Places in the frame of every page. Rooms add theirs in `ready()`; config draws them."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cache
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


class Lines(list[dict[str, Any]]):
    """Entries of the frame, with what they depend on besides the language: a frame that was drawn for the same
    (`{% kept %}`) is used again without looking at each of them."""

    def __init__(self, entries: Iterable[dict[str, Any]], key: Hashable) -> None:
        super().__init__(entries)
        self.key_in_frame = key


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


def places(request: HttpRequest) -> Lines:
    """The places for the viewer of this request, the current one marked."""
    viewer, path = request.viewer, request.path  # type: ignore[attr-defined]
    found = []
    for place in _places:
        if place.shown(viewer):
            url = _address(place.url_name)
            is_current = path == url or (url != "/" and path.startswith(url))
            found.append((place, url, is_current))
    entries = (
        {"label": place.label, "url": url, "icon": place.icon, "is_current": current, "is_primary": place.is_primary}
        for place, url, current in found
    )
    return Lines(entries, tuple((url, current) for _, url, current in found))


@cache
def _address(url_name: str) -> str:
    return reverse(url_name)


def frame(request: HttpRequest) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for provide in _frame:
        for name, value in provide(request).items():
            # Lists (banners, links of the footer) grow together; of anything else there is one.
            merged[name] = merged[name] + value if isinstance(value, list) and name in merged else value
    return merged
