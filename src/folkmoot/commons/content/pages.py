"""Addresses of items."""

from functools import lru_cache

from django.urls import reverse

from folkmoot.base.ids import to_text

from .models import Item


@lru_cache(maxsize=1)
def _around() -> tuple[str, str]:
    # Asked once: a page of 200 comments has 200 addresses, and `reverse` is slow.
    before, after = reverse("content:item", args=[0]).split(to_text(0))
    return before, after


def item_url(item: Item) -> str:
    """The address that leads to any item's own page, whatever its kind."""
    before, after = _around()
    return f"{before}{to_text(item.id)}{after}"


def reply_url(item: Item) -> str:
    """Replies live on the page of their root."""
    before, after = _around()
    return f"{before}{to_text(item.root_id or item.id)}{after}#i-{to_text(item.id)}"
