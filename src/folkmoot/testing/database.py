"""A throw-away PostgreSQL for one test run, when no DATABASE_URL names another.

It starts with the first test that needs a database and ends with the run. What it writes is never flushed to
disk: nobody will miss it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from folkmoot.base.database import configuration
from folkmoot.base.database.server import Server


def start_throw_away_server() -> Path:
    """Start a server in a folder of its own, stopped and removed when this process ends; returns its home."""
    # Directly in /tmp, not in TMPDIR: the server's own user must get in, and sockets want short paths.
    home = Path(tempfile.mkdtemp(prefix="fm-test-", dir="/tmp"))
    home.chmod(0o711)
    server = Server(home, throw_away=True)

    def end() -> None:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(end)
    server.start()
    return home


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
