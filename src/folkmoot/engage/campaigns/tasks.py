"""What happens after the page: acts are counted, letters go out, looks are taken when they are due."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


def hear(events: Sequence[Event]) -> None:
    """Subscriber: acts that may be the goal of a campaign."""
    actions.hear(events)


@jobs.task(pass_context=False)
def work(campaign_id: int) -> None:
    """Job entry point: what somebody ordered for a campaign."""
    actions.do(campaign_id=campaign_id, at=now())


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queueing_lock="campaigns.letters", pass_context=False)
def send_letters(timestamp: int) -> None:
    """Job entry point, every five minutes."""
    actions.send_letters(at=now())


@jobs.periodic(cron="17 * * * *")
@jobs.task(queueing_lock="campaigns.looks", pass_context=False)
def take_looks(timestamp: int) -> None:
    """Job entry point, every hour."""
    actions.look_at_due(at=now())
