"""Where an idea stands, and what it was answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle

from .campaigns import Campaign, Door

# What a stage is for, whatever a campaign calls it. Rules, clocks and colours go by phases.
PHASES = Lifecycle(
    "gather",
    {
        "gather": ["discuss", "evaluate", "develop", "declined", "merged"],
        "discuss": ["gather", "evaluate", "develop", "declined", "merged"],
        "evaluate": ["gather", "discuss", "develop", "declined", "merged"],
        "develop": ["gather", "discuss", "evaluate", "done", "declined"],
        "done": ["develop"],
        "declined": ["gather", "discuss", "evaluate"],
        "merged": [],
    },
)


class Phase(models.TextChoices):
    GATHER = "gather", _("Gathering votes")
    DISCUSS = "discuss", _("In discussion")
    EVALUATE = "evaluate", _("Being evaluated")
    DEVELOP = "develop", _("Being made real")
    DONE = "done", _("Real")
    DECLINED = "declined", _("Declined")
    MERGED = "merged", _("Merged")


class Idea(models.Model):
    """An idea's way. Its words, author, votes and comments are its Item's.

    `heat`, `wanted` and `discussed` repeat what the lists are sorted by; `tasks.keep_up` keeps them a moment behind.
    """

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    campaign = models.ForeignKey(Campaign, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    door = models.CharField(max_length=10, choices=Door)
    stage = models.CharField(max_length=20, help_text="a key of the campaign's stages")
    phase = models.CharField(max_length=8, choices=Phase, default=PHASES.start)
    submitted_at = models.DateTimeField()
    stage_at = models.DateTimeField()
    stage_due_on = models.DateField(null=True, blank=True)
    stage_told_at = models.DateTimeField(null=True, blank=True, help_text="when those who decide were reminded")
    answer_due_at = models.DateTimeField()
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="when it was answered")
    is_shortlisted = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(null=True, blank=True, help_text="mean of evaluations, in hundredths")
    evaluation_count = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    sponsor = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    budget = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    budget_line = models.CharField(max_length=80, blank=True, default="")
    hours_granted = models.PositiveIntegerField(default=0)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True, default="", max_length=4000)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, help_text="what it came to")
    done_at = models.DateTimeField(null=True, blank=True)
    heat = models.IntegerField(default=0)
    wanted = models.IntegerField(default=0)
    discussed = models.IntegerField(default=0)

    class Meta:
        constraints = [
            PHASES.constraint("phase", "idea_phase"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="idea_progress"),
            models.CheckConstraint(
                condition=Q(phase__in=["gather", "discuss", "evaluate"], closed_at__isnull=True)
                | Q(phase__in=["develop", "done", "declined", "merged"], closed_at__isnull=False),
                name="idea_closed_by_an_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["-heat", "-item"], name="idea_hot"),
            models.Index(fields=["-submitted_at", "-item"], name="idea_new"),
            models.Index(fields=["-wanted", "-item"], name="idea_wanted"),
            models.Index(fields=["-discussed", "-item"], name="idea_discussed"),
            models.Index(fields=["campaign", "phase", "-heat", "-item"], name="idea_campaign_hot"),
            models.Index(fields=["phase", "-stage_at", "-item"], name="idea_phase"),
            models.Index(fields=["answer_due_at"], condition=Q(closed_at__isnull=True), name="idea_waiting"),
            models.Index(fields=["stage_due_on"], condition=Q(stage_due_on__isnull=False), name="idea_due"),
        ]


class Step(models.Model):
    """One step on an idea's way, with the name its stage had then."""

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    phase = models.CharField(max_length=8, choices=Phase)
    stage = models.CharField(max_length=60)
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    by_rule = models.BooleanField(default=False)
    words = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()


class Answer(models.Model):
    """What the organisation officially says to an idea. One is in force; withdrawn ones stay readable."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        MERGED = "merged", _("Merged")

    id = IdField()
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(max_length=6000)
    html = models.TextField()
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    period = models.CharField(max_length=80, blank=True, default="")
    into = models.ForeignKey(Idea, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["idea"], condition=Q(withdrawn_at__isnull=True), name="idea_answer_one_in_force"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="idea_answer_says_why"),
        ]
