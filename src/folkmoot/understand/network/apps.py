from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "folkmoot.understand.network"
    label = "network"

    def ready(self) -> None:
        from folkmoot.base import navigation, outbox
        from folkmoot.base.site import settings as site
        from folkmoot.commons.people import panels
        from folkmoot.commons.people.queries.export import contribute
        from folkmoot.listen.qa.finding import register

        from . import finding, policy, queries
        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        contribute("network", queries.own_rows)
        panels.register_marks(queries.roles_published)
        register(finding.for_question)
        navigation.add(
            navigation.Place(
                _("Network"), "network:mine", "waypoints", 60, shown=policy.may_see_own, is_primary=False
            )
        )
        outbox.subscribe(
            "network.forget",
            names=("people.person.erased",),
            handler="folkmoot.understand.network.tasks.forget_people",
        )
        outbox.subscribe(
            "network.learn",
            names=("campaigns.persuasion.measured",),
            handler="folkmoot.understand.network.tasks.learn",
        )
