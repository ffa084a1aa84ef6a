import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("content", "0001_initial"),
        ("files", "0001_initial"),
        ("people", "__first__"),
        ("spaces", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("about", models.CharField(blank=True, default="", max_length=500, verbose_name="what it is about")),
                ("made_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spaces.space"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["author", "-made_at"], name="series_author"),
                    models.Index(fields=["space", "-made_at"], name="series_space"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("author__isnull", False), ("space__isnull", True)),
                            models.Q(("author__isnull", True), ("space__isnull", False)),
                            _connector="OR",
                        ),
                        name="series_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
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
                ("subtitle", models.CharField(blank=True, default="", max_length=300, verbose_name="subtitle")),
                ("position", models.IntegerField(default=0, help_text="place in its series")),
                ("cover_description", models.CharField(blank=True, default="", max_length=300)),
                (
                    "canonical_url",
                    models.CharField(blank=True, default="", help_text="where it appeared first", max_length=500),
                ),
                ("reading_minutes", models.SmallIntegerField(default=1)),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="articles",
                        to="blogs.series",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["series", "position"], name="article_series")],
            },
        ),
    ]
