import io
import tarfile
import tempfile
from pathlib import Path

import psycopg
import pytest

from folkmoot.base.database import configuration
from folkmoot.base.database.archive import read_archive, write_archive
from folkmoot.base.database.problems import DatabaseProblem
from folkmoot.base.database.server import Server


@pytest.fixture
def homes(monkeypatch):
    """Opens a home of its own each time it is called."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_DIRECT_URL", raising=False)
    servers = []
    with tempfile.TemporaryDirectory(prefix="fm-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)

        def open_home(name):
            home = Path(folder) / name
            monkeypatch.setenv("FOLKMOOT_HOME", str(home))
            if not any(server.home == home for server in servers):
                server = Server(home, throw_away=True)
                server.start()
                servers.append(server)
            return home

        yield open_home
        for server in servers:
            server.stop()


def execute(query):
    with psycopg.connect(configuration.connection_info(), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_restore_gives_back_database_files_and_secrets(homes, tmp_path):
    home = homes("first")
    execute("CREATE EXTENSION pg_trgm; CREATE TABLE words (word text); INSERT INTO words VALUES ('moot')")
    (home / "files" / "a").mkdir()
    (home / "files" / "a" / "picture.webp").write_bytes(b"\x00picture")
    (home / "secrets" / "signing-key").write_text("key")
    archive = tmp_path / "moot.tar"

    write_archive(archive)
    assert archive.stat().st_mode & 0o077 == 0

    other = homes("second")
    own_secret = (other / "secrets" / "database-application").read_text()
    read_archive(archive)
    assert execute("SELECT word FROM words") == [("moot",)]
    assert (other / "files" / "a" / "picture.webp").read_bytes() == b"\x00picture"
    assert (other / "secrets" / "signing-key").read_text() == "key"
    assert (other / "secrets" / "database-application").read_text() == own_secret

    with pytest.raises(DatabaseProblem, match="is not empty"):
        read_archive(archive)


def test_restore_of_something_else_is_refused_in_plain_words(homes, tmp_path):
    homes("first")
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"this is no archive" * 100)
    with pytest.raises(DatabaseProblem, match="cannot be read as a Folkmoot archive"):
        read_archive(broken)


def test_restore_writes_nothing_outside_the_home(homes, tmp_path):
    homes("first")
    archive = tmp_path / "moot.tar"
    write_archive(archive)
    hostile = tmp_path / "hostile.tar"
    hostile.write_bytes(archive.read_bytes())
    with tarfile.open(hostile, "a") as file:
        for name in ("files/../../escaped", "/tmp/escaped-absolutely", "secrets/database-application"):
            info = tarfile.TarInfo(name)
            info.size = 4
            file.addfile(info, io.BytesIO(b"evil"))
    other = homes("second")
    read_archive(hostile)
    assert not (other.parent / "escaped").exists()
    assert not Path("/tmp/escaped-absolutely").exists()
    assert (other / "secrets" / "database-application").read_text() != "evil"
