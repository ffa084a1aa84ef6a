"""Who hears that an item is read. Rooms above register in `ready()`; rooms that play or page tell of progress.

`opened` is told by every page of an item. `progressed` is the door for rooms with a measure of their own (the place
in a video, the page of a book): `readings.progressed(viewer=…, item_id=…, seconds=…, share=…, at=…)`, with the
seconds since the last time and how far one has come in percent; the caller has made sure that the viewer may see the
item. A page that plays something needs no request of its own: its script dispatches `attention` on the document,
with `detail: {share}`, at least every half minute while it plays.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.http import HttpRequest

from folkmoot.commons.spaces.viewer import Viewer

from .models import Item

Opened = Callable[[HttpRequest, Item], None]


class Progressed(Protocol):
    def __call__(self, *, viewer: Viewer, item_id: int, seconds: float, share: int, at: datetime) -> None: ...


_opened: list[Opened] = []
_progressed: list[Progressed] = []


def register(opened: Opened, progressed: Progressed) -> None:
    """This will call `opened(request, item)` for each page of an item that somebody signed in is given."""
    if opened not in _opened:
        _opened.append(opened)
        _progressed.append(progressed)


def tell_opened(request: HttpRequest, item: Item) -> None:
    for hear in _opened:
        hear(request, item)


def progressed(*, viewer: Viewer, item_id: int, seconds: float, share: int, at: datetime) -> None:
    """This will tell that the viewer spent these seconds with an item and has come so far (0 to 100)."""
    for hear in _progressed:
        hear(viewer=viewer, item_id=item_id, seconds=seconds, share=share, at=at)
