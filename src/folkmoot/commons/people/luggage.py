"""What a visitor carries through a sign-up: rooms above pack a value, and find it in `people.person.joined`.

A sign-up leads through a letter that may be opened in another browser, where the session is another one.
"""

from typing import Any

from django.http import HttpRequest

_KEY = "people.luggage"


def pack(request: HttpRequest, name: str, value: str) -> None:
    """This will carry `value` (a text) through the sign-up; it comes out in the event's data["luggage"][name]."""
    request.session[_KEY] = packed(request) | {name: value[:200]}


def packed(request: HttpRequest) -> dict[str, Any]:
    return dict(request.session.get(_KEY, {}))
