"""Tabs of a profile that other rooms fill: registered in `ready()`, shown in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Panel:
    """`url(username)` is where the panel's page is; its view draws the profile's header by `queries.header`.
    `may_see(reader)` says for whom there is such a page at all."""

    key: str
    label: Any
    url: Callable[[str], str]
    order: int = 50
    may_see: Callable[[Any], bool] = lambda reader: True


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """This will show one more tab on every profile, to whoever may see its page."""
    _panels[panel.key] = panel


def tabs(reader: Any, username: str, current: str = "") -> list[dict[str, Any]]:
    """The tabs of one profile for a reader; `current` is the key of this page's panel, "" for the profile itself."""
    ordered = sorted(_panels.values(), key=lambda each: each.order)
    entries = [
        ("", _("Profile"), f"/@{username}/"),
        *((each.key, each.label, each.url(username)) for each in ordered if each.may_see(reader)),
    ]
    return [{"label": label, "url": url, "is_current": key == current} for key, label, url in entries]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something a person has chosen to show at the head of their profile, as rooms above know it."""

    label: Any
    icon: str
    tone: str = "accent"
    note: Any = ""


_marks: list[Callable[[Any, Any], Sequence[Mark]]] = []


def register_marks(marks_of: Callable[[Any, Any], Sequence[Mark]]) -> None:
    """This will ask `marks_of(reader, person)` for marks on each profile a reader may open."""
    if marks_of not in _marks:
        _marks.append(marks_of)


def marks(reader: Any, person: Any) -> list[Mark]:
    """What this reader sees at the head of a profile, of all rooms."""
    return [mark for marks_of in _marks for mark in marks_of(reader, person)]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One page of a person's own settings. It extends `people/settings.html`."""

    label: Any
    url_name: str
    order: int = 50


_settings: dict[str, SettingsPage] = {}


def register_settings(*pages: SettingsPage) -> None:
    """This will add pages to everybody's settings."""
    for page in pages:
        _settings[page.url_name] = page


def settings_pages() -> list[SettingsPage]:
    return sorted(_settings.values(), key=lambda each: each.order)
