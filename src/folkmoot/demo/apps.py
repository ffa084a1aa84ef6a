from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "folkmoot.demo"
    label = "demo"

    def ready(self) -> None:
        from folkmoot.base import navigation
        from folkmoot.base.site import settings as site

        from .frame import sign_in_hint

        site.declare(
            site.Setting(
                "demo.is_demo",
                _("This site is a demonstration"),
                False,
                help=_("Set by the command that builds the demo organisation. Its people have a known password."),
            )
        )
        navigation.add_frame(sign_in_hint)
