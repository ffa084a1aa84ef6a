"""The worker: hands events to their subscribers, and runs jobs.

Two loops in one process: the relay in a thread of its own, with Django's connection; jobs in the main
thread's event loop. The heart beats only while both go round.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import django
from django.db import Error, close_old_connections, connection

from folkmoot.base.processes.heartbeat import FRESH_FOR, Heart

logger = logging.getLogger(__name__)

IDLE = 0.1  # Between two looks when nothing happens; a page that waits for news waits this long at most.
LOOK_AGAIN = 2.0  # Between two rounds without news, in which a subscriber that failed tries again.
NOT_LEADING = 2.0
JOBS_AT_ONCE = 4
GIVEN_UP_AFTER = 40  # Seconds without a sign of its worker until a job is begun again.


def work() -> None:
    """Until a signal ends the process."""
    django.setup()
    heart = Heart("worker")
    relay = Relay()
    relay.start()
    try:
        asyncio.run(_run_jobs(lambda: heart.touch() if relay.is_going_round() else None))
    finally:
        relay.stop()
        heart.stop()


class Relay(threading.Thread):
    """Of all workers one leads; the others stand by."""

    def __init__(self) -> None:
        super().__init__(name="relay", daemon=True)
        self._stopped = threading.Event()
        self._turned_at = time.monotonic()

    def is_going_round(self) -> bool:
        return self.is_alive() and time.monotonic() - self._turned_at < FRESH_FOR

    def stop(self) -> None:
        self._stopped.set()
        self.join(5)

    def run(self) -> None:
        while not self._stopped.is_set():
            self._turned_at = time.monotonic()
            try:
                self._lead_or_wait()
            except Error as problem:
                logger.warning("the relay lost the database and tries again: %s", problem)
                connection.close()
                self._stopped.wait(1)

    def _lead_or_wait(self) -> None:
        from folkmoot.base.outbox import relay

        close_old_connections()
        with relay.leadership() as leads:
            seen, looked_at = "", 0.0
            while leads and not self._stopped.is_set():
                self._turned_at = time.monotonic()
                # Asking every subscriber's cursor ten times a second would keep an idle machine busy.
                if not seen or self._turned_at - looked_at > LOOK_AGAIN or relay.is_news(seen):
                    seen, looked_at = relay.snapshot(), self._turned_at
                    if relay.run_once():
                        seen = ""
                        continue
                self._stopped.wait(IDLE)
        self._stopped.wait(NOT_LEADING)


async def _run_jobs(touch: Callable[[], None]) -> None:
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        async with app.open_async():
            helpers = [
                asyncio.create_task(_touch(touch)),
                asyncio.create_task(_begin_stalled_jobs_again(app)),
            ]
            try:
                await app.run_worker_async(
                    concurrency=JOBS_AT_ONCE,
                    shutdown_graceful_timeout=5,
                    delete_jobs="successful",
                    fetch_job_polling_interval=2.0,
                    task_middleware=[_give_connection_back],
                )
            finally:
                for helper in helpers:
                    helper.cancel()


def _give_connection_back(call_next: Callable[[], Any], _context: Any, _worker: Any) -> Any:
    """A job runs in a thread that lives on; its connection must not."""
    try:
        return call_next()
    finally:
        close_old_connections()


async def _touch(touch: Callable[[], None]) -> None:
    while True:
        touch()
        await asyncio.sleep(1)


async def _begin_stalled_jobs_again(app: Any) -> None:
    """A killed worker's jobs stay marked as being done; jobs are idempotent, so they are begun again."""
    manager = app.job_manager
    while True:
        try:
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=GIVEN_UP_AFTER):
                await manager.retry_job(job)
        except Exception as problem:  # The database restarts now and then; there is a next round.
            logger.warning("stalled jobs could not be looked at: %s", problem)
        await asyncio.sleep(20)
