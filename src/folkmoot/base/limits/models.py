from django.db import models


class Bucket(models.Model):
    """What is left to `key`. Unlogged: after a crash everybody simply starts anew."""

    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()
