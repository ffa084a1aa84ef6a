"""What the log says, for tests of questions."""

from collections import namedtuple

from django.db import connection

Line = namedtuple("Line", "actor alias item person")


def events(name):
    """The lines of this name, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, alias, item, person FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return [Line(*row) for row in cursor.fetchall()]
