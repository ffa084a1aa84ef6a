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
from functools import cache, cached_property, update_wrapper
from pathlib import Path
from typing import Any

import numpy as np


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


NO_WEIGHTS = np.empty(0, dtype=np.float32)


class Kernel:
    """A loop that is compiled when it is first called, by Python or by another loop.

    Nothing of numba is loaded before: most processes of a site never run a loop, and it would cost each of them a
    quarter of a second and 50 MB.
    """

    def __init__(self, function: Callable[..., Any], **options: Any) -> None:
        self.function = function
        self.options = options
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        return self.compiled(*arguments)

    @cached_property
    def compiled(self) -> Any:
        """What numba makes of it."""
        return _numba().njit(**self.options)(self.function)

    def __getattr__(self, name: str) -> Any:
        """What numba asks of a loop that another one calls (`_numba_type_` and others) is answered by the compiled
        one."""
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.compiled, name)


def kernel(function: Callable[..., Any]) -> Kernel:
    """A loop: kept on disk, without the interpreter's lock.

    It is compiled anew for every other type of its arguments, and a number written out (0) is one: loops hand
    `np.int64(0)` to each other.
    """
    return Kernel(function, cache=True, nogil=True, boundscheck=False)


def inlined(function: Callable[..., Any]) -> Kernel:
    """A few steps that become part of each kernel that takes them."""
    return Kernel(function, inline="always")


@cache
def _numba() -> Any:
    """The compiler. It reads the folder of its cache when it is imported."""
    folder = os.environ.get("NUMBA_CACHE_DIR") or cache_folder(Path(__file__).parent)
    if folder:
        os.environ["NUMBA_CACHE_DIR"] = folder
    import numba

    if folder and not numba.config.CACHE_DIR:  # type: ignore[attr-defined]
        numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]
    return numba


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
