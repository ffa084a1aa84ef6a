"""Who makes an idea real, and how far they are."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField

from .ideas import Idea


class Ownership(models.Model):
    """That somebody was offered an idea, holds it, declined it or handed it on: the line of its owners."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        HELD = "held", _("Owner")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Handed on")

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea"], condition=Q(state="held"), name="idea_one_owner"),
            models.UniqueConstraint(fields=["idea"], condition=Q(state="offered"), name="idea_one_offer"),
        ]


class CoAuthor(models.Model):
    """Somebody who wrote the idea with its author, once they have said yes to it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        JOINED = "joined", _("Co-author")
        DECLINED = "declined", _("Declined")

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    came_from = models.ForeignKey(
        Idea, on_delete=models.SET_NULL, null=True, related_name="+", help_text="the merged idea they wrote"
    )
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "person"], name="idea_coauthor_once")]


class Position(models.Model):
    """A place in the team that people may apply for."""

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    about = models.CharField(max_length=500, blank=True, default="")
    is_open = models.BooleanField(default=True)
    at = models.DateTimeField()


class Application(models.Model):
    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = IdField()
    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=1000, blank=True, default="")
    state = models.CharField(max_length=9, choices=State, default="asked")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position", "person"], condition=Q(state="asked"), name="idea_application_open_once"
            )
        ]


class Member(models.Model):
    """Somebody in the team of an idea, from when to when."""

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    role = models.CharField(max_length=80)
    since_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "person"], condition=Q(left_at__isnull=True), name="idea_member_once"
            )
        ]


class Task(models.Model):
    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=160)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")


class ProgressLine(models.Model):
    """How far it was on a day, in numbers and words."""

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    percent = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(percent__lte=100), name="idea_progress_percent")]


class Borrowing(models.Model):
    """Another unit does it too; the idea stays whose it is."""

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "unit"], name="idea_borrowed_once")]
