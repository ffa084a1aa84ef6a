"""Thanks, to whom, for what."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from folkmoot.base.ids import IdField, to_text


class Value(models.Model):
    """Something the firm wants to be; edited by those who keep recognition. A retired one is no longer offered."""

    id = IdField()
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True, default="")
    icon = models.CharField(max_length=8, blank=True, default="", help_text="one emoji")
    position = models.SmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="value_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return to_text(self.pk)


class Kudos(models.Model):
    """One thank-you. Its text is the item's; of a private one, which has no item, it stands here."""

    id = IdField()
    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, null=True, related_name="+")
    giver = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, null=True, related_name="+")
    deed = models.ForeignKey("content.Item", on_delete=models.SET_NULL, null=True, related_name="+")
    deed_words = models.CharField(max_length=300, blank=True, default="")
    message = models.TextField(max_length=2000, blank=True, default="")
    team_name = models.CharField(max_length=120, blank=True, default="")
    unit = models.ForeignKey("people.Unit", on_delete=models.SET_NULL, null=True, related_name="+")
    points = models.IntegerField(default=0, help_text="to each recipient, without what others added")
    hides_points = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)
    boost = models.ForeignKey("Boost", on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="kudos_points"),
            # A private kudos has no row that others could meet; a public one has its text in one place.
            models.CheckConstraint(
                condition=Q(is_private=True, item__isnull=True) | Q(is_private=False, item__isnull=False, message=""),
                name="kudos_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["giver", "-given_at"], name="kudos_given"),
            models.Index(fields=["-given_at"], name="kudos_new"),
        ]


class Recipient(models.Model):
    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kudos", "person"], name="kudos_recipient_once")]
        indexes = [models.Index(fields=["person", "kudos"], name="kudos_got")]


class Joined(models.Model):
    """Somebody who says "me too", perhaps with points of their own to each recipient."""

    kudos = models.ForeignKey(Kudos, on_delete=models.CASCADE, related_name="joined", db_index=False)
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    points = models.IntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kudos", "by"], name="kudos_joined_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="kudos_joined_points"),
        ]
