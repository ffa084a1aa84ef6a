from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "folkmoot.base.ui"
    label = "ui"
