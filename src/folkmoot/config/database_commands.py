"""`folkmoot database …`, `folkmoot backup` and `folkmoot restore`."""

import os
import signal
import sys
import time
from pathlib import Path

from folkmoot.base.database import archive as archives
from folkmoot.base.database import configuration
from folkmoot.base.database.problems import DatabaseProblem
from folkmoot.base.database.server import Lock, Server, available

USAGE = "Usage: folkmoot database start | stop | psql [...] | backup FILE | restore FILE"


def main(rest: list[str]) -> int:
    word, more = (rest[0], rest[1:]) if rest else ("", [])
    if word == "psql":
        with available():
            return archives.psql(more)
    if word in ("backup", "restore") and len(more) == 1:
        return archive(word, more[0])
    if word in ("start", "stop") and not more:
        if not configuration.uses_embedded_server():
            raise DatabaseProblem("DATABASE_URL names a server that Folkmoot neither starts nor stops.")
        return start() if word == "start" else stop()
    print(USAGE, file=sys.stderr)
    return 2


def archive(verb: str, name: str) -> int:
    path = Path(name).absolute()
    if verb == "backup":
        if path.exists():
            raise DatabaseProblem(f"{path} exists already; an older backup is not overwritten.")
        if not path.parent.is_dir():
            raise DatabaseProblem(f"There is no folder {path.parent}.")
        with available():
            done = archives.write_archive(path)
        print(f"{path}: {done['bytes'] // 1024} kB, the database and {done['files']} files.")
    else:
        if not path.is_file():
            raise DatabaseProblem(f"There is no file {path}.")
        with available():
            done = archives.read_archive(path)
        print(f"Restored what Folkmoot {done['folkmoot']} wrote at {done['written_at']}.")
        print("Run `folkmoot migrate` (or simply `folkmoot run`) to bring it up to date.")
    return 0


def start() -> int:
    """Only the database, in the foreground."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    server = Server()
    try:
        server.start()
        print(f"The database of {server.home} runs. Press Ctrl-C to stop.", flush=True)
        while server.is_alive():
            time.sleep(0.5)
        raise DatabaseProblem(f"PostgreSQL ended. Its last words:\n{server.last_words()}")
    except KeyboardInterrupt:
        return 0
    finally:
        server.stop()


def stop() -> int:
    """Ask whoever holds this home to end, and wait until it did."""
    home = configuration.home()
    lock = Lock(home / "lock")
    if not home.is_dir() or lock.take():
        print(f"Nothing runs in {home}.")
        return 0
    holder = lock.holder()
    if holder is None:
        raise DatabaseProblem(f"Somebody holds {home / 'lock'}, but did not leave a process number.")
    os.kill(holder, signal.SIGTERM)
    deadline = time.monotonic() + 90
    while not lock.take():
        if time.monotonic() > deadline:
            raise DatabaseProblem(f"Process {holder} does not end.")
        time.sleep(0.1)
    print("Stopped.")
    return 0
