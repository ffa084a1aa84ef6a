from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "folkmoot.commons.people"
    label = "people"
