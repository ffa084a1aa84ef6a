import os
import signal
import subprocess
import sys
import time

import pytest

from folkmoot.demo.beside import second_process


def test_second_process_does_what_it_is_given_elsewhere():
    with second_process() as beside:
        elsewhere = beside.submit(os.getpid).result()
        assert beside.submit(os.getpid).result() == elsewhere != os.getpid()
    assert not _is_there(elsewhere)


def test_second_process_ends_with_what_went_wrong_in_the_first():
    def fail():
        with second_process() as beside:
            pids.append(beside.submit(os.getpid).result())
            beside.submit(time.sleep, 60)
            raise KeyboardInterrupt

    pids: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not _is_there(pids[0])


_FIRST = """
import os, time
from folkmoot.demo.beside import second_process
if __name__ == "__main__":
    with second_process() as beside:
        print(beside.submit(os.getpid).result(), flush=True)
        beside.submit(time.sleep, 60).result()
"""


def test_second_process_ends_when_the_first_is_killed():
    first = subprocess.Popen([sys.executable, "-c", _FIRST], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    second = int(first.stdout.readline())
    assert _is_there(second)
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    until = time.monotonic() + 30
    while _is_there(second) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_there(second)


def _is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and whom nobody has asked about is there in name only.
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not state.stdout.strip().startswith("Z") and bool(state.stdout.strip())
