"""What happens to ideas by itself."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


def keep_up(events: Sequence[Event]) -> None:
    """Subscriber `ideas.keep_up`: votes and comments move ideas up and down the lists, and on to their next stage."""
    ids = {event.root for event in events if event.root is not None}
    if ids:
        actions.keep_up(item_ids=sorted(ids), at=events[-1].at)


@jobs.periodic(cron="17 * * * *")
@jobs.task(queueing_lock="ideas.look_at_the_clock", pass_context=False)
def look_at_the_clock(timestamp: int) -> None:
    """Every hour: close what is over, move what has stood long enough, remind of what is due."""
    at = now()
    actions.close_due(at=at)
    actions.go_on_with_time(at=at)
    actions.remind(at=at)
