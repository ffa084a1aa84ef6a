"""What happens to items by itself."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.commons.spaces.models import Space

from . import actions


@jobs.periodic(cron="* * * * *")
@jobs.task(queueing_lock="content.publish_due", pass_context=False)
def publish_due(timestamp: int) -> None:
    """Every minute: bring out what is scheduled, take away what has expired."""
    actions.publish_due(now())


def follow_audience(space_id: int, audience: int) -> None:
    """Called in the transaction that changes a space: nothing in it stays readable for more people."""
    actions.narrow_space(space_id=space_id, audience=audience)


def follow_spaces(events: Sequence[Event]) -> None:
    """Spaces that fewer people may read now: what was written in the same moment follows.

    Harmless to repeat.
    """
    ids = {event.space for event in events if event.space is not None}
    for space_id, audience in Space.objects.filter(id__in=ids).values_list("id", "audience"):
        actions.narrow_space(space_id=space_id, audience=audience)
