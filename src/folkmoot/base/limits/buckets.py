"""Taking from a bucket."""

import math
from datetime import datetime

from django.conf import settings
from django.db import connection

from folkmoot.base.web.statements import ask

_TAKE = """
INSERT INTO limits_bucket AS b (key, tokens, at) VALUES (%(key)s, %(burst)s::float - 1, %(at)s)
ON CONFLICT (key) DO UPDATE SET
    tokens = LEAST(%(burst)s, b.tokens + GREATEST(0, EXTRACT(EPOCH FROM excluded.at - b.at)) * %(rate)s) - 1,
    at = GREATEST(b.at, excluded.at)
WHERE LEAST(%(burst)s, b.tokens + GREATEST(0, EXTRACT(EPOCH FROM excluded.at - b.at)) * %(rate)s) >= 1
RETURNING tokens
"""


class TooMany(Exception):
    """Too often in too short a time; `wait_seconds` until it goes again."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"again in {wait_seconds} seconds")
        self.wait_seconds = wait_seconds


def take(key: str, *, per_minute: float, at: datetime, burst: int | None = None) -> None:
    """This will take one token from the bucket `key`, or raise TooMany.

    `burst` is how many may be taken at once after a rest (as many as in a minute unless said).
    """
    times = settings.LIMITS_TIMES
    rate = per_minute * times / 60
    values: dict[str, str | float | datetime] = {
        "key": key[:120],
        "burst": float(burst or max(1, per_minute)) * times,
        "rate": rate,
        "at": at,
    }
    if not ask(_TAKE, values):
        raise TooMany(max(1, math.ceil(1 / rate)))


def sweep(*, before: datetime) -> int:
    """This will forget buckets nobody touched since; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM limits_bucket WHERE at < %s", [before])
        return int(cursor.rowcount)
