"""Pure computing about articles."""

import re
from urllib.parse import urlsplit

MAX_CANONICAL = 500
_WORDS_A_MINUTE = 220
_WORD = re.compile(r"\w+")


def reading_minutes(body: str) -> int:
    """How long a text takes to read, in whole minutes, at least one."""
    return max(1, min(999, round(len(_WORD.findall(body)) / _WORDS_A_MINUTE)))


def is_canonical_url(url: str) -> bool:
    """Whether an address can be named as the first home of an article: whole, http(s), of another place or ours."""
    if len(url) > MAX_CANONICAL or not url.isprintable() or any(letter in url for letter in " \\<>\"'"):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username is not None or parts.fragment:
        return False
    host = parts.hostname or ""
    return "." in host.strip(".") or host == "localhost"
