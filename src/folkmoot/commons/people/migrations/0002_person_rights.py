from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="rights",
            field=ArrayField(
                models.CharField(max_length=12),
                default=list,
                blank=True,
                help_text="what they have earned to do with the work of others (RIGHTS); kept by entrust",
                size=None,
            ),
        ),
    ]
