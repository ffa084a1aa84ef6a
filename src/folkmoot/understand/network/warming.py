"""Compiling the engine's loops ahead of the first run, on a network of chance. Run by itself it compiles those that
`folkmoot graph` alone uses as well."""

import numpy as np

from folkmoot.graph.diffusion import model
from folkmoot.graph.influence import Constraints, maximise
from folkmoot.graph.introductions import connecting
from folkmoot.graph.layout import layout
from folkmoot.graph.nightly import Settings
from folkmoot.graph.sampling import first_hits, sampler
from folkmoot.graph.warming import warm as every_measure

from . import measuring
from .keeping import Answered, Kept
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
    _warm_for_others(kept, dice)


def _warm_for_others(kept: Kept, dice: np.random.Generator) -> None:
    """What is asked about the network afterwards: who introduces, whom to ask to carry a message, where to draw."""
    graph, n = kept.night.graph, len(kept.people)
    layout(graph, start=kept.places)
    connecting(graph.undirected().without_loops(), [0], [1], count=2)
    flow = model(graph, "ic", "wc")
    for limits in (Constraints(), Constraints(exclude=np.array([0]), group=dice.integers(0, 4, n), most=2)):
        maximise(flow, 3, rng=1, constraints=limits)
    rank = np.full(n, 2147483647, np.int32)
    rank[:3] = 1, 2, 3
    first_hits(sampler(flow), 1, 64, rank, any_hit=False, piece=64)


if __name__ == "__main__":
    warm()
    every_measure()
