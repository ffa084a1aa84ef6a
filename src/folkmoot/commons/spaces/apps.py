from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "folkmoot.commons.spaces"
    label = "spaces"
