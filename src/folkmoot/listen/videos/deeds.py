"""What people are credited for around films."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.outbox import Event
from folkmoot.commons.content.deeds import Deed


def _is_first(event: Event) -> bool:
    return bool(event.data.get("is_new"))


DEEDS = (
    Deed(
        "content.item.published", "filmed", _("showed something in a video"), kind="video", icon="clapperboard",
        taken_back_by=("videos.video.refused",),
    ),
    Deed(
        "videos.captions.kept", "captioned", _("wrote captions for a video"), icon="captions", weight=3,
        taken_back_by=("videos.captions.removed",), when=_is_first,
    ),
)  # fmt: skip
