from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntroductionsConfig(AppConfig):
    name = "folkmoot.understand.introductions"
    label = "introductions"

    def ready(self) -> None:
        from folkmoot.base import navigation, outbox
        from folkmoot.base.site import settings as site
        from folkmoot.commons.content import encounters
        from folkmoot.commons.feed import side, topics
        from folkmoot.commons.people.queries.export import contribute

        from . import policy, queries, waiting
        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        encounters.declare(
            encounters.Encounter(
                "introductions.introduced", "introduce", _("introduced"), people="people", is_open=False
            ),
            encounters.Encounter("introductions.kept", "coffee", _("met"), worth=2.0, is_open=False),
        )
        topics.add_topic(
            "introductions",
            _("People to meet this week"),
            _("There are people you might like to meet"),
            mail="weekly",
        )
        topics.add_topic(
            "introduction_asked", _("I am asked for an introduction or a coffee"), _("%(who)s asks you something"),
            mail="now", is_grouped=False,
        )  # fmt: skip
        topics.add_topic(
            "introduced", _("I am introduced to somebody"), _("%(who)s brings you together"), mail="now",
            is_grouped=False,
        )  # fmt: skip
        topics.add_reason("you_asked", _("because you asked for introductions"))
        side.register(waiting.waiting_for, order=25)
        contribute("introductions", queries.own_rows)
        outbox.subscribe(
            "introductions.forget",
            names=("people.person.erased",),
            handler="folkmoot.understand.introductions.tasks.forget_people",
        )
        navigation.add(
            navigation.Place(
                _("Introductions"),
                "introductions:mine",
                "handshake",
                43,
                shown=policy.may_take_part,
                is_primary=False,
            )
        )
