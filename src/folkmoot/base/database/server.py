"""Running the embedded PostgreSQL: one owner, started as our direct child, gone when we are gone."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import Programs, find_programs, reachable_for
from folkmoot.base.database.cluster import (
    SUPERUSER,
    Cluster,
    application_secret,
    ensure_created,
    forget_dead_server,
    open_cluster,
    prepare_home,
    superuser_secret,
)
from folkmoot.base.database.problems import AlreadyRunning, DatabaseProblem
from folkmoot.base.processes import ON_LINUX, Watchdog, before_exec

RECOVERY_MAY_TAKE = 15 * 60
LOG_MAY_GROW_TO = 10 * 2**20
# Written down only so that a look at the process list explains itself; the socket is the only way in.
_ALWAYS = {"listen_addresses": "", "shared_preload_libraries": "pg_stat_statements"}
_ONLY_A_SUPERUSER_MAY_ADD = ["pg_stat_statements", "vector"]
# A server whose data nobody will miss: tests.
_NOTHING_TO_LOSE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
}


class Lock:
    """A lock that ends with the process holding it, however it ends."""

    def __init__(self, path: Path):
        self.path = path
        self._file: IO[str] | None = None

    def take(self, *, shared: bool = False, wait: bool = False) -> bool:
        if self._file is None:
            number = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(number, "r+")
        how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._file, how if wait else how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def sign(self) -> None:
        """Leave our number in the file for whoever wants to know who holds it."""
        assert self._file is not None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()}\n")
        self._file.flush()

    def holder(self) -> int | None:
        try:
            return int(self.path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class Server:
    """The embedded PostgreSQL of one home. Start it from the main thread, before other threads begin."""

    def __init__(self, home: Path | None = None, *, throw_away: bool = False):
        self.home = home or configuration.home()
        self.throw_away = throw_away
        self.is_new = False
        self._lock = Lock(self.home / "lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: Watchdog | None = None
        self._cluster: Cluster | None = None
        self._programs: Programs | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def claim(self) -> None:
        """Take the home's lock, or raise AlreadyRunning."""
        prepare_home(self.home)
        if not self._lock.take():
            holder = self._lock.holder()
            raise AlreadyRunning(
                f"Folkmoot already runs with its data in {self.home}"
                + (f" (process {holder})." if holder else ".")
                + " Stop it first, or choose another FOLKMOOT_HOME."
            )
        self._lock.sign()

    def start(self) -> None:
        """Claim the home, create the database when there is none, and return when it answers."""
        self.claim()
        try:
            self._cluster = open_cluster(self.home)
            self._programs = reachable_for(find_programs(), self._cluster.user, self.home / "postgresql")
            self.is_new = ensure_created(self._cluster, self._programs)
            self._first_spawn()
            self._ensure_application_database()
        except BaseException:
            self.stop()
            raise

    def _first_spawn(self) -> None:
        """Children of a killed server may hold its shared memory for a moment; try again for a while."""
        deadline = time.monotonic() + 20
        while True:
            self.spawn()
            try:
                self._wait_until_it_answers()
            except DatabaseProblem:
                if self.is_alive() or time.monotonic() > deadline or not self._memory_is_still_held():
                    raise
                time.sleep(0.3)
            else:
                return

    def spawn(self) -> None:
        """Start the process without waiting; also used to start it again after it died."""
        assert self._cluster is not None
        assert self._programs is not None
        forget_dead_server(self._cluster)
        settings = {**_ALWAYS, "unix_socket_directories": str(self._cluster.run)}
        settings |= {"port": str(configuration.SOCKET_PORT), "unix_socket_permissions": "0700"}
        if self.throw_away:
            settings |= _NOTHING_TO_LOSE
        command = [self._programs.path("postgres"), "-D", str(self._cluster.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._open_log() as log:
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
                preexec_fn=before_exec(os.getpid(), signal.SIGINT),
                **self._cluster.identity(),  # type: ignore[call-overload]
            )
        if not ON_LINUX:
            self._watchdog = Watchdog(self._process.pid, signal.SIGINT)

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """A clean, fast shutdown: open transactions are rolled back, everything committed is on disk."""
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        self.forget_watchdog()
        self._process = None
        self._lock.release()

    def forget_watchdog(self) -> None:
        if self._watchdog is not None:
            self._watchdog.dismiss()
            self._watchdog = None

    def last_words(self, lines: int = 12) -> str:
        """The end of the server's log, for a message."""
        assert self._cluster is not None
        try:
            text = self._cluster.log_file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return "\n".join(text[-20_000:].splitlines()[-lines:])

    def _open_log(self) -> IO[bytes]:
        assert self._cluster is not None
        path = self._cluster.log_file
        if path.exists() and path.stat().st_size > LOG_MAY_GROW_TO:
            path.replace(path.with_suffix(".log.1"))
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(number, "ab")

    def _memory_is_still_held(self) -> bool:
        return "shared memory block" in self.last_words()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + RECOVERY_MAY_TAKE
        while True:
            if not self.is_alive():
                raise DatabaseProblem(f"PostgreSQL did not start. Its log ends with:\n{self.last_words()}")
            try:
                self._connect(SUPERUSER, "postgres").close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise DatabaseProblem(
                        f"The secret in {configuration.superuser_secret_file(self.home)} is not the one that "
                        f"the database in {self.home} was created with. Put the right one back."
                    ) from None
                if time.monotonic() > deadline:
                    raise DatabaseProblem(
                        f"PostgreSQL does not answer. Its log ends with:\n{self.last_words()}"
                    ) from None
                time.sleep(0.03)
            else:
                return

    def _connect(self, user: str, database: str) -> "psycopg.Connection[Any]":
        assert self._cluster is not None
        secret = superuser_secret if user == SUPERUSER else application_secret
        return psycopg.connect(
            host=str(self._cluster.run),
            port=configuration.SOCKET_PORT,
            user=user,
            password=secret(self._cluster),
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    def _ensure_application_database(self) -> None:
        """The role that Folkmoot works as owns its database, so may add trusted extensions, and no more."""
        assert self._cluster is not None
        try:
            self._connect(configuration.APPLICATION_ROLE, configuration.DATABASE_NAME).close()
        except psycopg.OperationalError:
            pass
        else:
            return
        role = sql.Identifier(configuration.APPLICATION_ROLE)
        database = sql.Identifier(configuration.DATABASE_NAME)
        with self._connect(SUPERUSER, "postgres") as connection:
            verb = "ALTER" if _exists(connection, "pg_roles", "rolname", "folkmoot") else "CREATE"
            rights = "LOGIN NOSUPERUSER NOCREATEROLE " + ("CREATEDB" if self.throw_away else "NOCREATEDB")
            connection.execute(
                sql.SQL(f"{verb} ROLE {{}} WITH {rights} PASSWORD {{}}").format(
                    role, sql.Literal(application_secret(self._cluster))
                )
            )
            if not _exists(connection, "pg_database", "datname", configuration.DATABASE_NAME):
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        with self._connect(SUPERUSER, configuration.DATABASE_NAME) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [_ONLY_A_SUPERUSER_MAY_ADD]
            ).fetchall():
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))


def _exists(connection: "psycopg.Connection[Any]", table: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column))
    return connection.execute(query, [name]).fetchone() is not None


@contextmanager
def available() -> Iterator[None]:
    """The database is there for the length of the block.

    With DATABASE_URL that is somebody else's care. Otherwise use the running embedded server, or start it
    here and stop it at the end, after other commands that came to use it meanwhile have finished too.
    """
    if not configuration.uses_embedded_server():
        yield
        return
    home = configuration.home()
    prepare_home(home)
    guests = Lock(home / "guests.lock")
    guests.take(shared=True, wait=True)
    server = Server(home)
    try:
        server.start()
    except AlreadyRunning:
        try:
            _wait_for_the_other(home)
            yield
        finally:
            guests.release()
        return
    except BaseException:
        guests.release()
        raise
    try:
        yield
    finally:
        guests.release()
        guests.take(wait=True)
        server.stop()
        guests.release()


def _wait_for_the_other(home: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(configuration.connection_info(), connect_timeout=10).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise DatabaseProblem(
                    f"Another process holds {home}, but its database does not answer: {error}"
                ) from None
            time.sleep(0.1)
        else:
            return
