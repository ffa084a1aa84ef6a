from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "folkmoot.commons.search"
    label = "search"
