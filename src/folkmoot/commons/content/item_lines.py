"""Lines that rooms above put beside an item of some kind; registered in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from folkmoot.commons.spaces.viewer import Viewer

from .models import Item


@dataclass(frozen=True, slots=True)
class Line:
    """A link with its words. The page it leads to asks for itself who may see it."""

    text: Any
    url: str
    icon: str


Provide = Callable[[Viewer, Item], Iterable[Line]]
_providers: dict[str, list[Provide]] = {}


def register(kind: str, provide: Provide) -> None:
    """This will show what `provide(viewer, item)` gives beside every item of that kind. It should ask the database
    little or nothing: the page waits for it."""
    if provide not in _providers.setdefault(kind, []):
        _providers[kind].append(provide)


def lines_beside(viewer: Viewer, item: Item) -> list[Line]:
    return [line for provide in _providers.get(item.kind, ()) for line in provide(viewer, item)]
