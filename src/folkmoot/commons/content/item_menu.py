"""Entries that rooms above add to the menu of every item; registered in `ready()`."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .models import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """Leads to `reverse(url_name, args=[item.id])`, a page that asks for itself who may see it."""

    label: Any
    icon: str
    url_name: str


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """This will add an entry to the menu of every item."""
    if entry not in _entries:
        _entries.append(entry)


def entries_for(item: Item) -> list[dict[str, Any]]:
    return [{"label": e.label, "icon": e.icon, "url": reverse(e.url_name, args=[item.id])} for e in _entries]
