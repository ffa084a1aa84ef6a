from django.apps import AppConfig


class FeedConfig(AppConfig):
    name = "folkmoot.commons.feed"
    label = "feed"
