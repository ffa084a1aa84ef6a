"""What a visitor carries through a sign-up: rooms above pack a value under the name of a session key of theirs.

It is in the session again after the first sign-in, and in the data of `people.person.joined`.

A sign-up leads through a letter that may be opened in another browser, where the session is another one.
"""

from typing import Any

from django.http import HttpRequest

from .models import Arrival, Person

_KEY = "people.luggage"


def pack(request: HttpRequest, name: str, value: str) -> None:
    """This will carry `value` (a text) through the sign-up; it comes out in the event's data["luggage"][name]."""
    request.session[_KEY] = packed(request) | {name: value[:200]}


def unpack(request: HttpRequest, person: Person) -> None:
    """This will put what a newcomer carried into the session of their first sign-in."""
    arrival = Arrival.objects.filter(person=person).exclude(luggage={}).first()
    if arrival is None:
        return
    for name, value in arrival.luggage.items():
        request.session.setdefault(name, value)
    Arrival.objects.filter(pk=arrival.pk).update(luggage={})


def packed(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(_KEY, {}))
