"""Is a chosen set better than cheap ones? The same number of people taken at random, by ties, by PageRank and by
friend nomination, each carried through the same cascades.

Where behaviour needs reinforcement, or where easily influenced people matter more than influential ones, sets of
"influencers" can do worse than people spread out over the network (Watts and Dodds 2007; the network paradox).
`compare` says so when the numbers do.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph
from folkmoot.graph.chance import key_of
from folkmoot.graph.diffusion import Complex, Model, model, simulate
from folkmoot.graph.influence import NOBODY, binomial_interval
from folkmoot.graph.sampling import draw, first_hits, sampler

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Rival:
    """One set and how far it carries, with intervals: by simple contagion, and by complex contagion."""

    name: str
    nodes: Array
    spread: float
    low: float
    high: float
    complex_spread: float
    complex_low: float
    complex_high: float


@dataclass(frozen=True, eq=False)
class Comparison:
    """All sets, the chosen one first, and what follows from the numbers in plain words."""

    rivals: tuple[Rival, ...]
    findings: tuple[str, ...]


def compare(
    flow: Model,
    chosen: Array,
    *,
    rng: np.random.Generator | int = 0,
    allowed: Array | None = None,
    reinforcement: Complex | None = None,
    chance: float = 0.3,
    sets: int = 20_000,
    runs: int = 100,
    threads: int | None = None,
) -> Comparison:
    """Compare `chosen` with four cheap sets of its size, on the model and on complex contagion.

    chance: what each active source succeeds with in complex contagion. All sets are judged on the same sampled
    sets (`sets`, exact binomial intervals) and the same `runs` of complex contagion (normal intervals).
    """
    generator = rng if isinstance(rng, np.random.Generator) else np.random.default_rng(rng)
    graph, k = flow.graph, len(chosen)
    open_to = np.ones(graph.n, np.bool_) if allowed is None else allowed
    candidates = {
        "chosen": chosen,
        "random": random_people(open_to, k, generator),
        "degree": top(graph.degrees(), open_to, k),
        "pagerank": top(reach_rank(graph), open_to, k),
        "nomination": nominated(graph, open_to, k, generator),
    }
    key = key_of(generator)
    source = sampler(flow)
    probe = draw(source, key, 0, 64, piece=8, threads=threads)
    mean = max(len(probe.nodes) / 64, 1.0)
    sets = int(min(sets, max(2e9 / mean, 500)))
    piece = int(min(max(400_000 / mean, 1), 8192))
    firm = model(graph, "ic", f"const:{chance}")
    rivals = []
    for name, nodes in candidates.items():
        rank = np.full(graph.n, NOBODY, np.int32)
        rank[nodes] = 1
        hits = first_hits(source, key, sets, rank, any_hit=True, piece=piece, threads=threads)
        hit = int((hits != NOBODY).sum())
        low, high = binomial_interval(hit, sets)
        firmly = simulate(firm, nodes, runs=runs, rng=key, reinforcement=reinforcement or Complex(), threads=threads)
        values = (hit * graph.n / sets, low * graph.n, high * graph.n, firmly.mean, firmly.low, firmly.high)
        rivals.append(Rival(name, np.asarray(nodes, np.int32), *values))
    return Comparison(tuple(rivals), tuple(_findings(rivals)))


def _findings(rivals: list[Rival]) -> list[str]:
    """Sentences that the intervals support; nothing is claimed where they overlap."""
    chosen, by_name = rivals[0], {rival.name: rival for rival in rivals}
    spread_out = by_name["random"]
    found = []
    better = [r.name for r in rivals[1:] if r.low > chosen.high]
    if better:
        found.append(f"Simple contagion: {', '.join(better)} reach more than the chosen.")
    for rival in rivals:
        if rival is not spread_out and rival.complex_high < spread_out.complex_low:
            found.append(
                f"Complex contagion: the {rival.name} set does worse than people spread out at random "
                f"({rival.complex_spread:.1f} against {spread_out.complex_spread:.1f}): it is too clustered, "
                "or convinces people who need more than one voice."
            )
    best = max(rivals[1:], key=lambda rival: rival.complex_spread)
    if best is not spread_out and best.complex_low > chosen.complex_high:
        found.append(
            f"Complex contagion: the {best.name} set reaches more than the chosen "
            f"({best.complex_spread:.1f} against {chosen.complex_spread:.1f}): reinforcement asks for another choice."
        )
    near = [r.name for r in rivals[1:] if r.high >= chosen.low]
    if near and not better:
        found.append(f"Simple contagion: no clear advantage over {', '.join(near)}; a cheap choice would do.")
    return found


def random_people(allowed: Array, k: int, rng: np.random.Generator) -> Array:
    """k of the allowed, each equally likely."""
    people = np.flatnonzero(allowed)
    return rng.permutation(people)[:k].astype(np.int32)


def top(score: Array, allowed: Array, k: int) -> Array:
    """The k allowed with the highest score, smaller numbers first among equals."""
    people = np.flatnonzero(allowed)
    return people[np.argsort(-score[people], kind="stable")[:k]].astype(np.int32)


def nominated(graph: Graph, allowed: Array, k: int, rng: np.random.Generator) -> Array:
    """k people named by random people as one who influences them: cheap, and needs no map of the network.

    Friends have more friends than people have (Feld 1991); villages were seeded so (Kim et al. 2015).
    """
    back = graph.reverse()
    named: list[int] = []
    seen: set[int] = set()
    for _ in range(200):
        asked = rng.integers(graph.n, size=max(4 * k, 64)) if graph.n else np.empty(0, np.int64)
        luck = rng.random(len(asked))
        for person, draw_ in zip(asked, luck, strict=True):
            a, b = back.indptr[person], back.indptr[person + 1]
            if a == b:
                continue
            friend = int(back.indices[a + int(draw_ * (b - a))])
            if allowed[friend] and friend not in seen:
                seen.add(friend)
                named.append(friend)
        if len(named) >= k:
            break
    rest = [int(u) for u in random_people(allowed, k + len(named), rng) if int(u) not in seen]
    return np.array((named + rest)[:k], np.int32)


def reach_rank(graph: Graph) -> Array:
    """PageRank on the ties turned round, so that those rank high who influence many who influence many.

    Each tie counts 1. float64 (n,), sums to 1. Cost as `centrality.pagerank`.
    """
    from folkmoot.graph.centrality import pagerank

    back = graph.reverse()
    return pagerank(Graph(back.indptr, back.indices, None, directed=True))
