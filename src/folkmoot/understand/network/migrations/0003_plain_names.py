from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0002_bridges")]
    operations = [
        migrations.RenameField("standing", "helped", "turned_to"),
        migrations.RenameField("standing", "helped_by", "turned_to_me"),
        migrations.AlterField(
            "standing", "partners", models.IntegerField(help_text="people with whom it goes both ways")
        ),
        migrations.AlterField(
            "standing", "turned_to", models.IntegerField(help_text="people they did something towards")
        ),
        migrations.AlterField(
            "standing", "turned_to_me", models.IntegerField(help_text="people who did something towards them")
        ),
    ]
