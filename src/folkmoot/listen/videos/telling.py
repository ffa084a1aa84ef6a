"""Who is told what about films."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.feed import audience, topics


def register() -> None:
    """This will let the feed tell people when their film is ready, or cannot be; called once at the start."""
    topics.add_topic("video_ready", _("A video of mine is ready"), _("Your video can be watched now"), mail="off")
    topics.add_topic(
        "video_refused", _("A video of mine could not be prepared"), _("Your video could not be prepared"), mail="now"
    )
    audience.add_teller("videos.video.ready", "video_ready", "author")
    audience.add_teller("videos.video.refused", "video_refused", "author")
