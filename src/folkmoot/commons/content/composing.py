"""What writers are told before their words go out: rooms above register in `ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from folkmoot.commons.spaces.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Notice:
    """A template and its values. `key` names what was said: what the writer has seen is not said again."""

    key: str
    template: str
    values: Any


Look = Callable[[Viewer, Mapping[str, Any], datetime], Notice | None]
_looks: list[Look] = []


def register(look: Look) -> None:
    """This will call `look(viewer, fields, at)` with what `actions.publish` will get; a notice stops it once."""
    if look not in _looks:
        _looks.append(look)


def notices(viewer: Viewer, fields: Mapping[str, Any], at: datetime, seen: str) -> list[Notice]:
    """What the writer has to be told and has not seen yet."""
    known = set(seen.split(" "))
    found = (look(viewer, fields, at) for look in _looks)
    return [notice for notice in found if notice is not None and notice.key not in known]
