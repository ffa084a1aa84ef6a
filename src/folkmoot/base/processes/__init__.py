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
from collections.abc import Callable

ON_LINUX = sys.platform.startswith("linux")
_PR_SET_PDEATHSIG = 1
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
