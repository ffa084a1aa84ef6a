"""What ballots are for. A room that holds votes registers a home in its `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from folkmoot.commons.spaces.viewer import Viewer

    from .models import Ballot


@dataclass(frozen=True, slots=True)
class Home:
    """`may_see` narrows who sees a ballot of this home (whoever is on the roll does anyway), `may_run` says who runs
    it besides who made it, `url` is the page it belongs to."""

    name: str
    label: Any
    url: "Callable[[Ballot], str]"
    may_run: "Callable[[Viewer, Ballot], bool]" = lambda viewer, ballot: viewer.is_admin
    may_see: "Callable[[Viewer, Ballot], bool]" = lambda viewer, ballot: True


_homes: dict[str, Home] = {}


def register(home: Home) -> None:
    """This will make a home known."""
    _homes[home.name] = home


def home(name: str) -> Home | None:
    """The home of that name; None when its room is not installed."""
    return _homes.get(name)
