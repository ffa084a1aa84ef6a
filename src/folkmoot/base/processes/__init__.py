"""How our processes hang together: a child never outlives its parent, whatever kills the parent.

Linux tells a child by itself when its parent ends (``PR_SET_PDEATHSIG``). Elsewhere, our own Python processes
look at their parent now and then, and programs of others are held by a small watchdog.
Nothing here needs Django.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

ON_LINUX = sys.platform.startswith("linux")
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Loaded once, before any fork: between fork and exec a child must not import or allocate much.
_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None

_WATCHDOG = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid, number, pipe = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
if os.read(pipe, 1) == b"":  # The other end closed without a word: whoever held it is gone.
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
"""


def ask_kernel_to_end_with_parent(number: int = signal.SIGTERM) -> None:
    """Linux: send this process ``number`` when the *thread* that started it ends. Elsewhere: nothing."""
    if _libc is not None and _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) was refused")


def before_exec(parent: int, number: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn`` for ``subprocess``: in a group of its own, and ending with ``parent``.

    The own process group keeps Ctrl-C in a terminal from reaching the children directly, so that the parent
    can stop them in the right order.
    """

    def prepare() -> None:
        os.setpgid(0, 0)
        ask_kernel_to_end_with_parent(number)
        if os.getppid() != parent:  # It died between the fork and the line above.
            os._exit(1)

    return prepare


def end_with_parent(parent: int | None = None, *, number: int = signal.SIGTERM) -> None:
    """Called by a Python child in its main thread at its start: end soon after the parent did.

    ``parent`` is the pid that started us, when it is known; it closes the gap before this call.
    """
    expected = parent if parent is not None else os.getppid()
    ask_kernel_to_end_with_parent(number)
    if os.getppid() != expected:
        os._exit(1)

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(1)
        os.kill(os.getpid(), number)
        # Whoever is too busy to stop politely must not stay behind as an orphan.
        time.sleep(10)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


class Branch:
    """A copy of this process that runs one function: it has at once what is loaded here, in memory that both share.

    It leads a process group of its own, ends with its parent, and inherits no file and no lock. To its parent it is
    what a `subprocess.Popen` would be. On Linux only: elsewhere the system's own libraries do not outlive a fork.
    """

    def __init__(self, name: str, run: Callable[[], object]):
        self.name = name
        self.returncode: int | None = None
        parent = os.getpid()
        _flush()
        # What the parent does when it is asked to stop must not begin in the copy.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        self.pid = os.fork()
        if self.pid == 0:
            _run_to_the_end(parent, name, run, before)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float = float("inf")) -> int:
        """Its exit code; raises subprocess.TimeoutExpired."""
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.name, timeout)
            time.sleep(0.02)
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def _run_to_the_end(parent: int, name: str, run: Callable[[], object], mask: set[int]) -> NoReturn:
    """Whatever happens, nothing of what the parent was about to do goes on here."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for each in (*_STOPPING, signal.SIGCHLD):
            signal.signal(each, signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        before_exec(parent)()
        for number in [int(each.name) for each in Path("/proc/self/fd").iterdir()]:
            if number > 2:
                with suppress(OSError):  # The list itself was one.
                    os.close(number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if _libc is not None:
            _libc.prctl(_PR_SET_NAME, f"folkmoot-{name}".encode(), 0, 0, 0)
        end_with_parent(parent)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(Exception):
            _flush()
        os._exit(code)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()


class Watchdog:
    """Sends ``number`` to ``pid`` when this process dies without a word; for programs that are not ours."""

    def __init__(self, pid: int, number: int = signal.SIGINT):
        reading, self._writing = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and text.
                [sys.executable, "-I", "-S", "-c", _WATCHDOG, str(pid), str(int(number)), str(reading)],
                pass_fds=[reading],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
        finally:
            os.close(reading)

    def dismiss(self) -> None:
        """The watched process ended as it should."""
        os.write(self._writing, b".")
        os.close(self._writing)
        self._process.wait()


def is_running(pid: int) -> bool:
    """Whether a process of this number exists and is more than a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if not ON_LINUX:
        return True
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
