"""A throw-away PostgreSQL for one test run, when no DATABASE_URL names another.

It starts with the first test that needs a database and ends with the run. What it writes is never flushed to
disk: nobody will miss it.

Bringing an empty database up to date takes longer than most rooms' tests, so it is done once for each state of
the migrations, in a home that is kept and never served from; every run, each of its workers and each house that
tests start for themselves begins with a copy.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import find_programs
from folkmoot.base.database.server import Server

PACKAGE = Path(__file__).resolve().parents[1]
KEPT = 4  # Homes of as many states of the migrations: those of a few branches.


def start_throw_away_server(*, prepared: bool = False) -> Path:
    """Start a server in a folder of its own, stopped and removed when this process ends; returns its home."""
    # Directly in /tmp, not in TMPDIR: the server's own user must get in, and sockets want short paths.
    home = Path(tempfile.mkdtemp(prefix="fm-test-", dir="/tmp"))
    home.chmod(0o711)
    if prepared:
        copy_prepared_home(home)
    server = Server(home, throw_away=True)

    def end() -> None:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(end)
    server.start()
    return home


def copy_prepared_home(home: Path) -> None:
    """Fill an empty home with a database that is up to date and has nobody in it yet, and one for tests."""
    with _prepared_home() as made:
        # `cp` keeps whose each file is: PostgreSQL does not run as root.
        subprocess.run(["cp", "-a", f"{made}/.", str(home)], check=True)


@contextmanager
def _prepared_home() -> Iterator[Path]:
    """The one of this state of the migrations, made when it is not there."""
    with _alone() as homes:
        made = homes / _state()
        if not made.exists():
            _make(made)
        made.touch()
        yield made


@contextmanager
def _alone() -> Iterator[Path]:
    """The folder of prepared homes, for one process at a time."""
    homes = Path("/tmp") / f"fm-prepared-{os.geteuid()}"
    homes.mkdir(mode=0o711, exist_ok=True)
    if homes.lstat().st_uid != os.geteuid():
        raise PermissionError(f"{homes} is somebody else's. Remove it.")
    with (homes / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield homes


def _state() -> str:
    """A name that changes with whatever could make another database of an empty one."""
    installed = sorted(f"{each.name} {each.version}" for each in metadata.distributions())
    mark = hashlib.sha256(f"{sys.version} {find_programs()} {installed}".encode())
    own = [*PACKAGE.rglob("migrations/*.py"), *PACKAGE.glob("base/database/*.py"), PACKAGE / "config/settings.py"]
    for file in sorted([*own, Path(__file__)]):
        mark.update(f"{file.relative_to(PACKAGE)} ".encode() + file.read_bytes())
    return mark.hexdigest()[:16]


def _make(made: Path) -> None:
    """In a process of its own, which starts a server, migrates and ends; only what is whole gets its name."""
    for old in sorted(made.parent.glob("*/"), key=lambda each: each.stat().st_mtime, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(old)
    begun = made.with_suffix(".begun")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(mode=0o711)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DATABASE"))}
    environment |= {"FOLKMOOT_HOME": str(begun), "DJANGO_SETTINGS_MODULE": "folkmoot.config.settings_test"}
    words = "from folkmoot.testing import database; database._migrate()"
    subprocess.run([sys.executable, "-c", words], env=environment, check=True)
    begun.rename(made)


def _migrate() -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    server = Server(throw_away=True)
    try:
        server.start()
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        name = configuration.DATABASE_NAME
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE test_{name} TEMPLATE {name}")
        connection.close()
    finally:
        server.stop()


def point_django_at(home: Path) -> None:
    """Change the default connection in place: Django has read its settings before the server was started."""
    from django.conf import settings  # Only here: this module is imported before Django is set up.

    before = os.environ.get("FOLKMOOT_HOME")
    os.environ["FOLKMOOT_HOME"] = str(home)
    try:
        fresh: dict[str, Any] = configuration.database_settings(pool=False)
    finally:
        if before is None:
            del os.environ["FOLKMOOT_HOME"]
        else:
            os.environ["FOLKMOOT_HOME"] = before
    for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
        settings.DATABASES["default"][name] = fresh[name]


if __name__ == "__main__":  # `make dev`
    with _prepared_home():
        pass
