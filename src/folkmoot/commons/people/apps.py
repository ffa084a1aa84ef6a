from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "folkmoot.commons.people"
    label = "people"

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed

        from folkmoot.base import navigation, outbox
        from folkmoot.base.site import settings as site

        from . import panels
        from .accounts import confirm_on_signal
        from .frame import me
        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        email_confirmed.connect(confirm_on_signal, dispatch_uid="people.arrival")
        outbox.subscribe(
            "people.letters",
            names=("people.invitation.made", "people.person.let_in"),
            handler="folkmoot.commons.people.tasks.send_letters",
        )
        navigation.add_frame(me)
        panels.register_settings(*_settings_pages(panels.SettingsPage))
        navigation.add(navigation.Place(_("People"), "people:directory", "contact-round", 40, _is_signed_in))


def _is_signed_in(viewer: object) -> bool:
    return not viewer.is_guest  # type: ignore[attr-defined]


def _settings_pages(page: Any) -> list[Any]:
    names = (
        (_("Profile"), "people:edit_profile"),
        (_("Picture"), "people:edit_picture"),
        (_("Skills"), "people:edit_skills"),
        (_("Language and look"), "people:edit_account"),
        (_("Privacy"), "people:edit_privacy"),
        (_("Muted and blocked"), "people:kept_away"),
        (_("E-mail"), "account_email"),
        (_("Password"), "account_change_password"),
        (_("Two-factor sign-in"), "mfa_index"),
        (_("Sessions"), "usersessions_list"),
        (_("Your data"), "people:own_data"),
    )
    return [page(label, name, order) for order, (label, name) in enumerate(names, start=10)]
