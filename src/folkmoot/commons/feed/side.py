"""What waits for the person who looks, for the right column of their home. Rooms above register more of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.commons.content import queries as content
from folkmoot.commons.people import queries as people
from folkmoot.commons.spaces import queries as spaces
from folkmoot.commons.spaces.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: something the viewer is asked to do, and where."""

    text: Any
    url: str
    icon: str


Provide = Callable[[Viewer], Iterable[Waiting]]
_providers: list[tuple[int, Provide]] = []


def register(provide: Provide, *, order: int = 50) -> None:
    """This will show what `provide(viewer)` gives on the home page of everybody signed in."""
    if all(each is not provide for _order, each in _providers):
        _providers.append((order, provide))
        _providers.sort(key=lambda pair: pair[0])


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """All that waits, in the order of the providers; nothing for guests."""
    if viewer.is_guest:
        return []
    return [line for _order, provide in _providers for line in provide(viewer)]


def must_reads(viewer: Viewer) -> Iterable[Waiting]:
    for item in content.must_reads(viewer):
        yield Waiting(
            _("Please read: %(title)s") % {"title": item}, reverse("content:item", args=[item.pk]), "book-open-check"
        )


def requests_to_connect(viewer: Viewer) -> Iterable[Waiting]:
    if count := people.request_count(viewer):
        words = ngettext("%d person would like to connect", "%d people would like to connect", count) % count
        yield Waiting(words, reverse("people:requests"), "user-plus")


def requests_to_join(viewer: Viewer) -> Iterable[Waiting]:
    for space, count in spaces.spaces_with_requests(viewer)[:3]:
        words = ngettext("%(n)d asks to join %(space)s", "%(n)d ask to join %(space)s", count)
        yield Waiting(
            words % {"n": count, "space": space.name}, reverse("spaces:requests", args=[space.slug]), "door-open"
        )


__all__ = ["Waiting", "register", "waiting_for"]
