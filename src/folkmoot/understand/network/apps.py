from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "folkmoot.understand.network"
    label = "network"

    def ready(self) -> None:
        from folkmoot.base import outbox
        from folkmoot.base.site import settings as site

        from .site_settings import SETTINGS

        site.declare(*SETTINGS)
        outbox.subscribe(
            "network.forget",
            names=("people.person.erased",),
            handler="folkmoot.understand.network.tasks.forget_people",
        )
