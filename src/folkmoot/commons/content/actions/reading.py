"""What one person keeps for themself: drafts, what they have read, what they have confirmed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from folkmoot.base import outbox
from folkmoot.base.web import statements
from folkmoot.commons.spaces.viewer import Viewer

from .. import queries
from ..models import Acknowledgement, Draft, Item
from ..refusals import NotAllowed, SignInFirst, TextIsTooLong, WrongState
from .holding import change, hold, tell
from .publishing import may_oblige

MAX_DRAFT = 200_000


def save_draft(*, viewer: Viewer, place: str, fields: Mapping[str, Any], at: datetime) -> Draft:
    """This will keep what is being written at a place (`note:new`, `comment:<item>`); an empty text forgets it."""
    if viewer.is_guest or viewer.person_id is None:
        raise SignInFirst
    if len(json.dumps(dict(fields))) > MAX_DRAFT or len(place) > 120:
        raise TextIsTooLong
    draft, _is_new = Draft.objects.update_or_create(
        person_id=viewer.person_id, place=place, defaults={"fields": dict(fields), "saved_at": at}
    )
    return draft


def discard_draft(*, viewer: Viewer, place: str) -> None:
    """This will forget what was being written there."""
    Draft.objects.filter(person_id=viewer.person_id, place=place).delete()


@transaction.atomic
def acknowledge(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will note that the viewer has read a must-read."""
    if viewer.is_guest or viewer.person_id is None:
        raise SignInFirst
    item = queries.visible_item(viewer, item_id)
    if item.must_read_at is None or item.state != "published":
        raise WrongState
    if statements.add(Acknowledgement(item=item, person_id=viewer.person_id, at=at)):
        outbox.record(
            "content.item.acknowledged", at=at, actor=viewer.person_id, item=item.id, root=item.id,
            space=item.space_id,
        )  # fmt: skip
    return item


@transaction.atomic
def oblige(*, viewer: Viewer, item_id: int, is_must_read: bool = True, at: datetime) -> Item:
    """This will ask everybody an item is for to confirm reading it (again: what was confirmed was an earlier
    text), or no longer. By those who may when it is published; raises NotAllowed, WrongState."""
    held = hold(viewer, item_id)
    item = held.item
    if not may_oblige(viewer, item.space_id):
        raise NotAllowed(_("Only moderators can ask everybody to confirm reading."))
    if item.root_id is not None or not item.is_published:
        raise WrongState
    Acknowledgement.objects.filter(item=item).delete()
    change(held, must_read_at=at if is_must_read else None)
    tell("content.item.obliged" if is_must_read else "content.item.unobliged", held, viewer, at)
    return item


# Nothing is written, and nothing waits for the disk, when the same was noted a minute ago.
_READ = """
INSERT INTO content_reading (person_id, item_id, at)
SELECT %(me)s::bigint, %(item)s::bigint, %(at)s::timestamptz WHERE NOT EXISTS (
    SELECT FROM content_reading WHERE person_id = %(me)s AND item_id = %(item)s
        AND at BETWEEN %(at)s - interval '1 minute' AND %(at)s)
ON CONFLICT (person_id, item_id) DO UPDATE SET at = excluded.at
"""


def mark_read(*, viewer: Viewer, item_id: int, at: datetime) -> None:
    """This will note that the viewer has had the item's page open; nothing for guests. One quick statement."""
    if viewer.person_id is None:
        return
    statements.tell(_READ, {"me": viewer.person_id, "item": item_id, "at": at})
