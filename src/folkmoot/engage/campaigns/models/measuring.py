"""Who hears what, what came of it, and the looks that were taken."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from folkmoot.base.ids import IdField

from .campaigns import Arm, Campaign


class Cluster(models.Model):
    """A group of people who went into one arm together. Of lots over single people there are none."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    label = models.CharField(max_length=120)
    stratum = models.CharField(max_length=120, blank=True, default="")
    size = models.IntegerField()
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="campaign_cluster_once")]


class Participant(models.Model):
    """One person of the audience. Read one by one by nobody but themselves; all pages show sums of many."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.IntegerField(help_text="of their cluster")
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=22, unique=True)
    seen_at = models.DateTimeField(null=True, help_text="when what was meant for them first reached them")
    stray_at = models.DateTimeField(null=True, help_text="when what was meant for others first reached them")
    through = models.BigIntegerField(null=True, help_text="the advocate by whom it first reached them")
    did_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="when they answered the two questions")
    near = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="advocates they heard before it began; until it is over",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="campaign_participant_once")]
        indexes = [
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="campaign_participant_of"),
            models.Index(fields=["campaign", "arm", "number"], name="campaign_participant_sum"),
        ]


class Look(models.Model):
    """What was seen at one of the moments that were planned. Written once, never again."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField()
    planned_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    level = models.FloatField()
    result = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="campaign_look_once")]
