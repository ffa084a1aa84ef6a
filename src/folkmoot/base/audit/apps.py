from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "folkmoot.base.audit"
    label = "audit"
