"""What happens to videos by itself."""

from collections.abc import Sequence

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.base.processes.jobs import order_once

from . import actions


def order_preparing(events: Sequence[Event]) -> None:
    """Each film that was brought gets a job."""
    for event in events:
        order_once(prepare, f"video:{event.item}", video_id=event.item)


@jobs.task(name="videos.prepare", queue="films", lock="videos.prepare")
def prepare(video_id: int) -> None:
    """One film at a time: the machine has other things to do as well."""
    actions.prepare(video_id=video_id, at=now())


@jobs.periodic(cron="41 3 * * *")
@jobs.task(queueing_lock="videos.forget_stale", pass_context=False)
def forget_stale(timestamp: int) -> None:
    """At night: uploads that nobody went on with."""
    actions.forget_stale(now())
