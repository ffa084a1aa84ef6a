"""Parts of a space's page that higher rooms fill: its feed, what is pinned, a composer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from .models import Space


@dataclass(frozen=True, slots=True)
class Panel:
    """A template and the values it is drawn from (under the key `panel`); nothing is asked while drawing."""

    template: str
    values: Any


Provide = Callable[[HttpRequest, Space], Panel | None]
_providers: dict[str, list[tuple[int, Provide]]] = {"main": [], "side": []}


def register(provide: Provide, *, where: str = "main", order: int = 50) -> None:
    """This will draw what `provide(request, space)` gives on the page of every space the viewer may read."""
    if all(each is not provide for _, each in _providers[where]):
        _providers[where].append((order, provide))
        _providers[where].sort(key=lambda pair: pair[0])


def panels_of(request: HttpRequest, space: Space, where: str) -> list[Panel]:
    made = (provide(request, space) for _, provide in _providers[where])
    return [panel for panel in made if panel is not None]
