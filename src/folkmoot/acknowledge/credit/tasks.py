"""Event and job entry points."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


def note(events: Sequence[Event]) -> None:
    """Subscriber `credit.ledger`: what happened becomes lines."""
    actions.note(events)


@jobs.periodic(cron="41 2 * * *")
@jobs.task(queueing_lock="credit.recompute", pass_context=False)
def recompute_nightly(timestamp: int) -> None:
    """Every night: reputation fades, and is worked out anew."""
    actions.recompute(at=now())
