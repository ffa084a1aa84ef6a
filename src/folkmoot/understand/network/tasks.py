"""Event and job entry points."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from . import actions


@jobs.task(queueing_lock="network.run", lock="network", pass_context=False)
def run_now() -> None:
    """The whole run."""
    _quietly(actions.run)


@jobs.task(queueing_lock="network.update", lock="network", pass_context=False)
def update_now() -> None:
    """What is new."""
    _quietly(actions.update)


@jobs.periodic(cron="17 3 * * *")
@jobs.task(queueing_lock="network.nightly", lock="network", pass_context=False)
def run_nightly(timestamp: int) -> None:
    """Every night: the whole run, and forgetting."""
    _quietly(actions.run)
    actions.keep_house(at=now())


@jobs.periodic(cron="47 6-20 * * *")
@jobs.task(queueing_lock="network.hourly", lock="network", pass_context=False)
def update_hourly(timestamp: int) -> None:
    """By day, each hour: what is new."""
    _quietly(actions.update)


def _quietly(run: object) -> None:
    """Another process that runs already does the same."""
    try:
        run(at=now())  # type: ignore[operator]
    except actions.AlreadyRunning:
        pass


def forget_people(events: Sequence[Event]) -> None:
    """Subscriber `network.forget`: who erases their account is in no network."""
    actions.forget_people(events)


def learn(events: Sequence[Event]) -> None:
    """Subscriber `network.learn`: what a campaign taught about those who carried it."""
    actions.learn(events, at=now())
