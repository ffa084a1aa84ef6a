from django.db import migrations


class Migration(migrations.Migration):
    """Rows that are written without Django (imports, benchmarks) need not know of rights."""

    dependencies = [("people", "0002_person_rights")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE people_person ALTER COLUMN rights SET DEFAULT '{}'",
            "ALTER TABLE people_person ALTER COLUMN rights DROP DEFAULT",
        )
    ]
