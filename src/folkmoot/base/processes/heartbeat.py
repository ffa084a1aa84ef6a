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

    def __init__(self, name: str, *, address: str | None = None, patience: float = FRESH_FOR):
        self.name = name
        self._address = address
        self._patience = patience
        self._touched_at = time.monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_stopped, name=f"heart-{name}", daemon=True)
        self._thread.start()

    def touch(self) -> None:
        self._touched_at = time.monotonic()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(5)

    def _beat_until_stopped(self) -> None:
        while not self._stopped.is_set():
            try:
                address = self._address or configuration.connection_info()
                with psycopg.connect(address, autocommit=True) as connection:
                    self._beat(connection)
            except psycopg.Error:
                self._stopped.wait(1)  # The database restarts now and then; whoever asks /healthz is told.

    def _beat(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        while not self._stopped.is_set():
            if time.monotonic() - self._touched_at < self._patience:
                connection.execute(_BEAT, [self.name, socket.gethostname(), os.getpid()])
            self._stopped.wait(EVERY)
