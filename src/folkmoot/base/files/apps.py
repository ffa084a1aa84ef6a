from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "folkmoot.base.files"
    label = "files"
