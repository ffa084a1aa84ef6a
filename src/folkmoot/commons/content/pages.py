"""Addresses of items."""

from django.urls import reverse

from folkmoot.base.ids import to_text

from .models import Item


def item_url(item: Item) -> str:
    """The address that leads to any item's own page, whatever its kind."""
    return reverse("content:item", args=[item.id])


def reply_url(item: Item) -> str:
    """Replies live on the page of their root."""
    return f"{reverse('content:item', args=[item.root_id or item.id])}#i-{to_text(item.id)}"
