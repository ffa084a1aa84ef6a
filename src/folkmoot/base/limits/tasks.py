from datetime import timedelta

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now

from .buckets import sweep


@jobs.periodic(cron="17 * * * *")
@jobs.task(queueing_lock="limits.sweep", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Every hour: forget buckets that have long been full again."""
    sweep(before=now() - timedelta(days=1))
