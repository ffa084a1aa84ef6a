from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    name = "folkmoot.steward.administration"
    label = "administration"

    def ready(self) -> None:
        from folkmoot.base import navigation

        navigation.add(
            navigation.Place(
                _("Administration"), "administration:settings", "shield", 95, _is_admin, is_primary=False
            )
        )


def _is_admin(viewer: object) -> bool:
    return viewer.is_admin  # type: ignore[attr-defined, no-any-return]
