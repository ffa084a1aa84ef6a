"""What somebody ordered that takes longer than a page may."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .campaigns import Campaign


class Work(models.Model):
    """One thing to be done with a campaign, in a job; the row goes in the transaction that has done it."""

    class What(models.TextChoices):
        ASK = "ask", _("The people are chosen who reach most together")
        START = "start", _("The lots are drawn")
        LOOK = "look", _("The look is taken")
        STOP = "stop", _("The campaign is ended")

    class Step(models.TextChoices):
        WAITING = "waiting", _("waiting for its turn")
        READING = "reading", _("reading who is in the audience")
        CHOOSING = "choosing", _("comparing who reaches whom")
        DEALING = "dealing", _("drawing the lots")
        COUNTING = "counting", _("counting what came of it")
        WRITING = "writing", _("writing it down")

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, primary_key=True, related_name="+")
    what = models.CharField(max_length=5, choices=What)
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=8, choices=Step, default=Step.WAITING)
    moved_at = models.DateTimeField()
    failure = models.CharField(max_length=20, blank=True, default="", help_text="kind of a refusal, or “unexpected”")
