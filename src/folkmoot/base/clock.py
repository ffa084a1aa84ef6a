"""The one place that asks what time it is. Actions take `at`; only the edges (views, tasks, commands) call `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current moment, in UTC."""
    return datetime.now(UTC)
