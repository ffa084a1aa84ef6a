"""Entries that rooms above add to the menu of every item; registered in `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from folkmoot.commons.spaces.viewer import Viewer

from .models import Item


def _to_all(_viewer: Viewer, _item: Item) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Entry:
    """Leads to `reverse(url_name, args=[item.id])`, a page that asks for itself who may see it.

    `shown` says to whom the entry is of use, from what is loaded.
    """

    label: Any
    icon: str
    url_name: str
    shown: Callable[[Viewer, Item], bool] = _to_all


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """This will add an entry to the menu of every item."""
    if entry not in _entries:
        _entries.append(entry)


def entries_for(viewer: Viewer, item: Item) -> list[dict[str, Any]]:
    return [
        {"label": each.label, "icon": each.icon, "url": reverse(each.url_name, args=[item.id])}
        for each in _entries
        if each.shown(viewer, item)
    ]
