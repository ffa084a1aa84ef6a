"""Pure computing over names, addresses and times."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from django.utils.crypto import salted_hmac

_SPELLED_OUT = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})


def sort_name(name: str) -> str:
    """The name by which somebody is sorted and found: small letters, without accents, single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_SPELLED_OUT))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split())[:120]


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def is_in_domains(email: str, domains: Iterable[str]) -> bool:
    """Whether the address belongs to one of the domains exactly; a subdomain has to be listed itself."""
    return domain_of(email) in {domain.strip().lower().removeprefix("@") for domain in domains if domain.strip()}


def token_of(invitation_id: int) -> str:
    """The secret of an invitation's link: made from its id by the site's key, so that a letter can be sent later."""
    digest = salted_hmac("people.invitation", str(invitation_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def words_of(text: str, *, limit: int, length: int = 60) -> list[str]:
    """The entries of a comma-separated line, each once, in order."""
    found: dict[str, str] = {}
    for part in text.replace("\n", ",").split(","):
        word = " ".join(part.split())[:length].strip()
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())[:limit]


def zone(name: str) -> ZoneInfo:
    """The time zone of this name; UTC when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_time(at: datetime, timezone: str) -> datetime:
    return at.astimezone(zone(timezone))


def timezones() -> list[str]:
    """The names people choose from: places, not abbreviations."""
    named = (
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/"))
    )
    return ["UTC", *sorted(named)]
