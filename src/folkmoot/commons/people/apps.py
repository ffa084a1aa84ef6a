from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "folkmoot.commons.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed

        from folkmoot.base import navigation
        from folkmoot.base.files import access
        from folkmoot.base.site import settings as site

        from .accounts import confirm_on_signal
        from .queries.visible import may_see_picture
        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        access.register(may_see_picture)
        email_confirmed.connect(confirm_on_signal, dispatch_uid="people.arrival")
        navigation.add(navigation.Place(_("People"), "people:directory", "users", 40, _is_signed_in))


def _is_signed_in(viewer: object) -> bool:
    return not viewer.is_guest  # type: ignore[attr-defined]
