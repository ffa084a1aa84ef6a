"""How loops are compiled and spread over cores; every module with a hand-written loop imports `kernel` from
here.

Kernels are compiled by numba at first use and kept on disk. They release the interpreter's lock and write to
slices of their own, so `in_pieces` can run them on plain threads: the pieces depend on the work, never on the
number of threads, and so the results do not either. Between pieces Ctrl-C is heard.
"""

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def cache_folder(package: Path, *, writable: Callable[[Path], bool] | None = None) -> str:
    """Where compiled kernels are kept: beside the code ("" to numba) if one may write there, else one's own
    cache.

    A package installed by root and run by a service user must not compile at every start, nor fail.
    """
    may_write = writable or (lambda folder: os.access(folder, os.W_OK))
    if may_write(package):
        return ""
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    for folder in (
        own / "folkmoot" / "kernels",
        Path(tempfile.gettempdir()) / f"folkmoot-kernels-{os.getuid()}",
    ):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if may_write(folder) and folder.stat().st_uid == os.getuid():
            return str(folder)
    return tempfile.mkdtemp(prefix="folkmoot-kernels-")


if not os.environ.get("NUMBA_CACHE_DIR"):
    _folder = cache_folder(Path(__file__).parent)
    if _folder:
        os.environ["NUMBA_CACHE_DIR"] = _folder

import numba  # noqa: E402 - it reads the folder of its cache when imported
import numpy as np  # noqa: E402

if os.environ.get("NUMBA_CACHE_DIR") and not numba.config.CACHE_DIR:  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]  # type: ignore[attr-defined]

NO_WEIGHTS = np.empty(0, dtype=np.float32)
NO_WEIGHTS.flags.writeable = False


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop: kept on disk, without the interpreter's lock."""
    compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    return compiled


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_pieces(
    work: Callable[..., Any], count: int, *arguments: Any, piece: int = 0, threads: int | None = None
) -> list[Any]:
    """Call `work(start, stop, *arguments)` over 0…count in pieces, and return what each gave, in order.

    `piece` is the length of one piece (0: about 64 pieces). Pieces must write to places of their own.
    """
    if count <= 0:
        return []
    length = piece or max(1, -(-count // 64))
    bounds = [(start, min(start + length, count)) for start in range(0, count, length)]
    workers = min(threads or cores(), len(bounds))
    if workers <= 1:
        return [work(start, stop, *arguments) for start, stop in bounds]
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        return list(pool.map(lambda ends: work(ends[0], ends[1], *arguments), bounds))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def side_by_side(*tasks: Callable[[], Any], threads: int | None = None) -> list[Any]:
    """What each task gives, in order; run at the same time where more than one thread may be used."""
    if threads == 1:
        return [task() for task in tasks]
    with ThreadPoolExecutor(max_workers=len(tasks)) as pool:
        return [waited.result() for waited in [pool.submit(task) for task in tasks]]


LANES = 8


def in_lanes(work: Callable[..., Any], *arguments: Any, threads: int | None = None) -> list[Any]:
    """Call `work(lane, LANES, *arguments)` once per lane; a lane keeps totals of its own, added up in lane
    order.

    For loops that write to places of others: the number of lanes is fixed, so sums do not depend on the
    threads.
    """
    return in_pieces(lambda lane, _: work(lane, LANES, *arguments), LANES, piece=1, threads=threads)
