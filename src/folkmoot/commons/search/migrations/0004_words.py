import django.contrib.postgres.indexes
from django.db import migrations, models

_FILL = """
INSERT INTO search_word (word)
SELECT DISTINCT word FROM search_entry e, unnest(tsvector_to_array(to_tsvector('simple', e.title))) AS word
WHERE e.title <> '' AND length(word) BETWEEN 3 AND 40 ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0003_saved_searches_tell")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                (
                    "word",
                    models.TextField(help_text="small letters without accents", primary_key=True, serialize=False),
                ),
            ],
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="word",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("word"), name="gin_trgm_ops"),
                name="search_word_alike",
            ),
        ),
        migrations.RemoveIndex(model_name="entry", name="search_title_alike"),
    ]
