from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "folkmoot.commons.content"
    label = "content"
