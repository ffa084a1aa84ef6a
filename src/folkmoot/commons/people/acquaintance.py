"""Whom one knows from other rooms (a shared space, something both read), told by those rooms in `ready()`.

This room knows nothing of spaces and items; it only asks whether somebody is known to the reader.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from .reader import Reader

# A condition on Person for this reader, or None when it can fit nobody.
Condition = Callable[[Reader], Q | None]


@dataclass(frozen=True, slots=True)
class _Way:
    condition: Condition
    in_lists: bool


_ways: dict[str, _Way] = {}


def register(name: str, condition: Condition, *, in_lists: bool = True) -> None:
    """This will let readers meet the people for whom `condition` holds: on their page, and `in_lists`."""
    _ways[name] = _Way(condition, in_lists)


def known_to(reader: Reader, *, for_list: bool) -> Q:
    """The people a reader knows from elsewhere."""
    found = Q(pk__in=[])
    for way in _ways.values():
        if (way.in_lists or not for_list) and (condition := way.condition(reader)) is not None:
            found |= condition
    return found
