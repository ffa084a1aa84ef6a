"""What must be true before the site answers: files are gathered, tables up to date, a demo has its people."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection

from folkmoot.base.database import configuration
from folkmoot.base.outbox import relay
from folkmoot.config import static_files

MIGRATING = 0x666F6C6B  # "folk": the advisory lock that lets one process migrate at a time.


def prepare() -> None:
    """Called by `folkmoot run` before anything is served."""
    static_files.gather()
    migrate()
    if os.environ.get("FOLKMOOT_DEMO") == "1":
        build_demo_once()


def migrate() -> None:
    """Bring the database up to date; of several machines starting together, one does it and the rest wait."""
    with _alone():
        call_command("migrate", interactive=False, verbosity=1 if os.environ.get("FOLKMOOT_VERBOSE") else 0)
        relay.adopt_cluster()


def build_demo_once() -> None:
    """Build the demo organisation in an empty site. One that was killed half-way is begun afresh."""
    if "demo" not in get_commands():
        return
    unfinished = configuration.home() / "demo-is-being-built"
    if unfinished.exists() and configuration.uses_embedded_server():
        with connection.cursor() as cursor:
            cursor.execute("DROP OWNED BY CURRENT_USER")
        migrate()
    if get_user_model().objects.exists():
        return
    unfinished.touch()
    print("Building a demo organisation: 300 people and a year of talk. Once, for about a minute.", flush=True)
    call_command("demo")
    unfinished.unlink()


@contextmanager
def _alone() -> Iterator[None]:
    with psycopg.connect(configuration.connection_info(direct=True), autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
        yield
