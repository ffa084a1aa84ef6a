"""A whole Folkmoot started as its owner would start it, to be hurt."""

import http.client
import itertools
import json
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from folkmoot.base.database import configuration
from folkmoot.base.database.binaries import may_reach
from folkmoot.base.processes import is_running
from folkmoot.testing.database import copy_prepared_home

ROOT = Path(__file__).resolve().parents[2]


def ordinary_user():
    """Somebody who is not root; None when we are not root ourselves and so are ordinary already."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def python_for(user):
    """An interpreter like ours that this user may run, and the folders it needs; None when there is none."""
    packages = Path(psycopg.__file__).parents[1]
    of_the_system = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    for python in filter(None, (sys.executable, of_the_system)):
        needed = (Path(python), Path(__file__), packages / "psycopg" / "__init__.py")
        if user is None or all(may_reach(path, user) for path in needed):
            return python, f"{ROOT / 'src'}:{ROOT}:{packages}"
    return None


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while True:
        if found := condition():
            return found
        assert time.monotonic() < deadline, f"after {seconds} s still not: {what}"
        time.sleep(0.05)


def free_port_pair():
    """Two in a row that nobody holds, below those that systems give to outgoing connections: one of these could take
    the port of a process that was killed before the next is there."""
    while True:
        number = random.randrange(20_000, 32_000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", number))
                second.bind(("127.0.0.1", number + 1))
            except OSError:
                continue
            return number


def folder(user=None):
    """A new one that everybody may step through, and `user` fill."""
    # Directly in /tmp: whoever runs the database must get in.
    made = Path(tempfile.mkdtemp(prefix="fm-faults-", dir="/tmp"))
    made.chmod(0o711)
    if user is not None:
        os.chown(made, user.pw_uid, user.pw_gid)
    return made


class House:
    def __init__(self, user=None, address=None, *, static, is_first_start=False):
        self.user = user
        self.address = address  # of a database server that is not the house's own
        self.static = static
        self.port = free_port_pair()
        self.home = folder(user)
        if not is_first_start:
            copy_prepared_home(self.home)
            for path in self.home.rglob("*") if user is not None else ():
                os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        self.log = self.home / "said.txt"
        self.process = None

    def start(self):
        python, path = python_for(self.user)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        environment |= {
            "FOLKMOOT_HOME": str(self.home),
            "FOLKMOOT_STATIC": str(self.static),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "PYTHONPATH": path,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "FOLKMOOT_DEMO": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        if self.address is not None:
            environment["DATABASE_URL"] = self.address
        identity = {}
        if self.user is not None:
            identity = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
            environment |= {"HOME": str(self.home), "USER": self.user.pw_name}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [python, "-m", "folkmoot.config.command", "run"],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **identity,
            )
        begun = time.monotonic()
        wait_until(self.is_healthy, 180, f"healthy; it said:\n{self.said()}")
        return time.monotonic() - begun

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def said(self):
        """Its last words."""
        return self.log.read_text(errors="replace")[-3000:]

    def get(self, path, method="GET", timeout=3, body=None, **headers):
        status, answer, _headers = self.ask(path, method, timeout, body, **headers)
        return status, answer

    def ask(self, path, method="GET", timeout=3, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            return response.status, response.read(), response.headers
        finally:
            connection.close()

    def sign_in(self, name):
        """The cookie of somebody new."""
        _status, _body, headers = self.ask(f"/faults/arrive/{name}", timeout=10)
        return next(each.split(";")[0] for each in headers.get_all("Set-Cookie") if each.startswith("sessionid"))

    def health(self):
        try:
            status, body = self.get("/healthz")
            return status, json.loads(body)
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}

    def is_healthy(self):
        assert self.process.poll() is None, f"it ended; it said:\n{self.said()}"
        return self.health()[0] == 200

    def connect(self):
        return psycopg.connect(**configuration.embedded_values(self.home), autocommit=True)

    def descendants(self, of=None):
        """pid -> command line of everything below a process, by the process table."""
        words = ["ps", "-ww", "-eo", "pid=,ppid=,args="]
        table = subprocess.run(words, capture_output=True, text=True, check=True)
        rows = [line.split(None, 2) for line in table.stdout.splitlines()]
        children = {}
        for pid, parent, args in rows:
            children.setdefault(int(parent), []).append((int(pid), args))
        found, waiting = {}, [of or self.process.pid]
        while waiting:
            for pid, args in children.get(waiting.pop(), []):
                found[pid] = args
                waiting.append(pid)
        return found

    def child(self, word):
        """The supervisor's own child of that name."""
        for pid, args in self.descendants().items():
            if word == "postgres" and "postgres -D" in args and f"{self.home}/database" in args:
                return pid
            if _name(pid) == f"folkmoot-{word}" and _parent(pid) == self.process.pid:
                return pid
        return None

    def web_worker(self):
        parent = self.child("web")
        workers = [pid for pid in self.descendants(parent) if _parent(pid) == parent]
        return workers[0] if workers else None

    def victim(self, name):
        return self.web_worker() if name == "web worker" else self.child(name)

    def kill(self, pid):
        os.kill(pid, signal.SIGKILL)

    def close(self):
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        subprocess.run(["rm", "-rf", str(self.home)], check=False)


def is_gone(pid):
    return not is_running(pid)


def _parent(pid):
    return int(_shown("ppid", pid) or 0)


def _name(pid):
    return _shown("comm", pid)


def _shown(column, pid):
    words = ["ps", "-o", f"{column}=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


class Writers:
    """A few people who write without pause and remember what was acknowledged."""

    def __init__(self, house, count=3):
        self.house = house
        self.acknowledged = []
        self.refused = 0
        self._numbers = itertools.count(time.time_ns())
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(count)]

    def __enter__(self):
        with self.house.connect() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS faults_written (number bigint PRIMARY KEY)")
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_problem):
        self._stop.set()
        for thread in self._threads:
            thread.join(10)

    def _write(self):
        while not self._stop.is_set():
            number = next(self._numbers)
            try:
                status, body = self.house.get(f"/faults/{number}", method="POST")
            except (OSError, http.client.HTTPException):
                status, body = 0, b""
            if status == 200 and body == str(number).encode():
                self.acknowledged.append(number)
            else:
                self.refused += 1
                time.sleep(0.05)
            time.sleep(0.005)

    def go_on(self):
        """Whether something new is acknowledged from now on, within seconds."""
        before = len(self.acknowledged)
        wait_until(lambda: len(self.acknowledged) > before + 5, 15, "writers are answered")

    def all_kept(self):
        with self.house.connect() as connection:
            kept = {number for (number,) in connection.execute("SELECT number FROM faults_written")}
        return set(self.acknowledged) <= kept
