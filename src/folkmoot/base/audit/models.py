from django.db import models


class Entry(models.Model):
    """One act worth answering for. `seal` chains it to the entry before, so that a change shows."""

    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    verb = models.TextField()
    subject = models.BigIntegerField(null=True, help_text="the person whose data or rights were touched")
    item = models.BigIntegerField(null=True)
    space = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    seal = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="audit_subject")]
