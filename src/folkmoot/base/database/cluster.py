"""The embedded server's folders and files: who owns them, creating them, and what a crash left behind.

All of it is done while holding the home's lock, by one process.
"""

import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import Programs, first_closed
from folkmoot.base.database.problems import DatabaseProblem
from folkmoot.base.processes import is_running

SUPERUSER = "postgres"
SYSTEM_USER = "folkmoot"
_OUR_USUAL_SETTINGS = """
# Written once by Folkmoot when it created this cluster; edit freely, it will not be written again.
# (Where the server listens is given on its command line and cannot be changed here.)
max_connections = 100
shared_buffers = {shared}MB
effective_cache_size = {cache}MB
work_mem = 16MB
maintenance_work_mem = {maintenance}MB
random_page_cost = 1.1
effective_io_concurrency = 64
# A page's statement is over before parallel workers have started (5 ms); those that read everything gain by them.
parallel_setup_cost = 50000
max_wal_size = 1GB
# The bundled server has only pglz, with which many a small change after a checkpoint is ten times as dear.
wal_compression = off
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u '
log_checkpoints = off
log_lock_waits = on
log_min_duration_statement = 2s
idle_in_transaction_session_timeout = 5min
"""


@dataclass(frozen=True)
class Cluster:
    """Where everything of the embedded server is. ``user`` is who runs it, None meaning ourselves."""

    home: Path
    user: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "database"

    @property
    def run(self) -> Path:
        return configuration.socket_folder(self.home)

    @property
    def log_file(self) -> Path:
        return self.home / "logs" / "postgresql.log"

    def identity(self) -> dict[str, object]:
        """Keywords for ``subprocess`` that turn a child into the server's user."""
        if self.user is None:
            return {}
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}


