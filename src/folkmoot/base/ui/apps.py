from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "folkmoot.base.ui"
    label = "ui"

    def ready(self) -> None:
        from folkmoot.base.site.settings import Setting, declare

        declare(Setting("ui.site_name", _("Name of this site"), "Folkmoot", group=_("Home")))
