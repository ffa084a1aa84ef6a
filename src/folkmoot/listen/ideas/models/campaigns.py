"""Campaigns: what is asked of whom, until when, by which rules, and who has promised to answer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle

CAMPAIGN_LIFECYCLE = Lifecycle("planned", {"planned": ["open"], "open": ["closed"], "closed": ["open"]})


class Door(models.TextChoices):
    """Two ways in to the same room."""

    EMPLOYEES = "employees", _("Systems and processes")
    CUSTOMERS = "customers", _("Products")


class Campaign(models.Model):
    """A question put to people, and the rules for their ideas. Its words, audience and space are its Item's.

    A standing box is a campaign without an end; each door has at most one that is open.
    """

    class Voters(models.TextChoices):
        EVERYBODY = "everybody", _("Everybody who can read the idea")
        EMPLOYEES = "employees", _("Employees")
        MEMBERS = "members", _("Members of the community")

    class Shown(models.TextChoices):
        ALWAYS = "always", _("Everybody, at once")
        AFTER_CLOSE = "after_close", _("Everybody, once the campaign is closed; until then those who decide")
        DECIDERS = "deciders", _("Only those who decide")

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    door = models.CharField(max_length=10, choices=Door, default=Door.EMPLOYEES)
    is_standing = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default=CAMPAIGN_LIFECYCLE.start)
    closes_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    stages = models.JSONField(default=list, help_text="the state machine, as logic.stages reads it; empty: the usual")
    votes_each = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="on open ideas of the campaign; None: as many as one likes"
    )
    allows_down = models.BooleanField(default=False)
    votes_needed = models.PositiveIntegerField(default=0, help_text="until an idea counts as wanted; 0: none")
    votes_shown = models.CharField(max_length=12, choices=Shown, default=Shown.ALWAYS)
    voters = models.CharField(max_length=10, choices=Voters, default=Voters.EVERYBODY)
    answer_days = models.PositiveSmallIntegerField(default=30, help_text="how long an idea may wait for its answer")
    uses_pairs = models.BooleanField(default=False, help_text="reviewers compare two at a time instead of scoring")

    class Meta:
        constraints = [
            CAMPAIGN_LIFECYCLE.constraint("state", "idea_campaign_state"),
            models.CheckConstraint(
                condition=Q(votes_each__isnull=True) | Q(votes_each__gt=0), name="idea_campaign_votes"
            ),
            models.CheckConstraint(
                condition=Q(is_standing=False) | Q(closes_on__isnull=True), name="idea_campaign_stands"
            ),
            models.UniqueConstraint(
                fields=["door"], condition=Q(is_standing=True, state="open"), name="idea_campaign_one_box_a_door"
            ),
        ]
        indexes = [models.Index(fields=["closes_on"], condition=Q(state="open"), name="idea_campaign_closing")]


class Role(models.Model):
    """What somebody does for a campaign. A reviewer says how many open ideas they can answer."""

    class Name(models.TextChoices):
        REVIEWER = "reviewer", _("Reviewer")
        DECIDER = "decider", _("Decides")

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=8, choices=Name)
    capacity = models.PositiveSmallIntegerField(default=0)
    promised_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person", "name"], name="idea_role_once")]


class Criterion(models.Model):
    """What reviewers look at, and how heavily it weighs."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=80)
    about = models.CharField(max_length=300, blank=True, default="")
    weight = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=10), name="idea_criterion_weight"),
        ]


class Evaluation(models.Model):
    """One reviewer's scores (criterion → 1 to 5) with a note; read by reviewers and who decides, nobody else."""

    id = IdField()
    idea = models.ForeignKey("Idea", on_delete=models.CASCADE, related_name="+", db_index=False)
    reviewer = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    scores = models.JSONField(default=dict)
    total = models.PositiveSmallIntegerField(help_text="weighted mean, in hundredths")
    note = models.TextField(blank=True, default="", max_length=4000)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["idea", "reviewer"], name="idea_evaluation_once"),
            models.CheckConstraint(condition=Q(total__gte=100, total__lte=500), name="idea_evaluation_total"),
        ]


class ReviewNote(models.Model):
    """What reviewers say to each other. It is no item: no search, feed, export or count can meet it."""

    id = IdField()
    idea = models.ForeignKey("Idea", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField()


class Comparison(models.Model):
    """A reviewer holds one idea for better than another, or cannot tell (`is_even`); once about each two."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    better = models.ForeignKey("Idea", on_delete=models.CASCADE, related_name="+")
    worse = models.ForeignKey("Idea", on_delete=models.CASCADE, related_name="+")
    is_even = models.BooleanField(default=False, db_default=False, help_text="neither was held for the better one")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "reviewer",
                models.functions.Least("better", "worse"),
                models.functions.Greatest("better", "worse"),
                name="idea_comparison_once",
            ),
            models.CheckConstraint(condition=~Q(better=F("worse")), name="idea_comparison_of_two"),
        ]
