"""The writing door of the audit log."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from .models import Entry

_CHAIN_LOCK = 0x41554449  # "AUDI"


def note(
    verb: str,
    *,
    at: datetime,
    actor: int | None,
    subject: int | None = None,
    item: int | None = None,
    space: int | None = None,
    **detail: Any,
) -> Entry:
    """This will append one sealed entry, in the caller's transaction; entries are written one after another."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = Entry.objects.order_by("-id").values_list("seal", flat=True).first() or ""
        entry = Entry(at=at, actor=actor, verb=verb, subject=subject, item=item, space=space, detail=detail)
        entry.seal = seal(last, entry)
        entry.save()
        return entry


def seal(previous: str, entry: Entry) -> str:
    """SHA-256 over the entry and the seal before it."""
    facts = [
        previous,
        entry.at.isoformat(),
        entry.verb,
        entry.actor,
        entry.subject,
        entry.item,
        entry.space,
        entry.detail,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def first_broken() -> Entry | None:
    """The first entry whose seal does not fit, or None when the chain holds."""
    previous = ""
    for entry in Entry.objects.order_by("id").iterator():
        if entry.seal != seal(previous, entry):
            return entry
        previous = entry.seal
    return None
