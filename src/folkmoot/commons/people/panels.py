"""Tabs of a profile that other rooms fill: registered in `ready()`, shown in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Panel:
    """`url(username)` is where the panel's page is; its view draws the profile's header by `queries.header`."""

    key: str
    label: Any
    url: Callable[[str], str]
    order: int = 50


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """This will show one more tab on every profile."""
    _panels[panel.key] = panel


def tabs(username: str) -> list[dict[str, Any]]:
    ordered = sorted(_panels.values(), key=lambda each: each.order)
    return [{"key": each.key, "label": each.label, "url": each.url(username)} for each in ordered]
