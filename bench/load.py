"""Pages over HTTP: the real web processes on a port of their own, `wrk` as the readers, and the CPU both sides use.

On a machine that others use too, requests per second say little; the processor's time for each request says as much
as on an idle one, or nearly. Both are printed.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

CONNECTIONS = 8
TICKS = os.sysconf("SC_CLK_TCK")


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


@contextmanager
def web(workers: int) -> Iterator[tuple[str, int]]:
    """The web processes of this installation; yields their address and the number of the one that keeps them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"PORT": str(port), "WEB_WORKERS": str(workers), "FOLKMOOT_LIMITS_TIMES": "100000"}
    process = subprocess.Popen(
        [sys.executable, "-m", "folkmoot.config.command", "web"], env={**os.environ, **settings}
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if _answers(base):
                break
            time.sleep(0.2)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(20)


def _answers(base: str) -> bool:
    try:
        urllib.request.urlopen(f"{base}/account/login/", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def load(base: str, pid: int, paths: Sequence[str], *, cookie: str = "", seconds: int = 8) -> dict[str, float]:
    """Requests per second and what one costs, after three seconds of warming up."""
    _wrk(base, paths, cookie, 3)
    before = cpu(pid), cpu_of_database()
    found = _wrk(base, paths, cookie, seconds)
    web_ms = (cpu(pid) - before[0]) / found["requests"]
    database_ms = (cpu_of_database() - before[1]) / found["requests"]
    return {
        "rps": round(found["requests"] / found["seconds"], 1),
        "p50_ms": found["p50_ms"],
        "p95_ms": found["p95_ms"],
        "web_cpu_ms": round(web_ms, 2),
        "db_cpu_ms": round(database_ms, 2),
        "kB": round(found["bytes"] / 1000, 1),
        "not_2xx": found["not_2xx"],
    }


def _wrk(base: str, paths: Sequence[str], cookie: str, seconds: int) -> dict[str, float]:
    script = Path(__file__).with_name("load.lua")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), base]
    urls = "\n".join(quote(path, safe="/?=&%@:+") for path in paths)
    environment = {**os.environ, "URLS": urls, "COOKIE": cookie}
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    line = next(line for line in out.splitlines() if line.startswith("RESULT "))
    return dict(json.loads(line.removeprefix("RESULT ")))


def cpu(pid: int) -> float:
    """Milliseconds of processor time that a process and its children have used."""
    family = {pid}
    for _ in range(3):
        family |= {child for child, parent in _parents() if parent in family}
    return sum(_ticks(each) for each in family) * 1000 / TICKS


def cpu_of_database() -> float:
    """The same of every PostgreSQL process whose data lie in this home, ended ones included."""
    home = os.environ.get("FOLKMOOT_HOME", "")
    file = Path(home) / "database" / "postmaster.pid"
    if not file.exists():
        return 0.0
    postmaster = int(file.read_text(encoding="ascii").split()[0])
    ended = _stat(postmaster)[13:15]
    return cpu(postmaster) + sum(int(each) for each in ended) * 1000 / TICKS


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields:
                yield int(folder.name), int(fields[1])


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields after the name, which may hold spaces."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
