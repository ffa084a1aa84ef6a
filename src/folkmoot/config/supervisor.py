"""`folkmoot run`: one process tree that starts together, is kept alive, and ends together.

    supervisor ─┬─ PostgreSQL   (unless DATABASE_URL names a server)
                ├─ web          (granian, which keeps its own workers alive)
                ├─ live         (server-sent events)
                └─ worker       (events to subscribers, jobs)

The supervisor has one thread and does nothing but watch, so there is little that can kill it. On Linux its
children are copies of it (`base.processes.Branch`), elsewhere they load everything by themselves. They end with
it in any case, because the kernel or a watchdog tells them.
"""

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from folkmoot.base.database import configuration
from folkmoot.base.database.cluster import prepare_home
from folkmoot.base.database.problems import DatabaseProblem
from folkmoot.base.database.server import Server
from folkmoot.base.processes import ON_LINUX, Branch, before_exec
from folkmoot.config import serving

STEADY_AFTER = 30.0  # A child that lived this long starts again at once when it dies.
SHORTEST_WAIT, LONGEST_WAIT = 0.2, 30.0
STOPS_WITHIN = 10.0
READY_WITHIN = 120.0
LITTLE_SPACE = 2**30
# No process to be had, no memory left, Python being exchanged: it passes, and all else must not end for it.
NOT_TO_BE_STARTED = (OSError, subprocess.SubprocessError)


class StopWanted(BaseException):
    """Ctrl-C, or somebody asked us to end."""


@dataclass
class Backoff:
    """When to start something again that died: soon at first, slower when it keeps dying."""

    started_at: float = 0.0
    failures: int = 0
    due_at: float | None = None

    def started(self, now: float) -> None:
        self.started_at = now
        self.due_at = None

    def died(self, now: float) -> float:
        """Note the death; returns the wait before the next start."""
        self.failures = 0 if now - self.started_at > STEADY_AFTER else self.failures + 1
        return self._wait(now)

    def did_not_start(self, now: float) -> float:
        self.failures += 1
        return self._wait(now)

    def wait_left(self) -> float:
        """Seconds until it is due."""
        return float("inf") if self.due_at is None else max(0.0, self.due_at - time.monotonic())

    def _wait(self, now: float) -> float:
        wait = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** max(0, self.failures - 1))
        self.due_at = now + wait
        return wait


@dataclass
class Child:
    """One of our own processes: `folkmoot web`, `live` or `worker`, by `run` where this process may branch off."""

    name: str
    run: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | Branch | None = None
    backoff: Backoff = field(default_factory=Backoff)

    def start(self) -> None:
        if self.run is not None:
            self.process = Branch(self.name, self.run)
        else:
            self.process = subprocess.Popen(  # noqa: S603
                command(self.name),
                stdin=subprocess.DEVNULL,
                env={**os.environ, serving.PARENT: str(os.getpid())},
                preexec_fn=before_exec(os.getpid()),
            )
        self.backoff.started(time.monotonic())

    def tend(self, now: float) -> None:
        """Start it again when it died and its wait is over."""
        if self.process is not None and (code := self.process.poll()) is not None:
            self.end_group()
            wait = self.backoff.died(now)
            say(f"{self.name} ended ({how(code)}); it starts again in {wait:.1f} s.")
            self.process = None
        if self.process is None and (self.backoff.due_at is None or now >= self.backoff.due_at):
            try:
                self.start()
            except NOT_TO_BE_STARTED as problem:
                wait = self.backoff.did_not_start(now)
                say(f"{self.name} could not be started ({problem}); the next try is in {wait:.1f} s.")

    def end_group(self) -> None:
        """Whatever the child itself started ends with it; every child leads a process group of its own."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


def run() -> int:
    """Start everything, keep it alive until asked to stop; returns the exit code."""
    _stop_on_signals()
    server = Server() if configuration.uses_embedded_server() else None
    preparing, *lasting = children = [Child("prepare"), Child("web"), Child("live"), Child("worker")]
    try:
        _start(server)
        if ON_LINUX:
            _branch_off(children)
        preparing.start()
        if preparing.process is None or preparing.process.wait() != 0:
            raise DatabaseProblem("The database could not be brought up to date; see above. Nothing was started.")
        for child in lasting:
            child.start()
        _keep_alive(server, lasting)
    except StopWanted:
        say("Stopping.")
    except (DatabaseProblem, configuration.DatabaseAddressIsWrong) as problem:
        print(f"folkmoot: {problem}", file=sys.stderr)
        return 1
    finally:
        _ignore_signals()
        _stop(children)
        if server is not None:
            server.stop()
    return 0


def command(*words: str) -> list[str]:
    """This very installation's `folkmoot`, whatever is on the PATH."""
    return [sys.executable, "-m", "folkmoot.config.command", *words]


