"""Numbers that higher rooms add to a space's statistics (items, people active, questions without an answer)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .models import Space
from .viewer import Viewer


@dataclass(frozen=True, slots=True)
class Figure:
    """`values` has one number a week; or none, and then `total` is all there is to say."""

    label: Any
    explained: Any
    values: Sequence[int] = ()
    total: int | None = None
    url: str = ""


Provide = Callable[[Viewer, Space, Sequence[date]], Sequence[Figure]]
_providers: list[Provide] = []


def register(provide: Provide) -> None:
    """This will show what `provide(viewer, space, mondays)` gives to the owners of every space."""
    if provide not in _providers:
        _providers.append(provide)


def of(viewer: Viewer, space: Space, weeks: Sequence[date]) -> list[Figure]:
    return [figure for provide in _providers for figure in provide(viewer, space, weeks)]
