from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "folkmoot.base.site"
    label = "site"
