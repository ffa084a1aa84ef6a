import os
import signal
import subprocess
import sys
import time

import pytest

from folkmoot.base.processes import is_running
from folkmoot.demo.beside import second_process


def test_second_process_does_what_it_is_given_elsewhere():
    with second_process() as beside:
        elsewhere = beside.submit(os.getpid).result()
        assert beside.submit(os.getpid).result() == elsewhere != os.getpid()
    assert not is_running(elsewhere)


def test_second_process_ends_with_what_went_wrong_in_the_first():
    def fail():
        with second_process() as beside:
            pids.append(beside.submit(os.getpid).result())
            beside.submit(time.sleep, 60)
            raise KeyboardInterrupt

    pids: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert not is_running(pids[0])


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
    assert is_running(second)
    first.send_signal(signal.SIGKILL)
    first.wait()
    first.stdout.close()
    until = time.monotonic() + 30
    while is_running(second) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(second)