def prepare_home(home: Path) -> None:
    """Create the home and its closed folders. An existing home's own mode is left as it is."""
    try:
        if not home.exists():
            home.parent.mkdir(parents=True, exist_ok=True)
            home.mkdir(exist_ok=True)
            # Others may step through for the server's own user, but list nothing; what is inside is closed.
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in ("secrets", "files", "logs"):
            (home / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DatabaseProblem(
            f"Folkmoot cannot keep its data in {home}: {error.strerror}. "
            "Choose another folder with FOLKMOOT_HOME=/path."
        ) from None


def open_cluster(home: Path) -> Cluster:
    """Decide who runs the server and make sure that this user can get to the home."""
    user = server_user(home / "database") if os.geteuid() == 0 else None
    if user is not None and (closed := first_closed(home, user)):
        raise DatabaseProblem(
            f"PostgreSQL does not run as root; it runs as the system user {user.pw_name}, who may not step "
            f"into {closed}. Choose a home that this user can reach (FOLKMOOT_HOME=/var/lib/folkmoot), "
            "or start Folkmoot as an ordinary user."
        )
    return Cluster(home, user)


def server_user(data: Path) -> pwd.struct_passwd:
    """For root: the system user that owns the data, else one of our own, created when it is missing."""
    if data.exists() and (owner := data.stat().st_uid) != 0:
        try:
            return pwd.getpwuid(owner)
        except KeyError:
            raise DatabaseProblem(
                f"{data} belongs to user number {owner}, who does not exist on this machine. "
                f"Give it to the user {SYSTEM_USER}: chown -R {SYSTEM_USER} {data}"
            ) from None
    for name in (os.environ.get("FOLKMOOT_DATABASE_USER"), SYSTEM_USER):
        if name and (user := _user_named(name)):
            return user
    created = _create_system_user() or _user_named("postgres")
    if created is None:
        raise DatabaseProblem(
            "PostgreSQL refuses to run as root and no system user could be created for it. Start Folkmoot as "
            "an ordinary user, or name an existing system user in FOLKMOOT_DATABASE_USER."
        )
    return created


def _user_named(name: str) -> pwd.struct_passwd | None:
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        return None
    return user if user.pw_uid != 0 else None


def _create_system_user() -> pwd.struct_passwd | None:
    command = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if command is None:
        return None
    subprocess.run(  # noqa: S603
        [
            command,
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            SYSTEM_USER,
        ],
        capture_output=True,
        check=False,
    )
    return _user_named(SYSTEM_USER)


def ensure_created(cluster: Cluster, programs: Programs) -> bool:
    """Create the data folder if it is not there; True when it was created now.

    It is built beside its place and renamed when it is whole, so a kill in between leaves nothing half done.
    """
    _own_folder(cluster, cluster.run)
    version_file = cluster.data / "PG_VERSION"
    if version_file.exists():
        _refuse_foreign_version(cluster, programs, version_file.read_text().strip())
        return False
    if cluster.data.exists() and any(cluster.data.iterdir()):
        raise DatabaseProblem(f"{cluster.data} is not empty and not a PostgreSQL data folder; move it away.")
    fresh = cluster.home / "database.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _own_folder(cluster, fresh)
    password_file = cluster.run / "first-password"
    password_file.unlink(missing_ok=True)
    try:
        secret = _secret(configuration.superuser_secret_file(cluster.home))
        _write_closed(password_file, secret, cluster.user)
        _initdb(cluster, programs, fresh, password_file)
    finally:
        password_file.unlink(missing_ok=True)
    with (fresh / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(usual_settings())
    if cluster.data.exists():
        cluster.data.rmdir()
    fresh.rename(cluster.data)
    return True


def _initdb(cluster: Cluster, programs: Programs, folder: Path, password_file: Path) -> None:
    # The builtin collation does not change when the operating system does, so no index ever breaks by that.
    locale = ["--locale=C.UTF-8"]
    if programs.major >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command = [programs.path("initdb"), "-D", str(folder), "-U", SUPERUSER, "-E", "UTF8", *locale]
    command += ["--data-checksums", "--auth=scram-sha-256", f"--pwfile={password_file}"]
    done = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **cluster.identity(),  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        raise DatabaseProblem(f"The database could not be created in {folder}:\n{done.stderr or done.stdout}")


def _refuse_foreign_version(cluster: Cluster, programs: Programs, found: str) -> None:
    if found != str(programs.major):
        raise DatabaseProblem(
            f"The data in {cluster.data} were written by PostgreSQL {found}, but {programs.version} "
            "is installed. Nothing was touched. Install the Folkmoot release you had before, run `folkmoot "
            "backup FILE` with it, then `folkmoot restore FILE` with this one into a new FOLKMOOT_HOME "
            "(docs/operating.md, “A new PostgreSQL”)."
        )


def usual_settings() -> str:
    """Sizes fit for the machine: an eighth of its memory, which leaves room for everything else."""
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (ValueError, OSError):
        memory = 2048
    shared = max(64, min(4096, memory // 8))
    return _OUR_USUAL_SETTINGS.format(
        shared=shared, cache=max(256, memory // 2), maintenance=max(64, min(512, memory // 16))
    )


def forget_dead_server(cluster: Cluster) -> None:
    """Deal with the ``postmaster.pid`` of a server that outlived, or died with, the last supervisor.

    PostgreSQL itself refuses to start while *any* process of the same user has the number in that file, as is
    common after a container's restart. We hold the lock, so nobody else runs this server: an own postmaster
    that still shuts down is waited for, a file that names a stranger is removed, the stranger is not touched.
    """
    pid_file = cluster.data / "postmaster.pid"
    pid = _pid_in(pid_file)
    if pid is None:
        return
    deadline = time.monotonic() + 60
    asked = False
    while is_postmaster_of(pid, cluster.data):
        left = deadline - time.monotonic()
        if left < 0:
            raise DatabaseProblem(
                f"A PostgreSQL from an earlier start (process {pid}) does not end; stop it and start again."
            )
        if left < 57 and not asked:
            os.kill(pid, 2)  # SIGINT: the fast, clean shutdown.
            asked = True
        time.sleep(0.1)
    if _pid_in(pid_file) == pid:
        pid_file.unlink(missing_ok=True)


def _pid_in(pid_file: Path) -> int | None:
    try:
        first = pid_file.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0]
    except OSError:
        return None
    return int(first) if re.fullmatch(r"\d{1,10}", first) and int(first) > 1 else None


def is_postmaster_of(pid: int, data: Path) -> bool:
    """Whether process ``pid`` is a PostgreSQL that runs on this data folder, which is its working folder."""
    if not is_running(pid):
        return False
    if sys.platform.startswith("linux"):
        try:
            program = Path(f"/proc/{pid}/exe").readlink().name
            return program.startswith("postgres") and Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
        except OSError:
            return False  # Another user's process; ours can be read by us.
    shown = subprocess.run(  # noqa: S603
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return "postgres" in shown and str(data) in shown


def application_secret(cluster: Cluster) -> str:
    return _secret(configuration.application_secret_file(cluster.home))


def superuser_secret(cluster: Cluster) -> str:
    return _secret(configuration.superuser_secret_file(cluster.home))


def _secret(path: Path) -> str:
    if path.exists() and (found := path.read_text(encoding="ascii").strip()):
        return found
    fresh = secrets.token_urlsafe(32)
    waiting = path.with_suffix(".new")
    waiting.unlink(missing_ok=True)
    _write_closed(waiting, fresh, None)
    waiting.rename(path)
    return fresh


def _write_closed(path: Path, text: str, owner: pwd.struct_passwd | None) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(text)
        if owner is not None:
            os.fchown(file.fileno(), owner.pw_uid, owner.pw_gid)


def _own_folder(cluster: Cluster, folder: Path) -> None:
    """A folder that only the server's user may enter. One made by a stranger in a shared place is refused."""
    expected = cluster.user.pw_uid if cluster.user is not None else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if cluster.user is not None:
            os.chown(folder, cluster.user.pw_uid, cluster.user.pw_gid)
    except FileExistsError:
        info = folder.lstat()
        if info.st_uid != expected or not folder.is_dir() or folder.is_symlink():
            raise DatabaseProblem(
                f"{folder} should belong to user number {expected}, but belongs to {info.st_uid}. "
                "Remove it, or start Folkmoot as the user who started it before."
            ) from None
        folder.chmod(0o700)
