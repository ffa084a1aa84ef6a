"""Awards and their rounds, from the first nomination to the decision."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle
from folkmoot.commons.ballots.models import Counts, Method, Results, Ties

ROUND = Lifecycle(
    "nominating",
    {
        "nominating": ["checking", "cancelled"],
        "checking": ["voting", "cancelled"],
        "voting": ["counted", "cancelled"],
        # A vote without a quorum can be held again.
        "counted": ["decided", "checking", "cancelled"],
        "decided": [],
        "cancelled": [],
    },
)


# Most letters: of a second, of why somebody cannot be elected, of what is said at the end of a round.
MOST_WORDS, MOST_WHY_NOT, MOST_REASON = 500, 300, 600


class Award(models.Model):
    """Something given again and again, such as the deed of the quarter."""

    id = IdField()
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=1000, blank=True, default="")
    icon = models.CharField(max_length=8, blank=True, default="")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """One time an award is given. Its rules stand before the first nomination."""

    class Voters(models.TextChoices):
        ALL = "all", _("Everybody who works here")
        JURY = "jury", _("A jury")

    id = IdField()
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=2000, blank=True, default="")
    prize = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=10, default=ROUND.start)
    nominations_until = models.DateTimeField()
    voting_days = models.SmallIntegerField(default=7)
    allows_self = models.BooleanField(default=False)
    seconds_needed = models.SmallIntegerField(default=1)
    months_needed = models.SmallIntegerField(default=0, help_text="how long a nominee must have worked here")
    not_again = models.BooleanField(default=False, help_text="who had this award before cannot be elected")
    voters = models.CharField(max_length=4, choices=Voters, default=Voters.ALL)
    method = models.CharField(max_length=10, choices=Method, default=Method.TRANSFER)
    seats = models.SmallIntegerField(default=1)
    ties = models.CharField(max_length=4, choices=Ties, default=Ties.LOT)
    results = models.CharField(max_length=10, choices=Results, default=Results.ANNOUNCED)
    counts = models.CharField(max_length=8, choices=Counts, default=Counts.ALL)
    quorum_percent = models.SmallIntegerField(default=0)
    allows_delegation = models.BooleanField(default=False, help_text="a voter may let another one cast their vote")
    budget = models.IntegerField(default=0, help_text="points for all winners together")
    spent = models.IntegerField(default=0)
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ballot = models.ForeignKey("ballots.Ballot", on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=MOST_REASON, blank=True, default="", help_text="why it is not as the vote was"
    )
    announcement = models.OneToOneField("content.Item", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            ROUND.constraint("state", "round_state"),
            models.CheckConstraint(condition=Q(spent__gte=0, spent__lte=F("budget")), name="round_spent"),
            models.CheckConstraint(condition=Q(seats__gte=1, seats__lte=12), name="round_seats"),
        ]
        indexes = [models.Index(fields=["award", "-made_at"], name="round_past")]

    def __str__(self) -> str:
        return f"{self.award.name}: {self.title}"

    @property
    def points_left(self) -> int:
        return self.budget - self.spent


class Juror(models.Model):
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="jurors", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="juror_once")]


class Nomination(models.Model):
    """Somebody is proposed, with a reason. Further people who propose the same are seconds."""

    class State(models.TextChoices):
        STANDING = "standing", _("Proposed")
        DECLINED = "declined", _("Declined with thanks")
        INELIGIBLE = "ineligible", _("Cannot be elected")

    id = IdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="nominations", db_index=False)
    nominee = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(max_length=1500)
    state = models.CharField(max_length=10, choices=State, default=State.STANDING)
    why_not = models.CharField(max_length=MOST_WHY_NOT, blank=True, default="")
    second_count = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "nominee"], name="nominee_once")]


class Second(models.Model):
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="seconds", db_index=False)
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=MOST_WORDS, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nomination", "by"], name="second_once")]


class Winner(models.Model):
    """Who got the award in a round, with which words and how many points."""

    id = IdField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="winners", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=MOST_REASON, blank=True, default="")
    points = models.IntegerField(default=0)
    place = models.SmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="winner_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="winner_points"),
        ]
