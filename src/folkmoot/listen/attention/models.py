"""Sums that stay. Single readings are in `attention_raw`, by days and not logged: see the migration and `intake`."""

from django.db import models

from folkmoot.base.ids import IdField


class Source(models.IntegerChoices):
    """Where a reader came from."""

    LINK = 0, "A link"
    FEED = 1, "The feed"
    SEARCH = 2, "Search"
    MAIL = 3, "A letter"
    BELL = 4, "A notification"
    SPACE = 5, "A community"
    OUTSIDE = 6, "From outside"


class OptedOut(models.Model):
    """Somebody who does not want to be counted, not even without their name."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()


class ItemDay(models.Model):
    """What an item got on one day from one source. `people` are different ones; guests are counted, not known."""

    day = models.DateField()
    item = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.SmallIntegerField(choices=Source)
    reads = models.IntegerField(default=0)
    guest_reads = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    seconds = models.FloatField(default=0)
    completions = models.IntegerField(default=0)
    returns = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "day", "source"], name="attention_item_day")]
        indexes = [models.Index(fields=["day"], name="attention_day")]


class ItemReaders(models.Model):
    """How many different people have read an item: as many as could be told apart at one time, never fewer later."""

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    people = models.IntegerField()


class UnitMonth(models.Model):
    """What the people of one unit read in one month; units as they were then."""

    month = models.DateField()
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, null=True, related_name="+")
    reads = models.IntegerField(default=0)
    seconds = models.FloatField(default=0)
    people = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "unit"], name="attention_unit_month", nulls_distinct=False)
        ]


class Sought(models.Model):
    """Words that found nothing, without whatever looks personal."""

    id = IdField()
    words = models.CharField(max_length=60, unique=True)
    last_at = models.DateTimeField()


class SoughtBy(models.Model):
    """That somebody sought these words: a token that says who to nobody, and is another one for other words."""

    sought = models.ForeignKey(Sought, on_delete=models.CASCADE, related_name="by")
    token = models.CharField(max_length=22)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sought", "token"], name="attention_sought_once")]


class TurnedAway(models.Model):
    """How often on a day people stopped following a community or left it; without one, stopped the site's letters."""

    day = models.DateField()
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "day"], name="attention_turned_away", nulls_distinct=False)
        ]


class Heard(models.Model):
    """Events counted already, so that one handed out twice counts once."""

    event = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
