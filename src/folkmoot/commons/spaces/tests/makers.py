"""Spaces and those in them, as the tests of this room want them."""

import json
from datetime import UTC, datetime
from itertools import count

from django.db import connection

from folkmoot.base.outbox import Event
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = count(1)


def person(name: str = "", *, is_employee: bool = True, is_admin: bool = False, email: str = "") -> Person:
    number = next(_numbers)
    name = name or f"Person {number}"
    return Person.objects.create(
        username=f"{name.split()[0].lower()}{number}",
        name=name,
        sort_name=name.lower(),
        email=email,
        is_employee=is_employee,
        is_admin=is_admin,
        joined_at=AT,
    )


def viewer(someone: Person | None) -> Viewer:
    return viewer_of(someone.pk if someone else None)


def space(name: str = "", *, owner: Person | None = None, **values) -> Space:
    number = next(_numbers)
    values.setdefault("slug", f"space-{number}")
    made = Space.objects.create(
        name=name or f"Space {number}", made_at=AT, last_activity_at=AT, made_by=owner, **values
    )
    if owner is not None:
        join(made, owner, role="owner")
    return made


def join(space: Space, *people: Person, role: str = "member") -> None:
    from folkmoot.commons.spaces import actions

    for each in people:
        actions.add_member(space=space, person_id=each.pk, role=role, at=AT)
    space.refresh_from_db()


def recorded() -> list[Event]:
    """What was written to the log, also in the transaction of the test itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, at, actor, person, space, data FROM outbox_event ORDER BY id")
        rows = cursor.fetchall()
    return [
        Event(name=n, at=at, actor=a, person=p, space=s, data=d if isinstance(d, dict) else json.loads(d))
        for n, at, a, p, s, d in rows
    ]
