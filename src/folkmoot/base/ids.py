"""Identifiers that are ordered by time and tell nobody how many rows there are.

63 bits: 41 of milliseconds since 2020, 22 drawn at random, so that an id can be made without asking the
database, sorts by age, and its neighbour cannot be guessed to count what is hidden.
"""

import secrets
import threading
import time

from django.db import models
from django.urls import register_converter

_EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00Z
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LENGTH = 13

_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A new identifier, larger than every one this process made before."""
    global _last
    candidate = ((int(time.time() * 1000) - _EPOCH_MS) << 22) | secrets.randbits(22)
    with _lock:
        # Many in one millisecond (an import) step on from the last by a random stride instead of colliding.
        _last = candidate if candidate > _last else _last + 1 + secrets.randbelow(64)
        return _last


def to_text(number: int) -> str:
    """The 13 letters by which an id stands in an address."""
    letters = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, 32)
        letters.append(_ALPHABET[digit])
    return "".join(reversed(letters))


def from_text(text: str) -> int:
    """The id behind 13 letters; ValueError when they are none."""
    if len(text) != _LENGTH:
        raise ValueError(f"an id has {_LENGTH} letters")
    number = 0
    for letter in text:
        try:
            number = number * 32 + _VALUES[letter]
        except KeyError:
            raise ValueError(f"{letter!r} is in no id") from None
    if number >= 1 << 63:
        raise ValueError("too large for an id")
    return number


class IdField(models.BigIntegerField):
    """A primary key filled by `new_id`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", new_id)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class IdConverter:
    """`<id:item>` in a URL pattern."""

    regex = f"[{_ALPHABET}]{{{_LENGTH}}}"

    def to_python(self, value: str) -> int:
        return from_text(value)

    def to_url(self, value: int) -> str:
        return to_text(value)


register_converter(IdConverter, "id")
