import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("content", "0003_working_together"),
        ("people", "__first__"),
        ("spaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
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
                    "position",
                    models.BigIntegerField(default=0, help_text="place among its siblings, with room between"),
                ),
                ("name", models.CharField(max_length=80)),
                ("is_template", models.BooleanField(default=False)),
                (
                    "is_protected",
                    models.BooleanField(default=False, help_text="only owners and moderators of the space edit it"),
                ),
                ("review_days", models.IntegerField(blank=True, null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("review_due_on", models.DateField(null=True)),
                ("reminded_for", models.DateField(help_text="the due day its owner was reminded of", null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_version", models.IntegerField(null=True)),
                ("outdated_at", models.DateTimeField(null=True)),
                ("outdated_why", models.CharField(blank=True, default="", max_length=300)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outdated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="wiki.page",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spaces.space",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["space", "parent", "position", "item"], name="page_tree"),
                    models.Index(fields=["space", "name"], name="page_name"),
                    models.Index(
                        condition=models.Q(("review_due_on__isnull", False)),
                        fields=["review_due_on"],
                        name="page_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("item")), _negated=True), name="page_not_its_parent"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OldName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("until", models.DateTimeField()),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spaces.space",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.page"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["space", "name"], name="old_name")],
                "constraints": [models.UniqueConstraint(fields=("page", "space", "name"), name="old_name_once")],
            },
        ),
        migrations.CreateModel(
            name="PageLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("title", models.CharField(help_text="as it was written", max_length=200)),
                ("is_include", models.BooleanField(default=False)),
                (
                    "page",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wiki.page"
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spaces.space",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["space", "name", "page"], name="page_link_to")],
                "constraints": [models.UniqueConstraint(fields=("page", "space", "name"), name="page_link_once")],
            },
        ),
        migrations.CreateModel(
            name="Wiki",
            fields=[
                (
                    "space",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="spaces.space",
                    ),
                ),
                (
                    "who_edits",
                    models.CharField(
                        choices=[
                            ("members", "Every member"),
                            ("posters", "Everybody who may post here"),
                            ("moderators", "Owners and moderators"),
                        ],
                        default="members",
                        max_length=12,
                        verbose_name="who may edit",
                    ),
                ),
                ("needs_approval", models.BooleanField(default=False, verbose_name="changes need approval")),
                (
                    "review_days",
                    models.IntegerField(blank=True, null=True, verbose_name="look at each page again after (days)"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_days__isnull", True),
                            models.Q(("review_days__gte", 1), ("review_days__lte", 3660)),
                            _connector="OR",
                        ),
                        name="wiki_review_days",
                    )
                ],
            },
        ),
    ]
