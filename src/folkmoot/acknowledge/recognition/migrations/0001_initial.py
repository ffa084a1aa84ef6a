import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("ballots", "0001_initial"),
        ("content", "0003_working_together"),
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("about", models.CharField(blank=True, default="", max_length=1000)),
                ("icon", models.CharField(blank=True, default="", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Keeper",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("leaves_leaderboard", models.BooleanField(default=False)),
                ("no_milestones", models.BooleanField(default=False)),
                (
                    "hides_points",
                    models.BooleanField(default=False, help_text="on kudos they give, unless they say otherwise"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Boost",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("why", models.CharField(max_length=300)),
                ("budget", models.IntegerField()),
                ("spent", models.IntegerField(default=0)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(help_text="the last day")),
                ("made_at", models.DateTimeField()),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0), ("spent__lte", models.F("budget"))), name="boost_spent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="boost_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoostHolder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "boost",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holders",
                        to="recognition.boost",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("boost", "person"), name="boost_holder_once")],
            },
        ),
        migrations.CreateModel(
            name="Kudos",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("deed_words", models.CharField(blank=True, default="", max_length=300)),
                ("message", models.TextField(blank=True, default="", max_length=2000)),
                ("team_name", models.CharField(blank=True, default="", max_length=120)),
                ("points", models.IntegerField(default=0, help_text="to each recipient, without what others added")),
                ("hides_points", models.BooleanField(default=False)),
                ("is_private", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField()),
                (
                    "boost",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="recognition.boost",
                    ),
                ),
                (
                    "deed",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="content.item"
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="people.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["giver", "-given_at"], name="kudos_given"),
                    models.Index(fields=["-given_at"], name="kudos_new"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="kudos_points"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_private", True), ("item__isnull", True)),
                            models.Q(("is_private", False), ("item__isnull", False), ("message", "")),
                            _connector="OR",
                        ),
                        name="kudos_one_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Joined",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kudos",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined",
                        to="recognition.kudos",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kudos", "by"), name="kudos_joined_once"),
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="kudos_joined_points"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("years", models.SmallIntegerField()),
                ("on", models.DateField()),
                ("points", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-on"], name="milestone_new")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "years"), name="milestone_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("years__gt", 0)), name="milestone_years"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purse",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("balance", models.IntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("balance__gte", 0)), name="purse_balance")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kudos",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="recognition.kudos",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "kudos"], name="kudos_got")],
                "constraints": [models.UniqueConstraint(fields=("kudos", "person"), name="kudos_recipient_once")],
            },
        ),
        migrations.CreateModel(
            name="Reward",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("about", models.CharField(blank=True, default="", max_length=600)),
                ("icon", models.CharField(blank=True, default="", max_length=8)),
                ("cost", models.IntegerField()),
                ("stock", models.IntegerField(blank=True, null=True)),
                (
                    "a_year",
                    models.SmallIntegerField(
                        default=0, help_text="how many one person may have in a year; 0: any number"
                    ),
                ),
                ("needs_approval", models.BooleanField(default=False)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("cost__gt", 0)), name="reward_cost"),
                    models.CheckConstraint(
                        condition=models.Q(("stock__isnull", True), ("stock__gte", 0), _connector="OR"),
                        name="reward_stock",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Redemption",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cost", models.IntegerField()),
                ("state", models.CharField(default="asked", max_length=9)),
                ("words", models.CharField(blank=True, default="", help_text="what the person adds", max_length=300)),
                ("answer", models.CharField(blank=True, default="", max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reward",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.reward"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-asked_at"], name="redemption_mine"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "approved"])),
                        fields=["asked_at"],
                        name="redemption_desk",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "approved", "handed", "declined", "withdrawn"])),
                        name="redemption_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("cost__gt", 0)), name="redemption_cost"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("about", models.TextField(blank=True, default="", max_length=2000)),
                ("prize", models.CharField(blank=True, default="", max_length=300)),
                ("state", models.CharField(default="nominating", max_length=10)),
                ("nominations_until", models.DateTimeField()),
                ("voting_days", models.SmallIntegerField(default=7)),
                ("allows_self", models.BooleanField(default=False)),
                ("seconds_needed", models.SmallIntegerField(default=1)),
                (
                    "voters",
                    models.CharField(
                        choices=[("all", "Everybody who works here"), ("jury", "A jury")], default="all", max_length=4
                    ),
                ),
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
                        default="transfer",
                        max_length=10,
                    ),
                ),
                ("seats", models.SmallIntegerField(default=1)),
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
                        default="announced",
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
                ("quorum_percent", models.SmallIntegerField(default=0)),
                ("budget", models.IntegerField(default=0, help_text="points for all winners together")),
                ("spent", models.IntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True, default="", help_text="why it is not as the vote was", max_length=600
                    ),
                ),
                (
                    "announcement",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="content.item"
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="recognition.award"
                    ),
                ),
                (
                    "ballot",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ballots.ballot"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "indexes": [models.Index(fields=["award", "-made_at"], name="round_past")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["nominating", "checking", "voting", "counted", "decided", "cancelled"])
                        ),
                        name="round_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0), ("spent__lte", models.F("budget"))), name="round_spent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seats__gte", 1), ("seats__lte", 12)), name="round_seats"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.TextField(max_length=1500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("standing", "Proposed"),
                            ("declined", "Declined with thanks"),
                            ("ineligible", "Cannot be elected"),
                        ],
                        default="standing",
                        max_length=10,
                    ),
                ),
                ("why_not", models.CharField(blank=True, default="", max_length=300)),
                ("second_count", models.IntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nominee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nominations",
                        to="recognition.round",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "nominee"), name="nominee_once")],
            },
        ),
        migrations.CreateModel(
            name="Juror",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jurors",
                        to="recognition.round",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "person"), name="juror_once")],
            },
        ),
        migrations.CreateModel(
            name="Second",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seconds",
                        to="recognition.nomination",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("nomination", "by"), name="second_once")],
            },
        ),
        migrations.CreateModel(
            name="Value",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("about", models.CharField(blank=True, default="", max_length=300)),
                ("icon", models.CharField(blank=True, default="", help_text="one emoji", max_length=8)),
                ("position", models.SmallIntegerField(default=0)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="value_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="kudos",
            name="value",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="recognition.value"
            ),
        ),
        migrations.CreateModel(
            name="Winner",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=600)),
                ("points", models.IntegerField(default=0)),
                ("place", models.SmallIntegerField(default=1)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="winners",
                        to="recognition.round",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("round", "person"), name="winner_once"),
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="winner_points"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("amount", models.IntegerField()),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("kudos", "Kudos"),
                            ("joined", "Somebody joined in"),
                            ("award", "Award"),
                            ("milestone", "Milestone"),
                            ("reward", "Reward"),
                            ("refund", "Points back"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "kudos",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recognition.kudos",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "redemption",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recognition.redemption",
                    ),
                ),
                (
                    "winner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="recognition.winner",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at", "-id"], name="line_mine")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="line_moves")
                ],
            },
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("granted", models.IntegerField()),
                ("spent", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "starts_on"), name="allowance_once"),
                    models.CheckConstraint(
                        condition=models.Q(("spent__gte", 0), ("spent__lte", models.F("granted"))),
                        name="allowance_spent",
                    ),
                ],
            },
        ),
    ]
