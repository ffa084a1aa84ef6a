"""Who may know an answer, as a room above sees it: registered in `ready()`. Without one, questions find alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody to ask, and why, in a few words."""

    person_id: int
    note: str


# viewer, the question, how many, whom not to name, when.
Find = Callable[[Viewer, Item, int, Sequence[int], datetime], Sequence[Suggestion]]
_find: Find | None = None


def register(find: Find) -> None:
    """This will have `find` asked who may know, each time somebody wants to invite."""
    global _find
    _find = find


def suggestions(
    viewer: Viewer, question: Item, *, limit: int, without: Sequence[int], at: datetime
) -> Sequence[Suggestion]:
    """Whom the registered room would ask, best first; nobody when there is none."""
    return () if _find is None else _find(viewer, question, limit, without, at)
