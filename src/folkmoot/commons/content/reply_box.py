"""The form at the end of a conversation. As long as nobody has begun to write, it is the same for everybody and under
every item but for the item's own letters: it is drawn once, and these are put in."""

import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from folkmoot.base.ids import to_text
from folkmoot.commons.spaces.viewer import Viewer

from .forms import ComposerForm, draft_of
from .models import Item

# An item that is none. Drawn at random for each process: nobody can write its letters into a text.
_NO_ITEM = secrets.randbits(62)


@dataclass(frozen=True, slots=True)
class EmptyBox:
    """A form with nothing in it yet; `key_in_frame` is all that it depends on."""

    item_id: int
    key_in_frame: Hashable
    make: Callable[[int], ComposerForm]

    @property
    def form(self) -> ComposerForm:
        """The form as it is drawn; `put_in` makes it that of the item."""
        return self.make(_NO_ITEM)


def put_in(drawn: str, item_id: int) -> str:
    """What was drawn under no item, under this one."""
    return drawn.replace(to_text(_NO_ITEM), to_text(item_id))


def reply_box(
    viewer: Viewer, item: Item, *, root: Item, kind: str, url_name: str, **texts: Any
) -> ComposerForm | EmptyBox:
    """The form to reply to an item with a `kind`, for whoever may: with what they had begun to write, or empty.

    `content/reply_box.html` draws either; it is sent to `reverse(url_name, args=[item.id])`.
    """

    def make(item_id: int, **initial: str) -> ComposerForm:
        return ComposerForm(
            viewer=viewer, kind=kind, root=root, place=f"{kind}:{to_text(item_id)}",
            action=reverse(url_name, args=[item_id]), initial=initial or {"body": ""}, **texts,
        )  # fmt: skip

    if begun := draft_of(viewer, f"{kind}:{to_text(item.id)}"):
        return make(item.id, **begun)
    voices = tuple(root.space.voices) if root.space is not None else ()
    return EmptyBox(item.id, (kind, root.audience, voices, *map(str, texts.values())), make)
