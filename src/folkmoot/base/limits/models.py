from django.db import models


class Bucket(models.Model):
    """What is left to `key`. Unlogged: after a crash everybody simply starts anew."""

    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.FloatField()
    at = models.DateTimeField()


class Kept(models.Model):
    """A row of Django's cache, as its `DatabaseCache` wants it: failed sign-ins, and codes that were used.

    In the database, because a cache of each process would let everybody try as often as there are processes, and use
    a code once in each. Unlogged, too.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
