import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.expressions
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
        ("spaces", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigIntegerField(editable=False, primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=60)),
                ("seed", models.CharField(help_text="of its generated picture", max_length=16)),
                (
                    "space",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="spaces.space"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "audience",
                    models.SmallIntegerField(
                        choices=[
                            (0, "Everyone on the internet"),
                            (1, "Everyone signed in"),
                            (2, "Employees"),
                            (3, "Members of the space"),
                        ]
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=12)),
                ("depth", models.SmallIntegerField(default=0)),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("body", models.TextField(blank=True, default="", help_text="Markdown as written")),
                (
                    "html",
                    models.TextField(
                        blank=True, default="", help_text="sanitised rendering of body, made when it is written"
                    ),
                ),
                ("excerpt", models.CharField(blank=True, default="", max_length=300)),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "publish_at",
                    models.DateTimeField(blank=True, help_text="when a scheduled item goes out", null=True),
                ),
                ("unpublish_at", models.DateTimeField(blank=True, null=True)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("deleted_by_moderator", models.BooleanField(default=False)),
                ("last_activity_at", models.DateTimeField()),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_at",
                    models.DateTimeField(
                        blank=True, help_text="a thread resolved, a question with an accepted answer", null=True
                    ),
                ),
                ("must_read_at", models.DateTimeField(blank=True, null=True)),
                ("score", models.IntegerField(default=0, help_text="votes up minus votes down")),
                ("up_count", models.IntegerField(default=0)),
                ("down_count", models.IntegerField(default=0)),
                (
                    "reply_count",
                    models.IntegerField(
                        default=0, help_text="published comments under it, at any depth; not answers"
                    ),
                ),
                ("answer_count", models.IntegerField(default=0)),
                ("reactions", models.JSONField(default=dict, help_text="emoji name → how many")),
                ("version", models.IntegerField(default=1, help_text="bumped by whatever changes how it looks")),
                (
                    "thread_version",
                    models.IntegerField(default=1, help_text="of a root: bumped by whatever changes on its page"),
                ),
                (
                    "origin",
                    models.CharField(
                        blank=True, default="", help_text="where an imported item comes from", max_length=200
                    ),
                ),
                (
                    "alias",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.alias",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.item",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
                    ),
                ),
                (
                    "shared",
                    models.ForeignKey(
                        blank=True,
                        help_text="the item that this one shares",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="content.item",
                    ),
                ),
                (
                    "space",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="spaces.space",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("root__isnull", True), ("state", "published")),
                        fields=["space", "kind", "-last_activity_at", "-id"],
                        name="item_space_active",
                    ),
                    models.Index(
                        condition=models.Q(("root__isnull", True), ("state", "published")),
                        fields=["space", "-published_at", "-id"],
                        name="item_space_new",
                    ),
                    models.Index(
                        condition=models.Q(("root__isnull", True), ("state", "published")),
                        fields=["author", "-published_at", "-id"],
                        name="item_author_new",
                    ),
                    models.Index(
                        condition=models.Q(("root__isnull", True), ("state", "published")),
                        fields=["kind", "-last_activity_at", "-id"],
                        name="item_kind_active",
                    ),
                    models.Index(
                        condition=models.Q(("root__isnull", True), ("state", "published")),
                        fields=["-published_at", "-id"],
                        name="item_new",
                    ),
                    models.Index(
                        condition=models.Q(("root__isnull", False)),
                        fields=["root", "parent", "id"],
                        name="item_thread",
                    ),
                    models.Index(fields=["author", "-made_at"], name="item_mine"),
                    models.Index(condition=models.Q(("alias__isnull", False)), fields=["alias"], name="item_alias"),
                    models.Index(condition=models.Q(("state", "scheduled")), fields=["publish_at"], name="item_due"),
                    models.Index(
                        condition=models.Q(("state", "published"), ("unpublish_at__isnull", False)),
                        fields=["unpublish_at"],
                        name="item_expiring",
                    ),
                    models.Index(
                        condition=models.Q(("pinned_at__isnull", False)), fields=["space"], name="item_pinned"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Lower("title"), name="gin_trgm_ops"
                        ),
                        condition=models.Q(("root__isnull", True), models.Q(("title", ""), _negated=True)),
                        name="item_title_alike",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "scheduled", "published", "unpublished", "hidden", "deleted"])
                        ),
                        name="item_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alias__isnull", False), ("author__isnull", False), _negated=True),
                        name="item_one_voice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("space__isnull", False), ("audience__lt", 3), _connector="OR"),
                        name="item_members_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "score",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("up_count"), "-", models.F("down_count")
                                ),
                            )
                        ),
                        name="item_score",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("origin", ""), _negated=True), fields=("origin",), name="item_origin_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="bookmark_mine"),
                    models.Index(fields=["item"], name="bookmark_item"),
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "item"), name="bookmark_once")],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("description", models.CharField(blank=True, default="", max_length=500)),
                ("position", models.SmallIntegerField(default=0)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="content.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "file"), name="attachment_once")],
            },
        ),
        migrations.AddField(
            model_name="alias",
            name="root",
            field=models.ForeignKey(
                help_text="set for 'anonymous, once'",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="content.item",
            ),
        ),
        migrations.CreateModel(
            name="Acknowledgement",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "person"), name="acknowledged_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemFollow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_muted", models.BooleanField(default=False)),
                (
                    "why",
                    models.CharField(
                        default="chosen", help_text="chosen, wrote, replied, mentioned, invited", max_length=12
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
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
            ],
            options={
                "indexes": [models.Index(fields=["item", "person"], name="item_followers")],
                "constraints": [models.UniqueConstraint(fields=("person", "item"), name="item_follow_once")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
                    ),
                ),
                (
                    "person",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "person", "space"), name="mention_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("emoji", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
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
            ],
            options={
                "indexes": [models.Index(fields=["item", "emoji"], name="reaction_item")],
                "constraints": [models.UniqueConstraint(fields=("person", "item", "emoji"), name="reaction_once")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
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
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "item"), name="reading_once")],
            },
        ),
        migrations.CreateModel(
            name="Report",
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
                        choices=[
                            ("spam", "Spam or advertising"),
                            ("rude", "Rude or hurtful"),
                            ("private", "Private or confidential"),
                            ("wrong", "Wrong or misleading"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, default="", max_length=1000)),
                ("at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(blank=True, default="", help_text="hidden, deleted or kept", max_length=10),
                ),
                ("answer", models.CharField(blank=True, default="", max_length=1000)),
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
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("item", "by"),
                        name="report_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.IntegerField()),
                ("title", models.CharField(blank=True, default="", max_length=200)),
                ("body", models.TextField(blank=True, default="")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), default=list, size=None
                    ),
                ),
                ("comment", models.CharField(blank=True, default="", max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "alias",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="content.alias"
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("item", "number"), name="revision_once")],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("about", models.CharField(blank=True, default="", max_length=500)),
                (
                    "synonym_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="synonyms",
                        to="content.tag",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("name"), name="tag_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "published_at",
                    models.DateTimeField(help_text="of the item, repeated for the tag's list", null=True),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_tags",
                        to="content.item",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.tag",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "-published_at", "item"], name="tag_new")],
                "constraints": [models.UniqueConstraint(fields=("item", "tag"), name="item_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="TagFollow",
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
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.tag"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "tag"), name="tag_follow_once")],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.SmallIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.item",
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
            ],
            options={
                "indexes": [models.Index(fields=["item"], name="vote_item")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "item"), name="vote_once"),
                    models.CheckConstraint(condition=models.Q(("value__in", [-1, 1])), name="vote_value"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AliasOwner",
            fields=[
                (
                    "alias",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="content.alias",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="content.item"
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("root__isnull", True)),
                        fields=("person", "space"),
                        name="alias_one_a_space",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("root__isnull", False)),
                        fields=("person", "root"),
                        name="alias_one_a_root",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    folkmoot.base.ids.IdField(
                        default=folkmoot.base.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.CharField(help_text="e.g. note:new, comment:<item>, edit:<item>", max_length=120)),
                ("fields", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "place"), name="draft_once")],
            },
        ),
    ]
