"""Event entry points: what changed is indexed again, as it is now."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions, indexing


def index(events: Sequence[Event]) -> None:
    """This will index what these events speak of. An event only says where to look, so a repeated one is harmless."""
    items = {event.item for event in events if event.item is not None and event.name.startswith("content.")}
    people = {
        person
        for event in events
        if event.name.startswith("people.")
        for person in (event.person, event.actor)
        if person is not None
    }
    spaces = {event.space for event in events if event.space is not None and event.name.startswith("spaces.")}
    indexing.index_items(sorted(items))
    indexing.index_people(sorted(people))
    indexing.index_spaces(sorted(spaces))
    for event in events:
        if event.name.startswith("content.tag."):
            indexing.index_tags([event.data[key] for key in ("tag", "into") if isinstance(event.data.get(key), int)])


@jobs.periodic(cron="*/10 * * * *")
@jobs.task(queueing_lock="search.tell", pass_context=False)
def tell_of_new(timestamp: int) -> None:
    """This will tell people of what is new in the searches they keep."""
    actions.tell_of_new(at=now())
