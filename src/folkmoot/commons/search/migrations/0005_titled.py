from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0004_words")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("title", ""), _negated=True), fields=["shelf", "-at"], name="search_titled"
            ),
        ),
    ]
