import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_rights_default")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func("sort_name", models.Value(" "), function="string_to_array"), name="person_name_words"
            ),
        ),
    ]