def say(text: str) -> None:
    print(text, flush=True)


def how(code: int) -> str:
    """A process's end in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _start(server: Server | None) -> None:
    configuration.connection_values()  # An address that cannot be understood is told before anything starts.
    if server is not None:
        server.claim()
    else:
        prepare_home(configuration.home())  # Files and secrets live there all the same; all processes share them.
    _wait_for_port(serving.port())
    _wait_for_port(serving.live_port())
    if server is not None:
        say(f"Starting the database in {server.home}")
        server.start()
        if server.is_new and os.geteuid() == 0:
            say("Running as root is fine for a try; for daily use give Folkmoot a user (docs/operating.md).")


def _branch_off(children: list[Child]) -> None:
    """Load once what all of them need, and have each begin as a copy of this process: at once, also after a kill, and
    most of its memory is shared. Nothing of what is loaded runs here."""
    serving.load()
    for child in children:
        child.run = serving.SERVED[child.name]


def _keep_alive(server: Server | None, children: list[Child]) -> None:
    waker = _waker()
    database = Backoff(started_at=time.monotonic())
    ready = _announcer()
    space = _space_watcher(server)
    while True:
        wait = 0.2 if ready() is False else 1.0
        due = [each.wait_left() for each in (database, *(child.backoff for child in children))]
        select.select([waker], [], [], min(wait, *due))
        _drain(waker)
        now = time.monotonic()
        if server is not None:
            _tend_database(server, database, now)
        for child in children:
            child.tend(now)
        space(now)


def _tend_database(server: Server, backoff: Backoff, now: float) -> None:
    if server.is_alive():
        return
    if backoff.due_at is None:
        server.forget_watchdog()
        wait = backoff.died(now)
        say(f"PostgreSQL ended; it starts again in {wait:.1f} s. Its last words:\n{server.last_words(4)}")
    elif now >= backoff.due_at:
        try:
            server.spawn()
        except NOT_TO_BE_STARTED as problem:
            wait = backoff.did_not_start(now)
            say(f"PostgreSQL could not be started ({problem}); the next try is in {wait:.1f} s.")
        else:
            backoff.started(now)


def _announcer() -> Callable[[], bool]:
    """Says once that everything answers; returns whether it did."""
    begun = time.monotonic()
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(serving.host(), serving.host())  # noqa: S104
    address = f"http://{host}:{serving.port()}/"
    done = False

    def announce() -> bool:
        nonlocal done
        if done:
            return True
        if _answers(address + "healthz"):
            done = True
            say(f"\nFolkmoot is ready: {address}")
            if os.environ.get("FOLKMOOT_DEMO") == "1":
                say(
                    "Sign in as hana (HR), otto (administrator), mia (manager), eli (engineer), "
                    "cara (candidate) or kim (customer); password: folkmoot-demo"
                )
            say("Press Ctrl-C to stop.")
        elif time.monotonic() - begun > READY_WITHIN:
            done = True
            say(f"Folkmoot is not ready yet; {address}healthz tells what is missing.")
        return done

    return announce


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _space_watcher(server: Server | None) -> Callable[[float], None]:
    """PostgreSQL stops when its disk is full; say so before."""
    warned_at = -3600.0

    def look(now: float) -> None:
        nonlocal warned_at
        if server is None or now - warned_at < 3600:
            return
        try:
            disk = shutil.disk_usage(server.home)
        except OSError:
            return
        if disk.free < min(LITTLE_SPACE, disk.total // 20):
            warned_at = now
            say(f"Only {disk.free // 2**20} MB are left on the disk of {server.home}. Make room soon.")

    return look


def _wait_for_port(number: int) -> None:
    """Raise unless the port is free; one still held by an earlier start's last breath is waited for."""
    deadline = time.monotonic() + 8
    family = socket.AF_INET6 if ":" in serving.host() else socket.AF_INET
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((serving.host(), number))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise DatabaseProblem(
                        f"{serving.host()} port {number} cannot be used: {error.strerror}. "
                        "Choose another with PORT=…; Folkmoot takes that one and the next."
                    ) from None
            else:
                return
        time.sleep(0.2)


def _stop(children: list[Child]) -> None:
    running = [child for child in children if child.process is not None and child.process.poll() is None]
    for child in running:
        assert child.process is not None
        child.process.terminate()
    deadline = time.monotonic() + STOPS_WITHIN
    for child in running:
        assert child.process is not None
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{child.name} does not end by itself and is killed.")
        child.end_group()
        child.process.wait()


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise StopWanted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _waker() -> int:
    """A pipe that becomes readable when a signal arrives, a child's death above all."""
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def _drain(waker: int) -> None:
    try:
        while os.read(waker, 512):
            pass
    except BlockingIOError:
        pass
