"""What Django calls after each test that commits. Its own command empties all 150 tables, and makes anew what
migrations had written; nearly all of them are empty anyway, and making files of new tables is slow.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

# Every table of ours, those without a model too. Some lines refuse to go one by one, by a trigger.
TABLES = """
SELECT name, EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = t.oid AND NOT tgisinternal AND pg_get_triggerdef(oid) LIKE '% DELETE %'
)
FROM (SELECT oid, oid::regclass::text AS name FROM pg_class
      WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace) t
"""
OF_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}


class Command(flush.Command):
    help = "Takes out of the database what a test has left in it."

    def handle(self, **options: Any) -> None:
        if options.get("reset_sequences"):
            return super().handle(**options)
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(TABLES)
            tables = {name: as_a_whole for name, as_a_whole in cursor.fetchall() if name not in OF_MIGRATIONS}
            is_filled = "SELECT '{0}' WHERE EXISTS (SELECT FROM {0})"
            cursor.execute(" UNION ALL ".join(map(is_filled.format, tables)))
            filled = [name for (name,) in cursor.fetchall()]
            # All in one transaction, as several statements at once are: who points at whom is looked at in its end.
            cursor.execute(
                "; ".join(
                    f"TRUNCATE {name} CASCADE" if tables[name] else f"DELETE FROM {name}"
                    for name in sorted(filled, key=tables.__getitem__, reverse=True)
                )
                or "SELECT"
            )
        return None
