"""The worker: hands events to their subscribers and runs jobs."""

import time

from folkmoot.base.processes.heartbeat import Heart


def work() -> None:
    """Until a signal ends the process."""
    heart = Heart("worker")
    while True:
        heart.touch()
        time.sleep(1)
