"""What people are credited for around films, and what they are told."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.outbox import Event
from folkmoot.commons.content.deeds import Deed
from folkmoot.commons.feed import audience, topics


def _is_first(event: Event) -> bool:
    return bool(event.data.get("is_new"))


DEEDS = (
    Deed("content.item.published", "filmed", _("showed something in a video"), kind="video", icon="clapperboard"),
    Deed(
        "videos.captions.kept", "captioned", _("wrote captions for a video"), icon="captions", weight=3,
        when=_is_first,
    ),
)  # fmt: skip


def tell() -> None:
    """This will let the feed tell people when their film is ready, or cannot be; called once at the start."""
    topics.add_topic("video_ready", _("A video of mine is ready"), _("Your video can be watched now"), mail="off")
    topics.add_topic(
        "video_refused", _("A video of mine could not be prepared"), _("Your video could not be prepared"), mail="now"
    )
    audience.add_teller("videos.video.ready", "video_ready", "author")
    audience.add_teller("videos.video.refused", "video_refused", "author")
