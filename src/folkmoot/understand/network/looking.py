"""Writing down who looked at whose data."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from folkmoot.base.ids import new_id
from folkmoot.commons.spaces.viewer import Viewer


def note_look(*, viewer: Viewer, purpose: str, people: Iterable[int] | None, at: datetime) -> None:
    """This will write down that the viewer saw these people's data (None: everybody who is shown by name).

    Looking at oneself is not written down. Once a day for each purpose, with how often.
    """
    if viewer.person_id is None:
        return
    whom: list[int | None] = [None] if people is None else [p for p in set(people) if p != viewer.person_id]
    if not whom:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            """INSERT INTO network_look AS l (id, viewer_id, person_id, purpose, day, count, last_at)
               VALUES (%s, %s, %s, %s, %s, 1, %s) ON CONFLICT (viewer_id, person_id, purpose, day)
               DO UPDATE SET count = l.count + 1, last_at = excluded.last_at""",
            [(new_id(), viewer.person_id, person, purpose, at.date(), at) for person in whom],
        )
