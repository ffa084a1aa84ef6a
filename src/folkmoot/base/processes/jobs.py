"""Ordering jobs from within a transaction."""

from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task


def order_once(task: "Task[Any, Any, Any]", lock: str, **arguments: Any) -> None:
    """This will order a job, unless one with the same `lock` waits already: then that one will see what is new."""
    try:
        # A savepoint: the refusal of the database must not spoil the transaction around.
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        pass
