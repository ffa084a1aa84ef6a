"""The log's tables. Events are partitioned by month and reached through `log` and `relay` alone."""

from django.db import models


class Cursor(models.Model):
    """How far one subscriber has come: `seen` is a snapshot all of whose events it has handled; on the way to the
    snapshot `target`, the last (transaction, event) handled."""

    name = models.TextField(primary_key=True)
    seen = models.TextField(default="3:3:")
    target = models.TextField(blank=True, default="")
    xact = models.TextField(default="0")
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")
    failed_count = models.IntegerField(default=0)


class Parked(models.Model):
    """An event that a subscriber could not handle after several tries; kept for a person to look at."""

    subscriber = models.TextField()
    event_id = models.BigIntegerField()
    at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "event_id"], name="parked_once")]
