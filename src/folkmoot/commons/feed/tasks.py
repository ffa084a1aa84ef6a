"""What the feed does when it hears of something: it tells people, and wakes their pages.

Both are called by the relay inside its transaction, in the order of the log.
"""

import json
from collections.abc import Iterable, Sequence

from django.db import connection
from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions, audience

CHANNEL = "folkmoot_live"
_MOST_BYTES = 7000  # A notification of PostgreSQL carries 8,000 bytes.


def tell(events: Sequence[Event]) -> None:
    """Subscriber `feed.tell`: notifications in the page and by mail."""
    news = [one for event in events for one in audience.news_of(event)]
    reached = actions.tell(news)
    if reached:
        announce([{"t": "bell", "p": person} for person in reached])


def wake(events: Sequence[Event]) -> None:
    """Subscriber `feed.wake`: pages that are open learn that something changed, never what."""
    messages: list[dict[str, object]] = []
    published = {e.item for e in events if e.name == "content.item.published" and e.item is not None}
    for item, space, author, narrowest, tags in audience_of(published):
        messages.append({"t": "feed", "i": item, "s": space, "a": author, "v": narrowest, "g": tags})
    for root in dict.fromkeys(e.root for e in events if e.root is not None and e.item not in published):
        messages.append({"t": "item", "i": root})
    announce(messages)


_PUBLISHED = """
SELECT i.id, i.space_id, i.author_id, i.audience,
    coalesce((SELECT array_agg(t.tag_id) FROM content_itemtag t WHERE t.item_id = i.id), '{}')
FROM content_item i WHERE i.id = ANY(%s) AND i.state = 'published' AND i.root_id IS NULL
"""


def audience_of(items: Iterable[int]) -> list[tuple[int, int | None, int | None, int, list[int]]]:
    """Item, space, author, audience and tags of those that are (still) published."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, [list(items)])
        return cursor.fetchall()


def announce(messages: Sequence[dict[str, object]]) -> None:
    """This will hand messages to every live process when the transaction commits."""
    chunk: list[dict[str, object]] = []
    size = 0
    with connection.cursor() as cursor:
        for message in messages:
            length = len(json.dumps(message)) + 2
            if chunk and size + length > _MOST_BYTES:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(chunk)])
                chunk, size = [], 0
            chunk.append(message)
            size += length
        if chunk:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(chunk)])


@jobs.periodic(cron="* * * * *")
@jobs.task(queueing_lock="feed.letters", pass_context=False)
def send_letters(timestamp: int) -> None:
    """Every minute: letters for what should be mailed at once, and digests whose hour has come."""
    from . import letters

    letters.send_due(at=now())
