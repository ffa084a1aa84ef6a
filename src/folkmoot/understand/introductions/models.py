"""Who takes part, the weekly rounds, whom they named to whom, and the steps people took."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle
from folkmoot.commons.people.models import Person

NOTE = 500


class Participant(models.Model):
    """Somebody who asked for introductions, from when until when (None: still)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    per_week = models.SmallIntegerField(default=2)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(per_week__range=(1, 3)), name="introductions_per_week")]


class Round(models.Model):
    """One week's introductions, with all that it takes to know how they came about."""

    id = IdField()
    week = models.CharField(max_length=8, unique=True, help_text="2026-W09")
    at = models.DateTimeField()
    seed = models.BigIntegerField()
    across_share = models.SmallIntegerField(help_text="per cent wanted from other units")
    trial_share = models.SmallIntegerField(help_text="per cent left to the other two ways of choosing, together")
    people_count = models.IntegerField(default=0)
    named_count = models.IntegerField(default=0)


class Suggestion(models.Model):
    """`other` was named to `person`. A pair is named once, whoever it was named to."""

    class Arm(models.TextChoices):
        NEAR = "near"
        POPULAR = "popular"
        FRIENDS = "friends"
        REST = "rest"

    class Answer(models.TextChoices):
        NONE = ""
        GLAD = "glad"
        NOT_FOR_ME = "not_for_me"

    class How(models.TextChoices):
        NONE = ""
        INTRODUCED = "introduced"
        COFFEE = "coffee"

    id = IdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    arm = models.CharField(max_length=7, choices=Arm, help_text="how `other` was chosen")
    steps = models.SmallIntegerField(default=0, help_text="apart then, along ties; 0: not joined by any")
    is_across = models.BooleanField(help_text="they were in different units")
    connectors = ArrayField(models.BigIntegerField(), default=list, help_text="people who know both, best first")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="when `person` followed `other`")
    accepted_at = models.DateTimeField(null=True, help_text="when both had taken a step")
    how = models.CharField(max_length=10, choices=How, default="", blank=True)
    answer = models.CharField(max_length=10, choices=Answer, default="", blank=True)
    why = models.CharField(max_length=NOTE, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    is_alive = models.BooleanField(null=True, help_text="whether they still dealt with each other after 60 days")

    class Meta:
        constraints = [
            models.UniqueConstraint(Least("person", "other"), Greatest("person", "other"), name="introductions_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="introductions_other"),
        ]
        indexes = [
            models.Index(fields=["person", "-made_at"], name="introductions_mine"),
            models.Index(fields=["other"], name="introductions_named"),
            models.Index(
                fields=["accepted_at"],
                condition=Q(is_alive=None, accepted_at__isnull=False),
                name="introductions_due",
            ),
        ]


STEP = Lifecycle(
    "asked", {"asked": ["done", "declined", "withdrawn"], "declined": ["withdrawn"], "done": [], "withdrawn": []}
)


class Step(models.Model):
    """Somebody was asked for something: a connector to introduce two people, or the other to a coffee.

    Declining leaves no time and no event: to whoever asked it looks like a question that waits.
    """

    class Kind(models.TextChoices):
        INTRODUCE = "introduce"
        COFFEE = "coffee"

    id = IdField()
    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    asked_of = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=NOTE, default="", blank=True)
    times = ArrayField(models.DateTimeField(), default=list)
    minutes = models.SmallIntegerField(default=30)
    place = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=9, default=STEP.start)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=NOTE, default="", blank=True, help_text="what the connector said to both")
    chosen_time = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            STEP.constraint("state", "introductions_step_state"),
            models.UniqueConstraint(fields=["suggestion", "asked_of", "kind"], name="introductions_asked_once"),
        ]
        indexes = [
            models.Index(fields=["asked_of"], condition=Q(state="asked"), name="introductions_waiting"),
        ]
