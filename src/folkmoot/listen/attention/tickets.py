"""Proof that a page of an item was given to somebody: without it nobody can speak for an item or a person.

A ticket names visit, item, person, source and moment, sealed with the site's key. Whoever brings it back may add
seconds to that visit, as many as have passed. Checking one needs no database.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

_FACTS = struct.Struct(">QqqBI")
_SEAL = 12
LIFE = 12 * 60 * 60


class Ticket(NamedTuple):
    visit: int
    item: int
    person: int
    source: int
    issued: int  # Seconds since 1970.


class NotGenuine(ValueError):
    """Made by somebody else, changed, or too old."""


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"folkmoot.attention.tickets" + secret.encode()).digest()


def _seal(facts: bytes) -> bytes:
    return hmac.digest(_key(settings.SECRET_KEY), facts, "sha256")[:_SEAL]


def new_visit() -> int:
    return secrets.randbits(62)


def write(ticket: Ticket) -> str:
    facts = _FACTS.pack(ticket.visit, ticket.item, ticket.person, ticket.source, ticket.issued)
    return base64.urlsafe_b64encode(facts + _seal(facts)).decode().rstrip("=")


def read(text: object, *, now: float) -> Ticket:
    """The ticket behind a text; raises NotGenuine."""
    if not isinstance(text, str) or not 40 < len(text) < 80:
        raise NotGenuine
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise NotGenuine from None
    facts, seal = raw[:-_SEAL], raw[-_SEAL:]
    if len(facts) != _FACTS.size or not hmac.compare_digest(_seal(facts), seal):
        raise NotGenuine
    ticket = Ticket(*_FACTS.unpack(facts))
    if not -60 <= now - ticket.issued <= LIFE:
        raise NotGenuine
    return ticket
