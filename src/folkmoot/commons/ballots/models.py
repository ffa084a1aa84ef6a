"""A ballot, its roll, its box. No row joins a person to a paper, and no row of the box knows a time."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle
from folkmoot.commons.people.audiences import Audience

from .counting import Rules

LIFECYCLE = Lifecycle(
    "draft",
    {
        "draft": ["open", "cancelled"],
        "open": ["counted", "void", "cancelled"],
        "counted": [],
        "void": [],
        "cancelled": [],
    },
)


class Method(models.TextChoices):
    APPROVAL = "approval", _("Approval: tick everything you support")
    SCORE = "score", _("Score: give each a mark")
    POINTS = "points", _("Points: share out a number of points")
    TRANSFER = "transfer", _("Ranking, transferred (STV; with one winner the instant run-off)")
    SCHULZE = "schulze", _("Ranking, compared in pairs (Schulze)")


class Ties(models.TextChoices):
    LOT = "lot", _("A lot decides, drawn so that everybody can check it")
    ALL = "all", _("All of them win")
    OPEN = "open", _("It is left to those who decide")


class Results(models.TextChoices):
    CLOSED = "closed", _("When voting has ended")
    LIVE = "live", _("While voting is open, a few ballots at a time")
    ANNOUNCED = "announced", _("When they are announced")


class Counts(models.TextChoices):
    ALL = "all", _("Everybody who sees the result sees the numbers")
    RUNNERS = "runners", _("Only those who run the ballot see the numbers")
    NOBODY = "nobody", _("Nobody sees the numbers, only who won")


class Ballot(models.Model):
    """One question to a roll of people. Its rules never change once it is open."""

    id = IdField()
    home = models.CharField(max_length=20, help_text="the registered name of what it is for, see homes")
    home_key = models.BigIntegerField(null=True, help_text="which of them")
    question = models.CharField(max_length=200)
    about = models.TextField(max_length=4000, blank=True, default="")
    method = models.CharField(max_length=10, choices=Method)
    seats = models.SmallIntegerField(default=1)
    most_choices = models.SmallIntegerField(
        default=0, help_text="of approval: how many a paper may name; 0: any number"
    )
    score = models.SmallIntegerField(default=5)
    points = models.SmallIntegerField(default=10)
    ties = models.CharField(max_length=4, choices=Ties, default=Ties.LOT)
    results = models.CharField(max_length=10, choices=Results, default=Results.CLOSED)
    counts = models.CharField(max_length=8, choices=Counts, default=Counts.ALL)
    shows_voters = models.BooleanField(default=True, help_text="after the close the roll sees who has voted")
    quorum_percent = models.SmallIntegerField(default=0)
    min_ballots = models.SmallIntegerField(default=5, help_text="with fewer the box stays shut for ever")
    is_weighted = models.BooleanField(default=False)
    allows_change = models.BooleanField(default=True)
    allows_delegation = models.BooleanField(default=False)
    roll_words = models.CharField(max_length=200, blank=True, default="", help_text="who may vote, in words")
    audience = models.SmallIntegerField(choices=Audience, default=Audience.EMPLOYEES)
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default=LIFECYCLE.start)
    urn_count = models.SmallIntegerField(default=1)
    seal_salt = models.CharField(max_length=64, blank=True, default="", help_text="gone after the close")
    lot_secret = models.CharField(max_length=64, blank=True, default="")
    lot_commitment = models.CharField(max_length=64, blank=True, default="")
    outcome = models.CharField(max_length=10, blank=True, default="")
    result = models.JSONField(null=True)
    box_digest = models.CharField(max_length=64, blank=True, default="")
    live = models.JSONField(null=True, help_text="the tally as of `live_count` ballots")
    live_count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            LIFECYCLE.constraint("state", "ballot_state"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="ballot_order"),
            models.CheckConstraint(condition=Q(min_ballots__gte=3), name="ballot_least"),
            models.CheckConstraint(condition=Q(quorum_percent__gte=0, quorum_percent__lte=100), name="ballot_quorum"),
            models.CheckConstraint(condition=Q(state="open") | Q(seal_salt=""), name="ballot_key_gone"),
        ]
        indexes = [
            models.Index(fields=["home", "home_key"], name="ballot_home"),
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="ballot_due"),
            models.Index(fields=["opens_at"], condition=Q(state="draft"), name="ballot_waiting"),
        ]

    def __str__(self) -> str:
        return self.question

    def rules(self, options: int) -> Rules:
        return Rules(self.method, options, self.seats, self.most_choices, self.score, self.points, self.ties)


class Option(models.Model):
    """Something to vote for. `key` is the home room's own number of it."""

    id = IdField()
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options")
    position = models.SmallIntegerField()
    label = models.CharField(max_length=200)
    about = models.CharField(max_length=1000, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="", help_text="where to read more, on this site")
    key = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["ballot", "position"], name="ballot_option_place")]


class Roll(models.Model):
    """Who may vote, and whether they have: no time, nothing that leads to a paper."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    weight = models.SmallIntegerField(default=1)
    has_voted = models.BooleanField(default=False)
    delegate = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "person"], name="ballot_roll_once"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="ballot_roll_weight"),
        ]


class Urn(models.Model):
    """Sealed papers while voting is open: encrypted, sorted by chance, all of one size. Gone after the close."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+")
    number = models.SmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "number"], name="ballot_urn_once")]


class Mark(models.Model):
    """One paper was in the box: the fingerprint of a receipt, and nothing else. Written at the close, all at once."""

    mark = models.CharField(max_length=64, primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+")


class Paper(models.Model):
    """What papers said and how often, without any mark. Written at the close, sorted by what they say."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+", db_index=False)
    choices = ArrayField(models.SmallIntegerField(), default=list)
    times = models.IntegerField(help_text="how much these papers weigh together")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "choices"], name="ballot_paper_once"),
            models.CheckConstraint(condition=Q(times__gt=0), name="ballot_paper_times"),
        ]
