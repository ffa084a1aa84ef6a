from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedConfig(AppConfig):
    name = "folkmoot.commons.feed"
    label = "feed"

    def ready(self) -> None:
        from folkmoot.base import navigation, outbox
        from folkmoot.base.site import settings as site
        from folkmoot.commons.people import panels
        from folkmoot.commons.spaces import viewer

        from . import frame, side
        from .audience import heard

        outbox.subscribe("feed.tell", names=heard(), handler="folkmoot.commons.feed.tasks.tell")
        outbox.subscribe(
            "feed.wake",
            names=("content.*", "qa.*"),
            handler="folkmoot.commons.feed.tasks.wake",
        )
        navigation.add(navigation.Place(_("Home"), "feed:home", "house", 0))
        navigation.add_frame(frame.bell)
        panels.register_settings(panels.SettingsPage(_("Notifications"), "feed:preferences", 15))
        side.register(side.must_reads, order=0)
        side.register(side.requests_to_connect, order=20)
        side.register(side.requests_to_join, order=30)
        site.declare(
            site.Setting("feed.welcome", _("Words of welcome"), "", _("What a visitor reads first."), group=_("Home"))
        )
        viewer.bring("notifications", frame.UNREAD)
