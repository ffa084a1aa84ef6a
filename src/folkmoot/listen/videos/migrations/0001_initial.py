import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("content", "0004_must_read"),
        ("files", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                (
                    "container",
                    models.CharField(blank=True, default="", help_text="known from its first bytes", max_length=20),
                ),
                ("started_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person"], name="upload_person"),
                    models.Index(fields=["moved_at"], name="upload_moved"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size"))), name="upload_fits"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offset", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("path", models.CharField(max_length=200)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="videos.upload"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("upload", "offset"), name="upload_part_once")],
            },
        ),
        migrations.CreateModel(
            name="Video",
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
                ("state", models.CharField(default="waiting", max_length=10)),
                ("duration", models.IntegerField(help_text="milliseconds", null=True)),
                ("width", models.IntegerField(null=True)),
                ("height", models.IntegerField(null=True)),
                (
                    "bytes",
                    models.BigIntegerField(
                        default=0, help_text="all that is kept of it, for the maker's share of the disk"
                    ),
                ),
                ("progress", models.SmallIntegerField(default=0, help_text="per cent of the preparing")),
                ("problem", models.CharField(blank=True, default="", max_length=300)),
                (
                    "original",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        help_text="until it is prepared",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="videos.upload",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "preparing", "ready", "plain", "refused"])),
                        name="video_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="videos.video"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["file"], name="rendition_file")],
                "constraints": [models.UniqueConstraint(fields=("video", "height"), name="rendition_once")],
            },
        ),
        migrations.CreateModel(
            name="Captions",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("text", models.TextField()),
                ("changed_at", models.DateTimeField()),
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
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="captions", to="videos.video"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("video", "language"), name="captions_once")],
            },
        ),
        migrations.CreateModel(
            name="Watching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField(default=0, help_text="seconds")),
                ("watched", models.IntegerField(default=0, help_text="seconds of playing, all together")),
                ("finished_at", models.DateTimeField(null=True)),
                ("at", models.DateTimeField()),
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
                    "video",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="videos.video"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at"], name="watching_mine")],
                "constraints": [models.UniqueConstraint(fields=("person", "video"), name="watching_once")],
            },
        ),
    ]
