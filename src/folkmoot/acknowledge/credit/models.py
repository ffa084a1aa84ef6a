"""The ledger, and what is worked out from it."""

from django.db import models
from django.db.models import F, Q

from folkmoot.base.ids import IdField, to_text


class Line(models.Model):
    """One deed of one person or one alias. Never changed and never deleted: a trigger refuses.

    All ids are plain numbers, without foreign keys: a line outlives what it speaks of. `event` and `place` say which
    line of the log it comes from, so that reading the log again adds nothing. `item` is the deed; `through` another
    item that made it one (the plan that re-used an idea). `giver` is who acted on the work, where somebody did under
    their name. A line with `takes_back` says that the earlier one no longer holds.
    """

    id = IdField()
    event = models.BigIntegerField()
    place = models.SmallIntegerField(default=0)
    verb = models.CharField(max_length=30)
    person = models.BigIntegerField(null=True)
    alias = models.BigIntegerField(null=True)
    giver = models.BigIntegerField(null=True)
    is_received = models.BooleanField(default=False)
    item = models.BigIntegerField(null=True)
    through = models.BigIntegerField(null=True)
    space = models.BigIntegerField(null=True)
    takes_back = models.BigIntegerField(null=True, unique=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "place"], name="credit_line_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(alias__isnull=True), name="credit_line_one_voice"
            ),
            models.CheckConstraint(
                condition=Q(giver__isnull=True) | Q(person__isnull=True) | ~Q(giver=F("person")),
                name="credit_line_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], condition=Q(person__isnull=False), name="credit_of_person"),
            models.Index(fields=["alias", "-at"], condition=Q(alias__isnull=False), name="credit_of_alias"),
            models.Index(fields=["item", "verb"], condition=Q(item__isnull=False), name="credit_of_item"),
            models.Index(fields=["-at", "-id"], condition=Q(is_received=True), name="credit_received"),
        ]


class Standing(models.Model):
    """Reputation as it was last worked out: all in all (no tag), or for one topic. Rows are thrown away each time.

    One number for each circle of readers, from the deeds they may read: what only members of a space read counts in
    none, so that no number speaks of it.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey("content.Tag", on_delete=models.CASCADE, null=True, related_name="+")
    for_public = models.FloatField(default=0)
    for_signed_in = models.FloatField(default=0)
    for_employees = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "tag"], name="credit_standing_once", nulls_distinct=False)
        ]


class Badge(models.Model):
    """A badge that people give by hand. Those won by rule stand in `logic.RULES`."""

    id = IdField()
    name = models.CharField(max_length=60, unique=True)
    about = models.CharField(max_length=200)
    icon = models.CharField(max_length=30, default="award")
    tone = models.CharField(max_length=10, default="gold")
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)


class Award(models.Model):
    """Somebody has a badge: by rule (`rule`), seen by who may read enough of the deeds, or by hand (`badge`)."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=40, blank=True, default="")
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, null=True, related_name="+")
    audience = models.SmallIntegerField(default=2)
    reason = models.CharField(max_length=300, blank=True, default="")
    given_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False, help_text="by the person who has it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(badge__isnull=True) & ~Q(rule="")) | (Q(badge__isnull=False) & Q(rule="")),
                name="credit_award_of_one_sort",
            ),
            models.UniqueConstraint(
                fields=["person", "rule"], condition=~Q(rule=""), name="credit_award_by_rule_once"
            ),
            models.UniqueConstraint(
                fields=["person", "badge"], condition=Q(badge__isnull=False), name="credit_award_by_hand_once"
            ),
        ]

    @property
    def url_key(self) -> str:
        """The badge's name in addresses."""
        return self.rule or to_text(self.badge_id or 0)


class Origin(models.Model):
    """An item builds on another: named by whoever re-uses it, so that the author keeps the credit."""

    id = IdField()
    item = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    of = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "of"], name="credit_origin_once"),
            models.CheckConstraint(condition=~Q(item=F("of")), name="credit_origin_of_another"),
        ]


class SigningKey(models.Model):
    """The public half of a key that signs exports; the private half lies in the home. Old ones stay, to verify by."""

    key_id = models.CharField(max_length=16, primary_key=True)
    public_pem = models.TextField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
