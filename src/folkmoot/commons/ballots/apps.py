from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BallotsConfig(AppConfig):
    name = "folkmoot.commons.ballots"
    label = "ballots"

    def ready(self) -> None:
        from folkmoot.base import outbox
        from folkmoot.commons.feed import topics

        outbox.subscribe(
            "ballots.ask_voters",
            names=("ballots.ballot.opened",),
            handler="folkmoot.commons.ballots.tasks.ask_voters",
        )

        topics.add_topic(
            "ballot", _("I am asked to vote"), _("%(who)s asks for your vote"), mail="daily", is_grouped=False
        )
        topics.add_reason("on_roll", _("because you may vote"))
