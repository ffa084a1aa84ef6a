from datetime import timedelta

from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now

from .buckets import sweep
from .models import Kept


@jobs.periodic(cron="17 * * * *")
@jobs.task(queueing_lock="limits.sweep", pass_context=False)
def forget_old(timestamp: int) -> None:
    """Every hour: forget buckets that have long been full again, and what was kept for a while."""
    sweep(before=now() - timedelta(days=1))
    Kept.objects.filter(expires__lt=now()).delete()
