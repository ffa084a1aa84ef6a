"""A second process for the second core, while the demo is built.

It draws the films and compiles the graph engine's loops, which nobody has to wait for then; when the firm stands it
measures the network and introduces people, while the first process tells everybody what happened.
"""

import gc
import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def second_process() -> Iterator[Executor]:
    """One process that does what it is given, in turn. It begins with the first task, and ends with this one however
    this one ends."""
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except BaseException:
        for child in multiprocessing.active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import django

    django.setup()
    collect_seldom()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def collect_seldom() -> None:
    """This will have Python look seldom for objects that refer to each other: a sixth of the time goes into finding
    that nearly all of them are still needed."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
