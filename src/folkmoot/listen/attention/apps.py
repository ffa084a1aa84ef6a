from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttentionConfig(AppConfig):
    name = "folkmoot.listen.attention"
    label = "attention"

    def ready(self) -> None:
        from folkmoot.base import navigation, outbox
        from folkmoot.base.site.settings import Setting, declare
        from folkmoot.commons.content import composing, readings
        from folkmoot.commons.people import panels
        from folkmoot.commons.people.queries.export import contribute
        from folkmoot.commons.search import unanswered
        from folkmoot.commons.spaces import figures

        from . import hearing, queries, space_figures

        group = _("Attention")
        declare(
            Setting(
                "attention.least", _("Fewest people behind any number"), 5, group=group,
                help=_("Of fewer nothing is shown, nor can it be worked out. Never less than 3."),
            ),
            Setting(
                "attention.keep_days", _("Days after which single readings are forgotten"), 90, group=group,
                help=_("Sums, in which nobody is named, stay."),
            ),
            Setting(
                "attention.ask_from", _("Person-minutes from which a writer is told the cost first"), 240, group=group
            ),
        )  # fmt: skip
        readings.register(hearing.opened, hearing.progressed)
        composing.register(hearing.before_sending)
        unanswered.register(hearing.sought_in_vain)
        figures.register(space_figures.figures)
        navigation.add_frame(hearing.frame)
        contribute("attention", queries.own_rows)
        panels.register_settings(panels.SettingsPage(_("Where my time goes"), "attention:mine", 45))
        outbox.subscribe(
            "attention.hear",
            names=("spaces.space.unfollowed", "spaces.member.left", "feed.letters.stopped", "people.person.erased"),
            handler="folkmoot.listen.attention.tasks.hear",
        )
        navigation.add(
            navigation.Place(
                _("Attention"), "attention:house", "hourglass", 88, lambda viewer: viewer.is_admin, is_primary=False
            )
        )
