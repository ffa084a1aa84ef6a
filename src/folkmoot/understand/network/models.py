"""Snapshots of the network, what people have chosen about it, and who looked at whom."""

from django.db import models

from folkmoot.base.ids import IdField
from folkmoot.commons.people.models import Person


class Snapshot(models.Model):
    """One run over the log, with all that it takes to do the same again."""

    class Kind(models.TextChoices):
        FULL = "full"
        UPDATE = "update"

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = IdField()
    kind = models.CharField(max_length=6, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    base = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    as_of = models.DateTimeField(help_text="what happened until then was read")
    seen = models.TextField(blank=True, default="", help_text="the log's snapshot that was read")
    parameters = models.JSONField(default=dict)
    step = models.TextField(blank=True, default="")
    progress = models.SmallIntegerField(default=0)
    people_count = models.IntegerField(default=0)
    tie_count = models.IntegerField(default=0)
    act_count = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0.0)
    file = models.TextField(blank=True, default="")
    week = models.CharField(max_length=8, blank=True, default="", help_text="for which `shown` was decided: 2026-W09")
    shown = models.JSONField(default=dict, help_text="what may be told of groups, see `groups`")
    failure = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="running"), name="network_one_run"),
        ]
        indexes = [models.Index(fields=["state", "-as_of"], name="network_newest")]


class Consent(models.Model):
    """What somebody chose, from when until when (None: still)."""

    class What(models.TextChoices):
        PUBLISH = "publish"
        ADVOCACY = "advocacy"
        LEFT_OUT = "left_out"

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, choices=What)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what"], condition=models.Q(until_at__isnull=True), name="network_chosen_once"
            ),
        ]
        indexes = [
            models.Index(fields=["what", "person"], condition=models.Q(until_at__isnull=True), name="network_chosen"),
        ]


class Tie(models.Model):
    """What one person did towards another, by kind of act (a place in the newest full run's `kinds`), of the acts
    that those who may read there could see. The table is made anew by each full run."""

    pk = models.CompositePrimaryKey("source", "target", "kind")
    source = models.BigIntegerField()
    target = models.BigIntegerField()
    kind = models.SmallIntegerField()
    count = models.IntegerField()
    open_count = models.IntegerField(help_text="of these, where every employee may read")
    weight = models.FloatField(help_text="faded as of the newest full run")
    first_day = models.FloatField(help_text="days since 2020")
    last_day = models.FloatField()

    class Meta:
        managed = False
        db_table = "network_tie"


class Standing(models.Model):
    """One person in one snapshot."""

    pk = models.CompositePrimaryKey("person", "snapshot")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    # No constraint in the database: it would look each of some hundred thousand rows up, every hour.
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    partners = models.IntegerField(help_text="people with whom it goes both ways")
    turned_to = models.IntegerField(help_text="people they did something towards")
    turned_to_me = models.IntegerField(help_text="people who did something towards them")
    outside = models.FloatField(help_text="share of partners in other units; NaN when there are none")
    groups_reached = models.IntegerField()
    community = models.IntegerField()
    x = models.FloatField()
    y = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["snapshot", "community"], name="network_stood")]


class Picture(models.Model):
    """What a snapshot says of one person in one role; without enough evidence it only says what there is."""

    class Role(models.TextChoices):
        MAVEN = "maven"
        CONNECTOR = "connector"
        SALESMAN = "salesman"

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    role = models.CharField(max_length=9, choices=Role)
    topic = models.BigIntegerField(default=0, help_text="a tag; less than 0: a community; 0: none")
    is_enough = models.BooleanField()
    is_found = models.BooleanField()
    score = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    evidence = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["snapshot", "person"], name="network_pictured"),
            # For all snapshots: what was found is all that is kept of earlier ones.
            models.Index(fields=["person"], condition=models.Q(is_found=True), name="network_found_in"),
        ]


class Look(models.Model):
    """That somebody looked at somebody's data, for what, on which day. No person: at everybody shown by name then."""

    id = IdField()
    viewer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    purpose = models.CharField(max_length=20)
    day = models.DateField()
    count = models.IntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["viewer", "person", "purpose", "day"], name="network_look_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["person", "-last_at"], name="network_looked_at")]


class SavedView(models.Model):
    """How somebody wants to find the map again; theirs alone."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="network_view_once")]


class Bridge(models.Model):
    """That at least half of what ties two units goes through one person. Theirs alone to see by name."""

    id = models.BigAutoField(primary_key=True)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    one = models.BigIntegerField(help_text="a unit")
    other = models.BigIntegerField(help_text="a unit")
    share = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["person", "snapshot"], name="network_bridged")]


class Lesson(models.Model):
    """What one campaign taught about one person who carried its message: among people who hear them anyway, those
    whom the lot meant to hear it beside those whom it did not. Nothing but a lot ever writes here."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    campaign = models.BigIntegerField(help_text="of a room above, which need not be there")
    title = models.CharField(max_length=120)
    at = models.DateTimeField()
    exposed = models.IntegerField(help_text="who were meant to hear it")
    others = models.IntegerField(help_text="who were not, and hear the person as well")
    difference = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "campaign"], name="network_lesson_once")]
        indexes = [models.Index(fields=["at"], name="network_lesson_age")]
