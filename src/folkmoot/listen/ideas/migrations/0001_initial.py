import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("content", "0002_sealed_votes"),
        ("people", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="content.item",
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[("employees", "Systems and processes"), ("customers", "Products")],
                        default="employees",
                        max_length=10,
                    ),
                ),
                ("is_standing", models.BooleanField(default=False)),
                ("state", models.CharField(default="planned", max_length=8)),
                ("closes_on", models.DateField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "stages",
                    models.JSONField(
                        default=list, help_text="the state machine, as logic.stages reads it; empty: the usual"
                    ),
                ),
                (
                    "votes_each",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="on open ideas of the campaign; None: as many as one likes", null=True
                    ),
                ),
                ("allows_down", models.BooleanField(default=False)),
                (
                    "votes_needed",
                    models.PositiveIntegerField(default=0, help_text="until an idea counts as wanted; 0: none"),
                ),
                (
                    "votes_shown",
                    models.CharField(
                        choices=[
                            ("always", "Everybody, at once"),
                            ("after_close", "Everybody, once the campaign is closed; until then those who decide"),
                            ("deciders", "Only those who decide"),
                        ],
                        default="always",
                        max_length=12,
                    ),
                ),
                (
                    "voters",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody who can read the idea"),
                            ("employees", "Employees"),
                            ("members", "Members of the community"),
                        ],
                        default="everybody",
                        max_length=10,
                    ),
                ),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=30, help_text="how long an idea may wait for its answer"
                    ),
                ),
                (
                    "uses_pairs",
                    models.BooleanField(
                        default=False, help_text="reviewers compare two at a time instead of scoring"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["closes_on"], name="idea_campaign_closing"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "open", "closed"])), name="idea_campaign_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("votes_each__isnull", True), ("votes_each__gt", 0), _connector="OR"),
                        name="idea_campaign_votes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_standing", False), ("closes_on__isnull", True), _connector="OR"),
                        name="idea_campaign_stands",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True), ("state", "open")),
                        fields=("door",),
                        name="idea_campaign_one_box_a_door",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Idea",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="content.item",
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[("employees", "Systems and processes"), ("customers", "Products")], max_length=10
                    ),
                ),
                ("stage", models.CharField(help_text="a key of the campaign's stages", max_length=20)),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("gather", "Gathering votes"),
                            ("discuss", "In discussion"),
                            ("evaluate", "Being evaluated"),
                            ("develop", "Being made real"),
                            ("done", "Real"),
                            ("declined", "Declined"),
                            ("merged", "Merged"),
                        ],
                        default="gather",
                        max_length=8,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                ("stage_at", models.DateTimeField()),
                ("stage_due_on", models.DateField(blank=True, null=True)),
                (
                    "stage_told_at",
                    models.DateTimeField(blank=True, help_text="when those who decide were reminded", null=True),
                ),
                ("answer_due_at", models.DateTimeField()),
                ("overdue_told_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, help_text="when it was answered", null=True)),
                ("is_shortlisted", models.BooleanField(default=False)),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="mean of evaluations, in hundredths", null=True
                    ),
                ),
                ("evaluation_count", models.PositiveSmallIntegerField(default=0)),
                ("budget", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("budget_line", models.CharField(blank=True, default="", max_length=80)),
                ("hours_granted", models.PositiveIntegerField(default=0)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("progress_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.TextField(blank=True, default="", max_length=4000)),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, help_text="what it came to", max_digits=12, null=True
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("heat", models.IntegerField(default=0)),
                ("wanted", models.IntegerField(default=0)),
                ("discussed", models.IntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.campaign",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sponsor",
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
                    models.Index(fields=["-heat", "-item"], name="idea_hot"),
                    models.Index(fields=["-submitted_at", "-item"], name="idea_new"),
                    models.Index(fields=["-wanted", "-item"], name="idea_wanted"),
                    models.Index(fields=["-discussed", "-item"], name="idea_discussed"),
                    models.Index(fields=["campaign", "phase", "-heat", "-item"], name="idea_campaign_hot"),
                    models.Index(fields=["phase", "-stage_at", "-item"], name="idea_phase"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["answer_due_at"], name="idea_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("stage_due_on__isnull", False)), fields=["stage_due_on"], name="idea_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phase__in", ["gather", "discuss", "evaluate", "develop", "done", "declined", "merged"])
                        ),
                        name="idea_phase",
                    ),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="idea_progress"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("phase__in", ["gather", "discuss", "evaluate"])),
                            models.Q(
                                ("closed_at__isnull", False), ("phase__in", ["develop", "done", "declined", "merged"])
                            ),
                            _connector="OR",
                        ),
                        name="idea_closed_by_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scores", models.JSONField(default=dict)),
                ("total", models.PositiveSmallIntegerField(help_text="weighted mean, in hundredths")),
                ("note", models.TextField(blank=True, default="", max_length=4000)),
                ("at", models.DateTimeField()),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("idea", "reviewer"), name="idea_evaluation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("total__gte", 100), ("total__lte", 500)), name="idea_evaluation_total"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.campaign"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "better",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
                (
                    "worse",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("reviewer"),
                        django.db.models.functions.comparison.Least("better", "worse"),
                        django.db.models.functions.comparison.Greatest("better", "worse"),
                        name="idea_comparison_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("better", models.F("worse")), _negated=True),
                        name="idea_comparison_of_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoAuthor",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("joined", "Co-author"), ("declined", "Declined")], max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "came_from",
                    models.ForeignKey(
                        help_text="the merged idea they wrote",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.idea",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("idea", "person"), name="idea_coauthor_once")],
            },
        ),
        migrations.CreateModel(
            name="Borrowing",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.unit"
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("idea", "unit"), name="idea_borrowed_once")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "Accepted"), ("declined", "Declined"), ("merged", "Merged")],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(max_length=6000)),
                ("html", models.TextField()),
                ("cost", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("period", models.CharField(blank=True, default="", max_length=80)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.idea",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("idea",),
                        name="idea_answer_one_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="idea_answer_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("base_title", models.CharField(max_length=200)),
                ("base_body", models.TextField(blank=True)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField(blank=True)),
                ("why", models.CharField(blank=True, default="", max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
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
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("idea", "number"), name="idea_amendment_number")],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=80)),
                ("since_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
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
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("idea", "person"),
                        name="idea_member_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "Offered"),
                            ("held", "Owner"),
                            ("declined", "Declined"),
                            ("ended", "Handed on"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
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
                    models.UniqueConstraint(
                        condition=models.Q(("state", "held")), fields=("idea",), name="idea_one_owner"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")), fields=("idea",), name="idea_one_offer"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, default="", max_length=500)),
                ("is_open", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                (
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waits for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.position"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("position", "person"),
                        name="idea_application_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressLine",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField()),
                ("words", models.CharField(blank=True, default="", max_length=1000)),
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
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("percent__lte", 100)), name="idea_progress_percent")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewNote",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("text", models.TextField(max_length=4000)),
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
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(choices=[("reviewer", "Reviewer"), ("decider", "Decides")], max_length=8)),
                ("capacity", models.PositiveSmallIntegerField(default=0)),
                ("promised_at", models.DateTimeField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ideas.campaign",
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
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "person", "name"), name="idea_role_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("gather", "Gathering votes"),
                            ("discuss", "In discussion"),
                            ("evaluate", "Being evaluated"),
                            ("develop", "Being made real"),
                            ("done", "Real"),
                            ("declined", "Declined"),
                            ("merged", "Merged"),
                        ],
                        max_length=8,
                    ),
                ),
                ("stage", models.CharField(max_length=60)),
                ("by_rule", models.BooleanField(default=False)),
                ("words", models.CharField(blank=True, default="", max_length=300)),
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
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.idea"),
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
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("about", models.CharField(blank=True, default="", max_length=300)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ideas.campaign"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 10)), name="idea_criterion_weight"
                    )
                ],
            },
        ),
    ]
