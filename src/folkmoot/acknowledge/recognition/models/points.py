"""Points: to give (an allowance, a boost) and earned (a purse with its lines). None can go below nothing."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField


class Keeper(models.Model):
    """Somebody of HR who looks after recognition, besides the site's administrators."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()


class Preference(models.Model):
    """What a person does not want."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    leaves_leaderboard = models.BooleanField(default=False)
    no_milestones = models.BooleanField(default=False)
    hides_points = models.BooleanField(default=False, help_text="on kudos they give, unless they say otherwise")


class Allowance(models.Model):
    """What one person can give away in one month. What is left at its end is gone."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_on = models.DateField()
    granted = models.IntegerField()
    spent = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts_on"], name="allowance_once"),
            models.CheckConstraint(condition=Q(spent__gte=0, spent__lte=F("granted")), name="allowance_spent"),
        ]


class Boost(models.Model):
    """Points above the allowance, for a reason, for some people to give, from a budget that everybody sees."""

    id = IdField()
    name = models.CharField(max_length=80)
    why = models.CharField(max_length=300)
    budget = models.IntegerField()
    spent = models.IntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="the last day")
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(spent__gte=0, spent__lte=F("budget")), name="boost_spent"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="boost_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        return self.budget - self.spent


class BoostHolder(models.Model):
    """Who may give from a boost."""

    boost = models.ForeignKey(Boost, on_delete=models.CASCADE, related_name="holders", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["boost", "person"], name="boost_holder_once")]


class Purse(models.Model):
    """What a person has earned and not spent: the sum of their lines."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    balance = models.IntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(balance__gte=0), name="purse_balance")]


class Line(models.Model):
    """One movement of a purse, kept for ever, with what it was for."""

    class Why(models.TextChoices):
        KUDOS = "kudos", _("Kudos")
        JOINED = "joined", _("Somebody joined in")
        AWARD = "award", _("Award")
        MILESTONE = "milestone", _("Milestone")
        REWARD = "reward", _("Reward")
        REFUND = "refund", _("Points back")

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    amount = models.IntegerField()
    why = models.CharField(max_length=9, choices=Why)
    kudos = models.ForeignKey("Kudos", on_delete=models.SET_NULL, null=True, related_name="+")
    redemption = models.ForeignKey("Redemption", on_delete=models.SET_NULL, null=True, related_name="+")
    winner = models.ForeignKey("Winner", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="line_moves")]
        indexes = [models.Index(fields=["person", "-at", "-id"], name="line_mine")]
