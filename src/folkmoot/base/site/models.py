from django.db import models


class Decision(models.Model):
    """One setting that differs from its default."""

    key = models.TextField(primary_key=True)
    value = models.JSONField()
