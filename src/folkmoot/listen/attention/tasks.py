"""Event and job entry points."""

from collections.abc import Sequence
from datetime import datetime

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


def hear(events: Sequence[Event]) -> None:
    """Subscriber `attention.hear`: who turned away from a community or from letters, who erased their account."""
    actions.count_turned_away([event for event in events if event.name != "people.person.erased"])
    gone = [event for event in events if event.name == "people.person.erased"]
    if gone:
        actions.forget_person(gone)


@jobs.task(pass_context=False)
def forget_late_ones(people: list[int], until: str | None) -> None:
    """A moment after somebody had their readings deleted or left: what other processes wrote meanwhile."""
    actions.forget_late_ones(people=people, until=datetime.fromisoformat(until) if until is not None else None)


@jobs.periodic(cron="*/20 * * * *")
@jobs.task(queueing_lock="attention.gather", pass_context=False)
def gather(timestamp: int) -> None:
    """Three times an hour: sums of today and yesterday."""
    actions.gather(at=now())


@jobs.periodic(cron="12 2 * * *")
@jobs.task(queueing_lock="attention.house", pass_context=False)
def keep_house_nightly(timestamp: int) -> None:
    """Every night: sums by unit, forgetting, and partitions for the coming days."""
    at = now()
    actions.gather_months(at=at)
    actions.keep_house(at=at)
