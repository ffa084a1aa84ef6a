"""Event and job entry points."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


@jobs.periodic(cron="23 5 * * 1")
@jobs.task(queueing_lock="introductions.weekly", lock="introductions", pass_context=False)
def introduce_weekly(timestamp: int) -> None:
    """Every Monday, after the network was read: what became of earlier ones, then the week's introductions."""
    actions.measure(at=now())
    actions.run_round(at=now())


def forget_people(events: Sequence[Event]) -> None:
    """Subscriber `introductions.forget`: who erases their account is introduced to nobody."""
    actions.forget(events)
