import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from folkmoot.base.tables import Tables

ID = ("id", models.BigAutoField(primary_key=True))
IS_POSITIVE = models.CheckConstraint(condition=models.Q(pages__gt=0), name="tables_pages_positive")


def fill(apps, _editor):
    shelf = apps.get_model("tables", "Shelf").objects.create()
    apps.get_model("tables", "Book").objects.create(shelf=shelf, pages=7)
    assert shelf.book_set.count() == 1


OPERATIONS = [
    migrations.CreateModel("Shelf", [ID]),
    migrations.CreateModel("Book", [ID, ("shelf", models.ForeignKey("tables.Shelf", models.CASCADE))]),
    migrations.AddField("Book", "pages", models.IntegerField(default=1)),
    migrations.AddField("Book", "translated_from", models.ForeignKey("tables.Book", models.SET_NULL, null=True)),
    migrations.AddIndex("Book", models.Index(fields=["pages"], name="tables_pages")),
    migrations.AddConstraint("Book", IS_POSITIVE),
    migrations.RunPython(fill),
    migrations.RunSQL("UPDATE tables_book SET pages = 8"),
    migrations.CreateModel("Reader", [ID, ("reads", models.ManyToManyField("tables.Book"))]),
    migrations.AlterField("Book", "pages", models.BigIntegerField(default=1)),
]
SHAPE = """
SELECT table_name || '.' || column_name, data_type || ' ' || is_nullable FROM information_schema.columns
 WHERE table_name LIKE 'tables_%'
UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'tables_%'
UNION SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'tables_%'
UNION SELECT 'pages', string_agg(pages::text, ',') FROM tables_book
ORDER BY 1, 2"""


def made_by(kind):
    migration = kind("0001_initial", "tables")
    migration.operations = OPERATIONS
    with connection.schema_editor(atomic=True) as editor:
        state = migration.apply(ProjectState(), editor)
    with connection.cursor() as cursor:
        cursor.execute(SHAPE)
        found = cursor.fetchall()
        cursor.execute("DROP TABLE tables_reader_reads, tables_reader, tables_book, tables_shelf")
    return state, found


@pytest.mark.django_db(transaction=True)
def test_tables_made_at_once_are_those_that_django_makes_one_by_one():
    state, found = made_by(migrations.Migration)
    state_at_once, found_at_once = made_by(Tables)
    assert found_at_once == found
    assert state_at_once == state
    assert ("pages", "8") in found
    assert len(found) > 15
