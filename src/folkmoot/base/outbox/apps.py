from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "folkmoot.base.outbox"
    label = "outbox"
