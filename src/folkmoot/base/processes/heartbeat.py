"""Signs of life in the database, so that `/healthz` can answer for processes on other machines too."""

import os
import socket
import threading
import time

import psycopg

from folkmoot.base.database import configuration

EVERY = 3.0
FRESH_FOR = 15.0
_BEAT = """
    INSERT INTO processes_heartbeat (name, beat_at, host, process_id)
    VALUES (%s, clock_timestamp(), %s, %s)
    ON CONFLICT (name) DO UPDATE
    SET beat_at = excluded.beat_at, host = excluded.host, process_id = excluded.process_id
"""


class Heart:
    """Beats from a thread of its own, but only while the process's main loop keeps touching it.

    The loop calls ``touch()`` every few seconds at least. A loop that hangs stops the beat, as it should.
    """

    def __init__(self, name: str):
        self.name = name
        self._touched_at = time.monotonic()
        threading.Thread(target=self._beat_for_ever, name=f"heart-{name}", daemon=True).start()

    def touch(self) -> None:
        self._touched_at = time.monotonic()

    def _beat_for_ever(self) -> None:
        while True:
            try:
                with psycopg.connect(configuration.connection_info(), autocommit=True) as connection:
                    self._beat(connection)
            except psycopg.Error:
                pass  # The database restarts now and then; whoever asks /healthz is told.
            time.sleep(1)

    def _beat(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        while True:
            if time.monotonic() - self._touched_at < FRESH_FOR:
                connection.execute(_BEAT, [self.name, socket.gethostname(), os.getpid()])
            time.sleep(EVERY)
