import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Space",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("tagline", models.CharField(blank=True, default="", max_length=200, verbose_name="in one line")),
                ("welcome", models.TextField(blank=True, default="", max_length=20000, verbose_name="welcome")),
                ("welcome_html", models.TextField(blank=True, default="", editable=False)),
                ("rules", models.TextField(blank=True, default="", max_length=20000, verbose_name="rules")),
                ("rules_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "icon",
                    models.CharField(
                        blank=True, default="", help_text="an emoji or the name of an icon", max_length=40
                    ),
                ),
                (
                    "joining",
                    models.CharField(
                        choices=[
                            ("open", "Anyone who may read it can join"),
                            ("request", "People ask to join"),
                            ("invitation", "By invitation"),
                            ("secret", "By invitation, and nobody else knows it exists"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "audience",
                    models.IntegerField(
                        choices=[
                            (0, "Everyone on the internet"),
                            (1, "Everyone signed in"),
                            (2, "Employees"),
                            (3, "Members of the space"),
                        ],
                        default=2,
                    ),
                ),
                (
                    "tools",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        help_text="kinds of item that may be published; empty: all",
                        size=None,
                    ),
                ),
                (
                    "voices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        default=list,
                        help_text="besides 'name': 'alias', 'anonymous'",
                        size=None,
                    ),
                ),
                (
                    "is_official",
                    models.BooleanField(default=False, help_text="made by the organisation, listed first"),
                ),
                (
                    "is_listed",
                    models.BooleanField(
                        default=True, help_text="False: reachable by address, not in lists and search"
                    ),
                ),
                ("only_members_post", models.BooleanField(default=True)),
                (
                    "several_accepted",
                    models.BooleanField(default=True, help_text="a question may have more than one accepted answer"),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("last_activity_at", models.DateTimeField()),
                ("member_count", models.IntegerField(default=0)),
                ("item_count", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=0)),
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
                "indexes": [models.Index(fields=["audience", "-last_activity_at"], name="space_active")],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("slug"), name="space_slug_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("joining", "secret"), _negated=True), ("audience", 3), _connector="OR"
                        ),
                        name="secret_is_for_members",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("moderator", "Moderator"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "is_asked",
                    models.BooleanField(
                        default=False, help_text="a request that waits for an answer; not yet a member"
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("since_at", models.DateTimeField()),
                ("pinned_position", models.IntegerField(help_text="place among my own pinned spaces", null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="spaces.space"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "space"], name="member_of")],
                "constraints": [models.UniqueConstraint(fields=("space", "person"), name="member_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                ("token_hash", models.CharField(blank=True, default="", max_length=64)),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("moderator", "Moderator"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_count", models.IntegerField(default=0)),
                ("max_uses", models.IntegerField(default=1)),
                ("answered_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spaces.space"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=["person"],
                        name="invitation_waiting",
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("withdrawn_at__isnull", True),
                            models.Q(("email", ""), _negated=True),
                        ),
                        name="invitation_mail",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token_hash", ""), _negated=True),
                        fields=("token_hash",),
                        name="invitation_token_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("quiet", "Too quiet for me"),
                            ("noisy", "Too many messages"),
                            ("topic", "Not my topic any more"),
                            ("tone", "I did not like how people talk here"),
                            ("moved", "I have another job now"),
                            ("other", "Another reason"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=500)),
                ("joined_on", models.DateField(null=True)),
                ("left_on", models.DateField()),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spaces.space"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["space", "left_on"], name="departure_space")],
            },
        ),
        migrations.CreateModel(
            name="SpaceFollow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spaces.space"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["space", "person"], name="space_followers")],
                "constraints": [models.UniqueConstraint(fields=("person", "space"), name="space_follow_once")],
            },
        ),
    ]
