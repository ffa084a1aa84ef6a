import django.contrib.postgres.indexes
from django.contrib.postgres.operations import BtreeGinExtension
from django.db import migrations, models

_FILL = """
UPDATE search_entry e SET kind = i.kind, author_id = i.author_id,
    shelf = extract(year FROM e.at AT TIME ZONE 'UTC') * 12 + extract(month FROM e.at AT TIME ZONE 'UTC')
FROM content_item i WHERE i.id = e.item_id
"""
_TITLES = """
CREATE INDEX search_titles ON search_entry USING gin (what, shelf, to_tsvector('simple', title)) WHERE title <> '';
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        BtreeGinExtension(),
        migrations.RemoveIndex(model_name="entry", name="search_words"),
        migrations.RemoveIndex(model_name="entry", name="search_title_alike"),
        migrations.RemoveIndex(model_name="entry", name="search_newest"),
        migrations.RunSQL("DROP INDEX search_titles", migrations.RunSQL.noop),
        migrations.AddField("entry", "kind", models.CharField(blank=True, default="", max_length=20)),
        migrations.AddField(
            "entry", "author_id", models.BigIntegerField(help_text="of what is said under a name", null=True)
        ),
        migrations.AddField(
            "entry",
            "shelf",
            models.IntegerField(help_text="the month of an item, counted from the year 0", null=True),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AddIndex("entry", models.Index(fields=["shelf", "-at"], name="search_shelf")),
        migrations.AddIndex(
            "entry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["what", "shelf", "audience", "space_id", "kind", "author_id", "vector"], name="search_words"
            ),
        ),
        migrations.AddIndex(
            "entry",
            django.contrib.postgres.indexes.GinIndex(
                fields=["what", "vector"], condition=models.Q(("item__isnull", True)), name="search_others"
            ),
        ),
        migrations.AddIndex(
            "entry",
            django.contrib.postgres.indexes.GinIndex(
                models.F("what"),
                models.F("shelf"),
                django.contrib.postgres.indexes.OpClass(models.F("title"), name="gin_trgm_ops"),
                condition=models.Q(("title", ""), _negated=True),
                name="search_title_alike",
            ),
        ),
        migrations.RunSQL(_TITLES, "DROP INDEX search_titles"),
    ]
