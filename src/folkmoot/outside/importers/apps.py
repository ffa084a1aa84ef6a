from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "folkmoot.outside.importers"
    label = "importers"
