"""What people are credited for around a campaign."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from folkmoot.base.outbox import Event
from folkmoot.commons.content.deeds import Deed


def _writers(event: Event) -> Sequence[int]:
    return [pk for pk in event.data.get("writers", ()) if isinstance(pk, int)]


DEEDS = (
    Deed(
        "campaigns.message.approved", "co_wrote", _("co-wrote a message that was sent"), whose=_writers,
        icon="pen-line", weight=6,
    ),
    Deed(
        "campaigns.message.carried", "carried", _("carried a message in their own words"), icon="megaphone", weight=2
    ),
)  # fmt: skip
