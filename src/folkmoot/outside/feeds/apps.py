from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "folkmoot.outside.feeds"
    label = "feeds"
