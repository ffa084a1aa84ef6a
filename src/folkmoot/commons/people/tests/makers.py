"""People for the tests of this room."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress

from folkmoot.commons.people.logic import sort_name
from folkmoot.commons.people.models import Person, Relation, Unit

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
PASSWORD = "correct horse battery"
_numbers = count(1)


def make_person(name: str = "Ada Lind", **values: Any) -> Person:
    number = next(_numbers)
    username = values.pop("username", f"person{number}")
    email = values.pop("email", f"{username}@example.org")
    password = values.pop("password", None)
    person = Person(
        username=username,
        email=email,
        name=name,
        sort_name=sort_name(name),
        **({"joined_at": AT, "claimed_at": AT} | values),
    )
    if password:
        person.set_password(password)
    person.save()
    if email:
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def make_employee(name: str = "Ada Lind", **values: Any) -> Person:
    person = make_person(name, **({"is_employee": True} | values))
    Relation.objects.create(person=person, kind="employee", since_on=AT.date())
    return person


def make_admin(name: str = "Otto Admin", **values: Any) -> Person:
    return make_employee(name, is_admin=True, **values)


def make_unit(name: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(name=name, parent=parent)
