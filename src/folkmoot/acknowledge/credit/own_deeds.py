"""Deeds in rooms below that know nothing of credit: founding a place, and the origin this room keeps itself."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.deeds import Deed

DEEDS = (
    Deed("spaces.space.made", "hosted", _("opened a community"), icon="door-open", weight=3),
    Deed(
        "credit.origin.named", "reused", _("made what others built on"), whose="author", where="of",
        icon="git-fork", weight=15, is_received=True,
    ),
)  # fmt: skip
