"""What happens to files by itself."""

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now

from . import actions


@jobs.periodic(cron="17 3 * * *")
@jobs.task(queueing_lock="files.forget_unused", pass_context=False)
def forget_unused(timestamp: int) -> None:
    """At night: what was brought and never used."""
    actions.forget_unused(at=now())
