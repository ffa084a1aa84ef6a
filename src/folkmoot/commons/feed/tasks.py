"""What the feed does when it hears of something: it tells people, and wakes their pages.

Both are called by the relay inside its transaction, in the order of the log.
"""

import json
from collections.abc import Sequence

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
    messages = []
    for event in events:
        if event.name in {"content.item.published", "content.reply.published"}:
            messages.append(
                {
                    "t": "item" if event.root else "feed",
                    "i": event.root or event.item,
                    "s": event.space,
                    "a": event.actor,
                    "v": event.data.get("audience", 3),
                    "g": event.data.get("tag_ids", []),
                }
            )
        elif event.item is not None and event.name.startswith(("content.", "qa.")):
            messages.append({"t": "item", "i": event.root or event.item, "s": event.space, "v": 3})
        elif event.name.startswith(("spaces.member.", "people.person.", "people.distance.", "people.relation.")):
            messages.append({"t": "viewer", "p": event.person or event.actor})
    announce(messages)


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
