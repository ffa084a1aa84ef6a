from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    name = "folkmoot.base.processes"
    label = "processes"
