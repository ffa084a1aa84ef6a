"""Compiling the engine's loops ahead of the first run, on a network of chance."""

import numpy as np

from folkmoot.graph.nightly import Settings

from . import measuring
from .keeping import Answered
from .reading import Acts, Marks, Read, Taken


def warm() -> None:
    """This will run everything once on a small network that is nobody's; the compiled loops are kept on disk."""
    dice, n, m = np.random.default_rng(1), 60, 900
    two = [dice.integers(0, n, m).astype(np.int32) for _ in range(2)]
    days = dice.random(m) * 100
    acts = Acts(two[0], two[1], np.zeros(m, np.int16), days.astype(np.float32), np.ones(m, np.bool_))
    item = np.arange(m)
    answered = Answered(item, two[0], two[1], item % 90, days, np.zeros(m, np.int32), np.zeros(m, np.int32))
    taken = Taken(two[0], item % 40, days)
    marks = Marks(item, item % 2, item % 3)
    before = None
    for unit in (dice.integers(0, 4, n), np.full(n, -1)):
        kept = measuring.full(
            Read(acts, answered, marks, taken), people=np.arange(n), units=np.arange(4),
            unit=unit.astype(np.int32), follows=(two[0][:20], two[1][:20]), topics=(item, item % 5), before=before,
            settings=Settings(worth=(1.0,), half_life=90.0, window=3.0, advocates=0),
        )  # fmt: skip
        before = kept.places
