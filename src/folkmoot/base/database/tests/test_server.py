import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import first_closed
from folkmoot.base.database.problems import AlreadyRunning, DatabaseProblem
from folkmoot.base.database.server import Server, available


@pytest.fixture(scope="module")
def home():
    with tempfile.TemporaryDirectory(prefix="fm-", dir="/tmp") as folder:
        place = Path(folder)
        place.chmod(0o711)
        yield place


@pytest.fixture
def server(home, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("FOLKMOOT_HOME", str(home))
    server = Server(home, throw_away=True)
    server.start()
    yield server
    server.stop()


def connect(**changes):
    return psycopg.connect(configuration.connection_info(), autocommit=True, **changes)


def answers():
    try:
        connect().close()
    except psycopg.OperationalError:
        return False
    return True


def wait_until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def test_start_gives_an_owner_who_is_no_superuser(server):
    with connect() as connection:
        row = connection.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert row.fetchone() == (False, False)
        for extension in ("pg_trgm", "unaccent", "citext", "btree_gin"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW data_checksums").fetchone() == ("on",)


def test_secrets_and_data_are_closed_to_others(server, home):
    for path in (home / "secrets", home / "database", home / "run"):
        assert path.stat().st_mode & 0o077 == 0
    for path in (home / "secrets").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_connect_without_the_secret_is_refused(server, monkeypatch):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(configuration.socket_folder()), user="folkmoot", dbname="folkmoot", password="guess")


def test_a_second_owner_is_refused_and_disturbs_nothing(server, home):
    with pytest.raises(AlreadyRunning, match=str(os.getpid())):
        Server(home).start()
    connect().close()


def test_a_pid_file_naming_a_stranger_is_removed_and_the_stranger_lives(server, home):
    server.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (home / "database" / "postmaster.pid").write_text(f"{stranger.pid}\n{home / 'database'}\n1\n5432\n\n\n\n")
        server.start()
        connect().close()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_data_of_another_version_are_refused_and_not_touched(server, home):
    server.stop()
    version = home / "database" / "PG_VERSION"
    before = version.read_text()
    try:
        version.write_text("12\n")
        with pytest.raises(DatabaseProblem, match=r"written by PostgreSQL 12.*backup"):
            Server(home).start()
    finally:
        version.write_text(before)


def test_everything_acknowledged_survives_a_killed_server(server):
    server.stop()
    server.throw_away = False
    server.start()
    with connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1), (2)")
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.is_alive())
    server.spawn()
    while not answers():  # Its killed children may hold the shared memory for a moment.
        if not server.is_alive():
            server.spawn()
        time.sleep(0.1)
    with connect() as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (2,)


def test_a_killed_owner_takes_the_server_along(home, server):
    server.stop()
    code = (
        "import os, sys, time; from pathlib import Path; from folkmoot.base.database.server import Server\n"
        "server = Server(Path(sys.argv[1]), throw_away=True); server.start(); print(server.pid, flush=True)\n"
        "time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as owner:
        postmaster = int(owner.stdout.readline())
        owner.kill()
    wait_until(lambda: not Path(f"/proc/{postmaster}").exists() if Path("/proc").exists() else True)
    server.start()  # The next one starts at once, whatever the other is still doing.
    connect().close()


def test_available_starts_a_server_for_its_block_only(home, server):
    server.stop()
    with available():
        connect().close()
    with pytest.raises(psycopg.OperationalError):
        connect()


def test_available_uses_the_running_server_and_leaves_it(server):
    with available():
        connect().close()
    connect().close()


def test_a_closed_folder_above_the_home_is_named(home):
    nobody = pwd.getpwnam("nobody")
    closed = home / "closed"
    (closed / "inside").mkdir(parents=True)
    assert first_closed(home, nobody) is None
    closed.chmod(0o700)
    assert first_closed(closed / "inside", nobody) == closed
