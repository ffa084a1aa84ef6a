"""Single readings, for rooms above that count people over many and show nobody's to anybody else."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from .. import intake

DONE = 90  # Who came this far, in percent, has read it to the end.


def uncounted_for_system() -> set[int]:
    """Everybody who does not want their reading to be counted."""
    return set(intake.opted_out())


def first_reads_for_system(
    item_ids: Sequence[int], *, since: datetime, until: datetime
) -> list[tuple[int, int, datetime]]:
    """(item, person, when they first read it) of these items, within that time, as far as it is still known."""
    intake.flush()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item, person, min(at) FROM attention_raw WHERE item = ANY(%s) AND person IS NOT NULL "
            "AND at >= %s AND at <= %s GROUP BY item, person",
            [list(item_ids), since, until],
        )
        return cursor.fetchall()


def read_to_the_end_for_system(item_id: int, *, since: datetime, until: datetime) -> dict[int, datetime]:
    """Who has read an item to its end within that time, and when, as far as it is still known."""
    intake.flush()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, min(at) FROM attention_raw WHERE item = %s AND person IS NOT NULL AND share >= %s "
            "AND at >= %s AND at <= %s GROUP BY person",
            [item_id, DONE, since, until],
        )
        return dict(cursor.fetchall())
