import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import folkmoot.base.ids
from folkmoot.base.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9][a-z0-9_.-]{1,38}[a-z0-9]$",
                                "Use 3 to 40 small letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit.",
                            )
                        ],
                        verbose_name="user name",
                    ),
                ),
                ("email", models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_name", models.CharField(default="", editable=False, max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                ("is_admin", models.BooleanField(default=False, help_text="administers the site")),
                (
                    "is_employee",
                    models.BooleanField(default=False, help_text="has an open relation as employee; kept by actions"),
                ),
                (
                    "is_approved",
                    models.BooleanField(
                        default=True,
                        help_text="False until a newcomer's e-mail is confirmed and, where the site wants it, somebody let them in",
                    ),
                ),
                ("headline", models.CharField(blank=True, default="", max_length=160, verbose_name="headline")),
                ("about", models.TextField(blank=True, default="", max_length=10000, verbose_name="about me")),
                ("about_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "ask_me_about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=12
                    ),
                ),
                (
                    "interests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=24
                    ),
                ),
                ("location", models.CharField(blank=True, default="", max_length=120, verbose_name="location")),
                ("timezone", models.CharField(default="UTC", max_length=64, verbose_name="time zone")),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                (
                    "theme",
                    models.CharField(
                        choices=[("auto", "As my device"), ("light", "Light"), ("dark", "Dark")],
                        default="auto",
                        max_length=5,
                    ),
                ),
                (
                    "profile_audience",
                    models.IntegerField(
                        blank=True,
                        help_text="who may read my profile, 0-2 as audiences; None: as the site has decided",
                        null=True,
                    ),
                ),
                (
                    "ties_audience",
                    models.IntegerField(
                        default=2,
                        help_text="who may see whom I follow and am connected to: 0-2 as audiences, 3 only my connections, 4 only me",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        default="",
                        help_text="where an imported person comes from, e.g. stackexchange:qc:123",
                        max_length=200,
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                (
                    "claimed_at",
                    models.DateTimeField(
                        blank=True, help_text="None while an imported account waits for its person", null=True
                    ),
                ),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("follower_count", models.IntegerField(default=0)),
                ("version", models.IntegerField(default=0, help_text="bumped when name, picture or headline change")),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["sort_name", "id"], name="person_sort"),
                    models.Index(fields=["manager"], name="person_manager"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["sort_name"], name="person_name_trgm", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("username"), name="username_once"),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="email_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", ""), _negated=True), fields=("origin",), name="origin_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileField",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("label", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[("text", "Text"), ("choice", "Choice"), ("link", "Link"), ("date", "Date")],
                        max_length=6,
                    ),
                ),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), blank=True, default=list, size=None
                    ),
                ),
                ("help", models.CharField(blank=True, default="", max_length=200)),
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
                ("position", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SiteInvitation",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(blank=True, default="", max_length=254)),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("employee", "Employee"),
                            ("candidate", "Candidate"),
                            ("customer", "Customer"),
                            ("partner", "Partner"),
                            ("alumnus", "Alumnus or alumna"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_count", models.IntegerField(default=0)),
                ("max_uses", models.IntegerField(default=1)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="skill_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonSkill",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("endorsement_count", models.IntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skills",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holders", to="people.skill"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "skill"), name="person_skill_once")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        models.F("parent"),
                        name="unit_name_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.CreateModel(
            name="Arrival",
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
                ("luggage", models.JSONField(default=dict, help_text="what other rooms asked to carry along")),
                ("at", models.DateTimeField()),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.siteinvitation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="asked", max_length=10)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["asked", "state"], name="connection_asked"),
                    models.Index(fields=["asker", "state"], name="connection_asker"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "accepted", "declined", "withdrawn", "ended"])),
                        name="connection_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("asked")), _negated=True), name="connection_other"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Least("asker", "asked"),
                        django.db.models.functions.comparison.Greatest("asker", "asked"),
                        name="connection_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Distance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_block", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_block", True)), fields=["other", "person"], name="blocked_by"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "other"), name="distance_once"),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("other")), _negated=True), name="distance_other"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                "indexes": [models.Index(fields=["person", "follower"], name="followed")],
                "constraints": [
                    models.UniqueConstraint(fields=("follower", "person"), name="follow_once"),
                    models.CheckConstraint(
                        condition=models.Q(("follower", models.F("person")), _negated=True), name="follow_other"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endorsement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "person_skill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="endorsements",
                        to="people.personskill",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person_skill", "by"), name="endorsed_once")],
            },
        ),
        migrations.CreateModel(
            name="ProfileValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=500)),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.profilefield"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile_values",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "field"), name="profile_value_once")],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("employee", "Employee"),
                            ("candidate", "Candidate"),
                            ("customer", "Customer"),
                            ("partner", "Partner"),
                            ("alumnus", "Alumnus or alumna"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since_on", models.DateField()),
                (
                    "until_on",
                    models.DateField(blank=True, help_text="the first day on which it no longer holds", null=True),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "person"], name="relation_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_on__isnull", True), ("until_on__gte", models.F("since_on")), _connector="OR"
                        ),
                        name="relation_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)),
                        fields=("person", "kind"),
                        name="relation_open_once",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["unit", "sort_name"], name="person_unit"),
        ),
    ]
