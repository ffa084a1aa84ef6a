from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "folkmoot.steward.moderation"
    label = "moderation"

    def ready(self) -> None:
        from folkmoot.base import navigation
        from folkmoot.base.site.settings import Setting, declare
        from folkmoot.commons.feed import side

        from . import frame, policy

        declare(
            Setting(
                "moderation.policy",
                label=_("House rules (Markdown)"),
                default="",
                help=_("Shown to everybody on the page about moderation, above how reports are answered."),
                group=_("Moderation"),
            )
        )
        side.register(frame.open_reports, order=40)
        navigation.add(
            navigation.Place(
                _("Moderation"), "moderation:desk", "shield", order=85, shown=policy.may_see_desk, is_primary=False
            )
        )
