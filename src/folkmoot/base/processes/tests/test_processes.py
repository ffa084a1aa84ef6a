import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from folkmoot.base.processes import ON_LINUX, before_exec, is_running

# A shell that starts the tests in the background has told them to ignore what Ctrl-C sends.
SLEEPER = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGINT, signal.SIG_DFL); print('up', flush=True); time.sleep(60)",
]


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def start(code, *words):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_a_program_started_with_before_exec_ends_with_a_killed_parent():
    parent = start(
        "import os, subprocess, sys, time\n"
        "from folkmoot.base.processes import before_exec\n"
        "child = subprocess.Popen(['sleep', '60'], preexec_fn=before_exec(os.getpid()))\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.wait()
    if sys.platform.startswith("linux"):
        wait_until(lambda: not is_running(child))
    else:
        os.kill(child, signal.SIGKILL)


def test_a_python_child_ends_with_a_killed_parent_on_every_system():
    parent = start(
        "import subprocess, sys, time\n"
        "code = '''\n"
        "import time\n"
        "import folkmoot.base.processes as processes\n"
        "processes._libc = None  # As where the kernel does not tell.\n"
        "processes.end_with_parent()\n"
        'print("up", flush=True); time.sleep(60)\n'
        "'''\n"
        "child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, text=True)\n"
        "child.stdout.readline(); print(child.pid, flush=True); time.sleep(60)"
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    wait_until(lambda: not is_running(child))


def test_a_watchdog_ends_the_program_when_its_owner_is_killed():
    sleeper = subprocess.Popen(SLEEPER, stdout=subprocess.PIPE)
    owner = start(
        "import sys, time\n"
        "from folkmoot.base.processes import Watchdog\n"
        "dog = Watchdog(int(sys.argv[1])); print('up', flush=True); time.sleep(60)",
        str(sleeper.pid),
    )
    sleeper.stdout.readline()
    owner.stdout.readline()
    owner.kill()
    owner.wait()
    assert sleeper.wait(10) != 0


def test_a_dismissed_watchdog_leaves_the_program_alone():
    sleeper = subprocess.Popen(SLEEPER, stdout=subprocess.PIPE)
    try:
        sleeper.stdout.readline()
        owner = start(
            "import sys\nfrom folkmoot.base.processes import Watchdog\nWatchdog(int(sys.argv[1])).dismiss()",
            str(sleeper.pid),
        )
        assert owner.wait(10) == 0
        time.sleep(0.2)
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_a_zombie_is_not_running():
    child = subprocess.Popen(["true"], preexec_fn=before_exec(os.getpid()))
    time.sleep(0.3)
    if sys.platform.startswith("linux"):
        assert not is_running(child.pid)
    child.wait()
    assert not is_running(child.pid)


BRANCHING = """
import fcntl, signal, subprocess, sys, time
from folkmoot.base.processes import Branch
signal.signal(signal.SIGTERM, signal.SIG_IGN)  # The parent's own way with signals is not the branch's.
"""


@pytest.mark.skipif(not ON_LINUX, reason="processes branch off on Linux only")
def test_a_branch_ends_with_a_killed_parent_and_holds_none_of_its_locks(tmp_path):
    lock = tmp_path / "lock"
    parent = start(
        BRANCHING + "lock = open(sys.argv[1], 'w'); fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "branch = Branch('sleeper', lambda: (print('up', flush=True), time.sleep(60)))\n"
        "print(branch.pid, flush=True); time.sleep(60)",
        str(lock),
    )
    said = {parent.stdout.readline().strip() for _ in range(2)} - {"up"}
    child = int(said.pop())
    assert Path(f"/proc/{child}/comm").read_text() == "folkmoot-sleeper"[:15] + "\n"
    assert os.getpgid(child) == child
    parent.kill()
    parent.wait()
    with lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    wait_until(lambda: not is_running(child))


@pytest.mark.skipif(not ON_LINUX, reason="processes branch off on Linux only")
def test_a_branch_tells_how_it_ended_as_a_program_does():
    parent = start(
        BRANCHING + "print(Branch('well', lambda: None).wait())\n"
        "print(Branch('badly', lambda: sys.exit(3)).wait())\n"
        "branch = Branch('long', lambda: time.sleep(60))\n"
        "try:\n    branch.wait(0.1)\nexcept subprocess.TimeoutExpired:\n    print('runs', branch.poll())\n"
        "time.sleep(0.5); branch.terminate(); print(branch.wait(), branch.returncode)"
    )
    assert parent.communicate(timeout=30)[0].split() == ["0", "3", "runs", "None", "-15", "-15"]
