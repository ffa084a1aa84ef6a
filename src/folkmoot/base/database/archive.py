"""One file that holds everything an installation keeps: the database, uploaded files, our own secrets.

The database is a consistent snapshot taken first; files are only ever added under new names, so every file
that the snapshot speaks of is there. May be written while people work.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

import folkmoot
from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import find_programs
from folkmoot.base.database.problems import DatabaseProblem

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
FOLDERS = ("files", "mail", "secrets")
# The next installation has its own; these would lock it out of its own database.
NOT_TAKEN = {"database-superuser", "database-application"}


def write_archive(target: Path) -> dict[str, Any]:
    """Write the archive; returns its manifest. The file appears under its name only when it is whole."""
    home = configuration.home()
    unfinished = target.with_name(target.name + ".unfinished")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".folkmoot-backup-") as folder:
        dump = Path(folder) / DUMP
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *_exclusions(), f"--file={dump}")
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "folkmoot": folkmoot.__version__,
            "postgresql": find_programs().version,
            "written_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "wb") as file, tarfile.open(fileobj=file, mode="w") as archive:
            _add_text(archive, MANIFEST, json.dumps(manifest, indent=2))
            archive.add(dump, DUMP)
            files = [path for name in FOLDERS for path in _files_below(home / name)]
            for path in files:
                archive.add(path, path.relative_to(home).as_posix(), recursive=False)
            file.flush()
            os.fsync(file.fileno())
    unfinished.replace(target)
    return {**manifest, "files": len(files), "bytes": target.stat().st_size}


def read_archive(source: Path) -> dict[str, Any]:
    """Put an archive into this installation, which must be empty; returns its manifest."""
    home = configuration.home()
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory(dir=home) as folder:
            manifest = _manifest(archive)
            _refuse_unless_empty(home)
            dump = Path(folder) / DUMP
            _copy_member(archive, archive.getmember(DUMP), dump)
            _run(
                "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error",
                "--single-transaction", f"--dbname={_address_without_password()}", str(dump),
            )  # fmt: skip
            for member in archive.getmembers():
                if target := _place_of(member, home):
                    _copy_member(archive, member, target)
    except (tarfile.TarError, KeyError, OSError) as error:
        raise DatabaseProblem(f"{source} cannot be read as a Folkmoot archive: {error}") from None
    return manifest


def psql(arguments: list[str]) -> int:
    return subprocess.run(  # noqa: S603
        [find_programs().path("psql"), _address_without_password(), *arguments],
        env=_environment(),
        check=False,
    ).returncode


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    file = archive.extractfile(MANIFEST)
    manifest = json.load(file) if file is not None else None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DatabaseProblem("This archive was written by a Folkmoot that this one does not understand.")
    return manifest


def _refuse_unless_empty(home: Path) -> None:
    with psycopg.connect(configuration.connection_info()) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if (row and row[0]) or any(_files_below(home / "files")):
        raise DatabaseProblem(
            f"{home} is not empty, and restoring would mix two sites. Choose an empty FOLKMOOT_HOME "
            "(or, with DATABASE_URL, an empty database)."
        )


def _place_of(member: tarfile.TarInfo, home: Path) -> Path | None:
    """Where a member of the archive goes; None for what has no place, whatever its name pretends."""
    path = PurePosixPath(member.name)
    known = len(path.parts) > 1 and path.parts[0] in FOLDERS and ".." not in path.parts
    if not known or not member.isreg() or path.name in NOT_TAKEN:
        return None
    return home / path


def _copy_member(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    if source is None:
        raise KeyError(member.name)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(number, "wb") as file:
        shutil.copyfileobj(source, file)


def _files_below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if path.name not in NOT_TAKEN)


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o600
    archive.addfile(info, io.BytesIO(data))


def _exclusions() -> list[str]:
    # Only a superuser may add it, and nothing of ours is in it.
    return ["--exclude-extension=pg_stat_statements"] if find_programs().major >= 17 else []


def _run(program: str, *arguments: str) -> None:
    words = [find_programs().path(program), *arguments]
    if program == "pg_dump":
        words.append(f"--dbname={_address_without_password()}")
    done = subprocess.run(words, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise DatabaseProblem(f"{program} failed:\n{done.stderr.strip()}")


def _address_without_password() -> str:
    """Command lines can be read by everybody on the machine."""
    values = configuration.connection_values(direct=True)
    values.pop("password", None)
    return psycopg.conninfo.make_conninfo(**values)


def _environment() -> dict[str, str]:
    password = configuration.connection_values(direct=True).get("password")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
