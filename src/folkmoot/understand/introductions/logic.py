"""Whom to name to whom: pure choosing over node numbers, from a seed.

Three ways to choose stand side by side. "near" is the engine's: short walks, each common partner counting less the
more people it knows. "popular" names who has most partners, "friends" who has most partners in common. A coin decides
by which way each place is filled, so that afterwards they can be compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, from_edges
from folkmoot.graph.introductions import connecting, introductions

Array = npt.NDArray[Any]
CANDIDATES = 60
FARTHEST = 6
OFTEN = 3  # So many people somebody is named to in one round at most.
LINKS = 12  # Common partners looked at for those who take part themselves.


@dataclass(frozen=True, slots=True)
class Named:
    """`other` for `person` (node numbers), by which way, how many steps apart (0: not joined), who of
    those who take part connects them."""

    person: int
    other: int
    arm: str
    steps: int
    is_across: bool
    connectors: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Field:
    """What is chosen from. ties: whom every employee could see together, undirected or not. groups: int (n,), -1 for
    none. takes: node -> how many they want; only these are named, to these. apart: pairs that may not be named: they
    know each other, were named before, or keep a distance."""

    ties: Graph
    groups: Array
    takes: Mapping[int, int]
    apart: frozenset[tuple[int, int]]

    def may(self, one: int, other: int) -> bool:
        return one != other and (min(one, other), max(one, other)) not in self.apart


def choose(field: Field, *, across: float, trial: float, rng: np.random.Generator) -> list[Named]:
    """Everybody's introductions, in an order drawn by lot so that nobody is always served first.

    A pair is named once, to one of the two, and nobody to more than OFTEN people. Where the way drawn, or the other
    units, have nobody to offer, another way fills the place, and that introduction is in no comparison
    ("rest"); where none has anybody, the place stays empty.
    """
    if not field.takes:
        return []
    both = field.ties.undirected().without_loops()
    takes = np.array(sorted(field.takes), np.int64)
    near = introductions(
        both, k=CANDIDATES, per_group=CANDIDATES, only=takes, among=takes, seen=_seen(field, both.n)
    ).people
    popular = takes[np.lexsort((takes, -both.degrees()[takes]))]
    named: list[Named] = []
    taken: set[tuple[int, int]] = set()
    often = np.zeros(both.n, np.int64)
    for person in rng.permutation(takes).tolist():
        for _ in range(field.takes[person]):
            way, wants_other_unit = _way(trial, rng), bool(rng.random() < across)
            one = _first(
                field, both, person, _ways(way, person, near, popular, both, takes), wants_other_unit, taken, often
            )
            if one is not None:
                often[one.other] += 1
                taken.add((min(person, one.other), max(person, one.other)))
                named.append(one)
    return named


def _way(trial: float, rng: np.random.Generator) -> str:
    coin = rng.random()
    return "near" if coin >= trial else "popular" if coin < trial / 2 else "friends"


def _ways(way: str, person: int, near: Array, popular: Array, both: Graph, takes: Array) -> list[tuple[str, Array]]:
    """The way drawn, then the others."""
    lists = {
        "near": lambda: near[person][near[person] >= 0],
        "popular": lambda: popular,
        "friends": lambda: _by_common(both, person, takes),
    }
    return [(name, lists[name]()) for name in dict.fromkeys((way, "near", "friends", "popular"))]


def _first(
    field: Field,
    both: Graph,
    person: int,
    ways: list[tuple[str, Array]],
    across: bool,
    taken: set[tuple[int, int]],
    often: Array,
) -> Named | None:
    """The first who may be named: from another unit by any way where that is wanted, else by any way."""
    own = int(field.groups[person])
    for stays_across in (True, False) if across else (False,):
        for name, candidates in ways:
            for other in candidates.tolist():
                is_across = own < 0 or int(field.groups[other]) != own
                if (stays_across and not is_across) or often[other] >= OFTEN or not field.may(person, other):
                    continue
                if (min(person, other), max(person, other)) in taken:
                    continue
                through = connecting(both, [person], [other], count=LINKS)[0]
                links = tuple(int(node) for node in through if int(node) in field.takes)[:3]
                arm = name if name == ways[0][0] else "rest"
                return Named(person, other, arm, _steps(both, person, other), is_across, links)
    return None


def _by_common(both: Graph, person: int, takes: Array) -> Array:
    """Those who take part by how many partners they have in common with somebody."""
    partners = both.neighbours(person)
    if not len(partners):
        return np.zeros(0, np.int64)
    counts = np.bincount(np.concatenate([both.neighbours(int(each)) for each in partners]), minlength=both.n)
    found = takes[counts[takes] > 0]
    return found[np.lexsort((found, -counts[found]))]


def _steps(both: Graph, one: int, other: int) -> int:
    """How many ties lie between two people; 0 beyond FARTHEST."""
    seen = np.zeros(both.n, np.bool_)
    here = np.array([one])
    for steps in range(1, FARTHEST + 1):
        seen[here] = True
        reached = np.unique(np.concatenate([both.neighbours(int(node)) for node in here]))
        here = reached[~seen[reached]]
        if other in here:
            return steps
        if not len(here):
            return 0
    return 0


def _seen(field: Field, n: int) -> Graph:
    pairs = np.array(sorted(field.apart), np.int64).reshape(-1, 2)
    return from_edges(pairs[:, 0], pairs[:, 1], n=n, directed=False)


def interval(hits: int, tries: int) -> tuple[float, float]:
    """Wilson's interval (95 %) of a share; 0 to 1 without tries."""
    if not tries:
        return 0.0, 1.0
    z, p = 1.959964, hits / tries
    middle, half = p + z * z / (2 * tries), z * sqrt(p * (1 - p) / tries + z * z / (4 * tries * tries))
    return max(0.0, (middle - half) / (1 + z * z / tries)), min(1.0, (middle + half) / (1 + z * z / tries))
