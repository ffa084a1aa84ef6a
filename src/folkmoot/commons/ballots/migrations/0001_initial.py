import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "home",
                    models.CharField(help_text="the registered name of what it is for, see homes", max_length=20),
                ),
                ("home_key", models.BigIntegerField(help_text="which of them", null=True)),
                ("question", models.CharField(max_length=200)),
                ("about", models.TextField(blank=True, default="", max_length=4000)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("approval", "Approval: tick everything you support"),
                            ("score", "Score: give each a mark"),
                            ("points", "Points: share out a number of points"),
                            ("transfer", "Ranking, transferred (STV; with one winner the instant run-off)"),
                            ("schulze", "Ranking, compared in pairs (Schulze)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seats", models.SmallIntegerField(default=1)),
                (
                    "most_choices",
                    models.SmallIntegerField(
                        default=0, help_text="of approval: how many a paper may name; 0: any number"
                    ),
                ),
                ("score", models.SmallIntegerField(default=5)),
                ("points", models.SmallIntegerField(default=10)),
                (
                    "ties",
                    models.CharField(
                        choices=[
                            ("lot", "A lot decides, drawn so that everybody can check it"),
                            ("all", "All of them win"),
                            ("open", "It is left to those who decide"),
                        ],
                        default="lot",
                        max_length=4,
                    ),
                ),
                (
                    "results",
                    models.CharField(
                        choices=[
                            ("closed", "When voting has ended"),
                            ("live", "While voting is open, a few ballots at a time"),
                            ("announced", "When they are announced"),
                        ],
                        default="closed",
                        max_length=10,
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[
                            ("all", "Everybody who sees the result sees the numbers"),
                            ("runners", "Only those who run the ballot see the numbers"),
                            ("nobody", "Nobody sees the numbers, only who won"),
                        ],
                        default="all",
                        max_length=8,
                    ),
                ),
                (
                    "shows_voters",
                    models.BooleanField(default=True, help_text="after the close the roll sees who has voted"),
                ),
                ("quorum_percent", models.SmallIntegerField(default=0)),
                (
                    "min_ballots",
                    models.SmallIntegerField(default=5, help_text="with fewer the box stays shut for ever"),
                ),
                ("is_weighted", models.BooleanField(default=False)),
                ("allows_change", models.BooleanField(default=True)),
                ("allows_delegation", models.BooleanField(default=False)),
                (
                    "roll_words",
                    models.CharField(blank=True, default="", help_text="who may vote, in words", max_length=200),
                ),
                (
                    "audience",
                    models.SmallIntegerField(
                        choices=[
                            (0, "Everyone on the internet"),
                            (1, "Everyone signed in"),
                            (2, "Employees"),
                            (3, "Members of the space"),
                        ],
                        default=2,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("opens_at", models.DateTimeField()),
                ("closes_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("announced_at", models.DateTimeField(null=True)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("urn_count", models.SmallIntegerField(default=1)),
                (
                    "seal_salt",
                    models.CharField(blank=True, default="", help_text="gone after the close", max_length=64),
                ),
                ("lot_secret", models.CharField(blank=True, default="", max_length=64)),
                ("lot_commitment", models.CharField(blank=True, default="", max_length=64)),
                ("outcome", models.CharField(blank=True, default="", max_length=10)),
                ("result", models.JSONField(null=True)),
                ("box_digest", models.CharField(blank=True, default="", max_length=64)),
                ("live", models.JSONField(help_text="the tally as of `live_count` ballots", null=True)),
                ("live_count", models.IntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["home", "home_key"], name="ballot_home"),
                    models.Index(condition=models.Q(("state", "open")), fields=["closes_at"], name="ballot_due"),
                    models.Index(condition=models.Q(("state", "draft")), fields=["opens_at"], name="ballot_waiting"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "open", "counted", "void", "cancelled"])),
                        name="ballot_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="ballot_order"
                    ),
                    models.CheckConstraint(condition=models.Q(("min_ballots__gte", 3)), name="ballot_least"),
                    models.CheckConstraint(
                        condition=models.Q(("quorum_percent__gte", 0), ("quorum_percent__lte", 100)),
                        name="ballot_quorum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("seal_salt", ""), _connector="OR"),
                        name="ballot_key_gone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("mark", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ballots.ballot"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("about", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "path",
                    models.CharField(
                        blank=True, default="", help_text="where to read more, on this site", max_length=200
                    ),
                ),
                ("key", models.BigIntegerField(null=True)),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="ballots.ballot"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("ballot", "position"), name="ballot_option_place")],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("times", models.IntegerField(help_text="how much these papers weigh together")),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ballots.ballot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "choices"), name="ballot_paper_once"),
                    models.CheckConstraint(condition=models.Q(("times__gt", 0)), name="ballot_paper_times"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Roll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.SmallIntegerField(default=1)),
                ("has_voted", models.BooleanField(default=False)),
                (
                    "ballot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ballots.ballot",
                    ),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ballot", "person"), name="ballot_roll_once"),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)), name="ballot_roll_weight"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Urn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "ballot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ballots.ballot"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ballot", "number"), name="ballot_urn_once")],
            },
        ),
    ]
