"""What people are credited for in the wiki, besides edits, which count for items of every kind."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.deeds import Deed

DEEDS = (
    Deed("content.item.published", "wrote_page", _("wrote a page"), kind="page", icon="book-open", weight=2),
    Deed(
        "wiki.page.approved", "approved", _("wrote a text that was approved"), whose="person", icon="badge-check",
        weight=5, is_received=True,
    ),
)  # fmt: skip
