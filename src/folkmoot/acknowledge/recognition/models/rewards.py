"""What points buy, and years of work."""

from django.db import models
from django.db.models import Q

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle

REDEMPTION = Lifecycle(
    "asked",
    {
        "asked": ["approved", "declined", "withdrawn"],
        "approved": ["handed", "declined"],
        "handed": [],
        "declined": [],
        "withdrawn": [],
    },
)


MOST_WORDS = 300  # Letters of what is said with a wish, and of the answer to it.


class Reward(models.Model):
    """Something in the catalogue. `stock` is what is left; None is without end."""

    id = IdField()
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=600, blank=True, default="")
    icon = models.CharField(max_length=8, blank=True, default="")
    cost = models.IntegerField()
    stock = models.IntegerField(null=True, blank=True)
    a_year = models.SmallIntegerField(default=0, help_text="how many one person may have in a year; 0: any number")
    needs_approval = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="reward_cost"),
            models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="reward_stock"),
        ]

    def __str__(self) -> str:
        return self.name


class Redemption(models.Model):
    """Somebody's wish. Its points leave the purse when it is asked for and come back when it is not to be."""

    id = IdField()
    reward = models.ForeignKey(Reward, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    cost = models.IntegerField()
    state = models.CharField(max_length=9, default=REDEMPTION.start)
    words = models.CharField(max_length=MOST_WORDS, blank=True, default="", help_text="what the person adds")
    answer = models.CharField(max_length=MOST_WORDS, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            REDEMPTION.constraint("state", "redemption_state"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="redemption_cost"),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="redemption_mine"),
            models.Index(fields=["asked_at"], condition=Q(state__in=["asked", "approved"]), name="redemption_desk"),
        ]


class Milestone(models.Model):
    """So many years here, on that day: told to colleagues and given points, once, unless the person wants none."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    years = models.SmallIntegerField()
    on = models.DateField()
    points = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "years"], name="milestone_once"),
            models.CheckConstraint(condition=Q(years__gt=0, points__gte=0), name="milestone_years"),
        ]
        indexes = [models.Index(fields=["-on"], name="milestone_new")]
