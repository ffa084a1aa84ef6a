"""The tabs of a space. A room with a tool of its own registers one in its `ready()`."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse

from folkmoot.base.navigation import Lines

from .models import Space


@dataclass(frozen=True, slots=True)
class Tab:
    """`kind` is the kind of item the tab lists: shown where the space has that tool on; "" always."""

    label: Any
    url_name: str
    kind: str = ""
    order: int = 50


_tabs: list[Tab] = []


def register(label: Any, url_name: str, kind: str = "", *, order: int = 50) -> None:
    """This will add a tab; its address is `reverse(url_name, args=[slug])`."""
    tab = Tab(label, url_name, kind, order)
    if all(each.url_name != url_name for each in _tabs):
        _tabs.append(tab)
        _tabs.sort(key=lambda each: each.order)


def tools() -> list[Tab]:
    """The tabs that stand for a tool a space may switch on or off."""
    return [tab for tab in _tabs if tab.kind]


def tabs_of(space: Space, current: str = "") -> Lines:
    """The tabs of one space; `current` is the name of the page's address."""
    found = [
        {"label": tab.label, "url": _address(tab.url_name, space.slug), "is_current": tab.url_name == current}
        for tab in _tabs
        if not tab.kind or not space.tools or tab.kind in space.tools
    ]
    return Lines(found, (space.slug, tuple(space.tools), current))


@lru_cache(maxsize=20_000)
def _address(url_name: str, slug: str) -> str:
    return reverse(url_name, args=[slug])
