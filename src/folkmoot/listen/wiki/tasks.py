"""What the wiki does by itself."""

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now

from . import actions


@jobs.periodic(cron="17 * * * *")
@jobs.task(queueing_lock="wiki.send_reminders", pass_context=False)
def send_reminders(timestamp: int) -> None:
    """Every hour: remind people of pages they should look at again."""
    while actions.send_reminders(at=now()):
        pass
