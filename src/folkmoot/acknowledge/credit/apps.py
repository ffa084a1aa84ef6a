from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CreditConfig(AppConfig):
    name = "folkmoot.acknowledge.credit"
    label = "credit"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation, outbox
        from folkmoot.base.site import settings as site
        from folkmoot.commons.content import deeds, item_menu
        from folkmoot.commons.feed import topics
        from folkmoot.commons.people import panels
        from folkmoot.commons.people.queries.export import contribute

        from . import queries
        from .own_deeds import DEEDS
        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        deeds.declare(*DEEDS)
        # Rooms that are set up after this one declare deeds, too, so the ledger hears everything and chooses.
        outbox.subscribe("credit.ledger", names=("*",), handler="folkmoot.acknowledge.credit.tasks.note")
        panels.register(
            panels.Panel("credit", _("Credit"), lambda username: reverse("credit:of_person", args=[username]), 30)
        )
        item_menu.register(item_menu.Entry(_("Who made this"), "sprout", "credit:trail"))
        contribute("credit", queries.own_rows)
        topics.add_topic("badge", _("I am given a badge"), _("You have a new badge"), is_grouped=False)
        navigation.add(navigation.Place(_("Credit"), "credit:overview", "award", 62, _is_signed_in, is_primary=False))


def _is_signed_in(viewer: object) -> bool:
    return not viewer.is_guest  # type: ignore[attr-defined]
