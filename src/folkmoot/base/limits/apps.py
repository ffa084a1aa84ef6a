from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "folkmoot.base.limits"
    label = "limits"
