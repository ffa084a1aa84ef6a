"""The writing door of the feed: telling people, and marking what they have read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from folkmoot.base.ids import new_id
from folkmoot.commons.spaces.viewer import Viewer

from .models import Mail, Notification
from .preferences import Decisions, decide
from .topics import TOPICS

_UPSERT = """
INSERT INTO feed_notification
    (id, person_id, topic, why, item_id, root_id, space_id, actor_ids, alias_label, path, count,
     "group", at, read_at, mail, mailed_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s, NULL, %s, NULL)
ON CONFLICT (person_id, "group") WHERE read_at IS NULL DO UPDATE SET
    count = feed_notification.count + 1, at = excluded.at, item_id = excluded.item_id, why = excluded.why,
    actor_ids = (excluded.actor_ids || array_remove(feed_notification.actor_ids, excluded.actor_ids[1]))[1:20],
    alias_label = excluded.alias_label
"""


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell: of what, and to whom for which reason. What is about no item and no space has a `path`."""

    topic: str
    people: dict[int, str]
    at: datetime
    item: int | None = None
    root: int | None = None
    space: int | None = None
    actor: int | None = None
    alias_label: str = ""
    path: str = ""

    def group(self) -> str:
        subject = self.root or self.space or self.path[:40] or 0
        if not TOPICS[self.topic].is_grouped:
            return f"{self.topic}:{self.item or subject}:{new_id()}"
        return f"{self.topic}:{subject}"


def tell(news: Iterable[News]) -> set[int]:
    """This will notify people in the page and by mail as each decided; returns whom it reached.

    Called inside the relay's transaction, which also moves the cursor: nobody is told twice.
    """
    reached: set[int] = set()
    rows = []
    news = list(news)
    decisions = Decisions(
        people={person for one in news for person in one.people}, topics={one.topic for one in news},
        spaces={one.space for one in news if one.space is not None},
    )  # fmt: skip
    for one in news:
        group = one.group()
        for person, channels in decisions.channels(one.people, one.topic, one.space).items():
            if person == one.actor or (not channels.in_page and channels.mail == Mail.OFF):
                continue
            reached.add(person)
            rows.append(
                (
                    new_id(),
                    person,
                    one.topic,
                    one.people[person],
                    one.item,
                    one.root or one.item,
                    one.space,
                    [one.actor] if one.actor else [],
                    one.alias_label,
                    one.path,
                    group,
                    one.at,
                    channels.mail,
                )
            )
    if rows:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)
    return reached


def mark_read(*, viewer: Viewer, at: datetime, notification_id: int | None = None, root_id: int | None = None) -> int:
    """This will mark one, those about one item, or all of the viewer's notifications as read."""
    mine = Notification.objects.filter(person_id=viewer.person_id, read_at__isnull=True)
    if notification_id is not None:
        mine = mine.filter(pk=notification_id)
    if root_id is not None:
        mine = mine.filter(root_id=root_id)
    return mine.update(read_at=at)


def choose(*, viewer: Viewer, topic: str, in_page: bool | None, mail: str, space_id: int | None = None) -> None:
    """This will store the viewer's own decision for a topic, everywhere or in one space."""
    if viewer.person_id is None:
        raise PermissionError("a guest has no notifications")
    decide(person_id=viewer.person_id, space_id=space_id, topic=topic, in_page=in_page, mail=mail)
