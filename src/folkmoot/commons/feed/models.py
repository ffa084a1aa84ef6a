"""Notifications, and what each person wants to hear of where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField


class Mail(models.TextChoices):
    """When a letter goes out for a notification."""

    OFF = "off", _("Never")
    NOW = "now", _("At once")
    DAILY = "daily", _("In a daily letter")
    WEEKLY = "weekly", _("In a weekly letter")


class Notification(models.Model):
    """Something one person should know. Alike ones that are unread are one row with a count."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    topic = models.CharField(max_length=30, help_text="a key of topics.TOPICS")
    why = models.CharField(max_length=20, help_text="a key of topics.REASONS: why this person was told")
    item = models.ForeignKey("content.Item", on_delete=models.CASCADE, null=True, related_name="+")
    root = models.ForeignKey("content.Item", on_delete=models.CASCADE, null=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    actor_ids = ArrayField(models.BigIntegerField(), default=list, help_text="people, newest first; never an alias's")
    alias_label = models.CharField(max_length=60, blank=True, default="")
    path = models.CharField(
        max_length=200, blank=True, default="", help_text="the page it leads to, when it is about no item or space"
    )
    count = models.IntegerField(default=1)
    group = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, choices=Mail, default=Mail.OFF)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(read_at__isnull=True), name="notified_once_until_read"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_mine"),
            models.Index(
                fields=["mail", "person"], condition=Q(mailed_at__isnull=True) & ~Q(mail="off"), name="mail_due"
            ),
        ]


class Preference(models.Model):
    """One cell of the matrix. The most specific decision counts: site → space → person → person in a space."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.CharField(max_length=30)
    in_page = models.BooleanField(null=True)
    mail = models.CharField(max_length=6, choices=Mail, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "space", "topic"], name="preference_once", nulls_distinct=False
            ),
        ]
