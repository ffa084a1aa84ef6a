from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a process that nobody sees from outside: the worker, the live process."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    host = models.CharField(max_length=255)
    process_id = models.IntegerField()

    class Meta:
        db_table = "processes_heartbeat"
