"""`folkmoot reindex`: build the search index anew, while the site runs."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from folkmoot.commons.search import indexing

BATCH = 2000
PARTS: dict[str, tuple[str, Callable[[Sequence[int]], None]]] = {
    "items": ("content_item", indexing.index_items),
    "people": ("people_person", indexing.index_people),
    "spaces": ("spaces_space", indexing.index_spaces),
    "tags": ("content_tag", indexing.index_tags),
}


class Command(BaseCommand):
    help = "Build the search index anew. The site may run meanwhile; doing it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a summary for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {name: self._index(name, table, index) for name, (table, index) in PARTS.items()}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
            self.stdout.write(f"Indexed {told}.")

    def _index(self, name: str, table: str, index: Callable[[Sequence[int]], None]) -> int:
        done, last = 0, -(2**63)
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT id FROM {table} WHERE id > %s ORDER BY id LIMIT %s", [last, BATCH])  # noqa: S608
                ids = [row[0] for row in cursor.fetchall()]
                index(ids)
            if not ids:
                return done
            done, last = done + len(ids), ids[-1]
            if self.stderr.isatty():
                self.stderr.write(f"\r{name}: {done:,}", ending="")
