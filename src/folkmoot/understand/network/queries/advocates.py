"""Advocates: the set of people who opted in that together reach most, and whether a cheaper choice would do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.graph.diffusion import Model, model
from folkmoot.graph.influence import Constraints, binomial_interval, maximise
from folkmoot.graph.rivals import nominated, random_people, top
from folkmoot.graph.sampling import draw, first_hits, sampler

from .. import policy
from ..looking import note_look
from ..refusals import NotAllowed
from .standing import consenting
from .system import Network, graph_for_system

Array = npt.NDArray[Any]
MOST = 500
SETS = 20_000
NOBODY = 2147483647


class NoNetworkYet(Exception):
    """No run has come to its end."""


class TooFewOptedIn(Exception):
    """Fewer people are willing than were asked for; `willing` says how many there are."""

    def __init__(self, willing: int) -> None:
        super().__init__(willing)
        self.willing = willing


@dataclass(frozen=True, slots=True)
class Curve:
    """How many people a set is expected to reach with its first 1…k, all sets judged on the same samples; `low` and
    `high` are the interval (95 %) of the whole set."""

    name: str
    people: tuple[int, ...]
    reached: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen in order, and beside them sets of the same size: random, with most ties, named by random people.

    willing: how many could have been chosen. audience: how many people can be reached at all. ratio: proved share of
    the best possible reach. is_clearly_better: whether the chosen reach more than each cheap set beyond chance.
    """

    people: tuple[int, ...]
    willing: int
    audience: int
    ratio: float
    curves: tuple[Curve, ...]
    is_clearly_better: bool
    cost: float
    snapshot_id: int
    seed: int
    reasons: Mapping[int, int] = field(default_factory=dict)


def choose_advocates(
    viewer: Viewer, *, size: int, among: Collection[int] | None = None, audience: Collection[int] | None = None,
    least: Mapping[int, int] | None = None, most_per_unit: int | None = None,
    costs: Mapping[int, float] | None = None, budget: float | None = None, seed: int = 0, at: datetime,
) -> Choice:  # fmt: skip
    """Who together would be heard by most, of those who opted in to be considered for advocacy, and nobody else.

    among: only these people may be chosen (of those opted in). audience: whom it is to reach; word is passed on among
    them and the willing alone. least: how many of a unit (its id) at least; most_per_unit: at most. costs and budget:
    what asking each costs (1 where not said). reasons says of each chosen how many units hear them. For stewards of
    campaigns; each look is written down for those chosen. Takes seconds on 100,000 people: for jobs.

    Raises NotAllowed, NoNetworkYet, TooFewOptedIn, and GraphError for quotas that cannot be.
    """
    if not policy.may_choose_advocates(viewer):
        raise NotAllowed
    network = graph_for_system()
    if network is None:
        raise NoNetworkYet
    size = max(1, min(size, MOST))
    willing = consenting("advocacy")
    if among is not None:
        willing &= frozenset(among)
    if audience is not None:
        network = network.only(willing | frozenset(audience))
    allowed = np.isin(network.people, np.array(sorted(willing), np.int64))
    if int(allowed.sum()) < size:
        raise TooFewOptedIn(int(allowed.sum()))
    flow = model(network.heard, "ic", "wc")
    found = maximise(flow, size, rng=seed, constraints=_limits(network, allowed, least, most_per_unit, costs, budget))
    chosen = found.seeds
    curves = _curves(flow, network, chosen, allowed, seed)
    people = tuple(int(x) for x in network.people[chosen])
    note_look(viewer=viewer, purpose="advocates", people=people, at=at)
    return Choice(
        people=people, willing=int(allowed.sum()), audience=len(network.people), ratio=found.ratio, curves=curves,
        is_clearly_better=all(curves[0].low > other.high for other in curves[1:]), cost=found.cost,
        snapshot_id=network.snapshot.pk, seed=seed, reasons=_reasons(network, chosen),
    )  # fmt: skip


def _limits(
    network: Network, allowed: Array, least: Mapping[int, int] | None, most_per_unit: int | None,
    costs: Mapping[int, float] | None, budget: float | None,
) -> Constraints:  # fmt: skip
    place = {int(unit): number for number, unit in enumerate(network.units)}
    price = None
    if budget is not None:
        price = np.ones(len(network.people))
        for person, cost in (costs or {}).items():
            price[network.people == person] = max(float(cost), 1e-6)
    has_quota = bool(least) or most_per_unit is not None
    return Constraints(
        costs=price, budget=budget, exclude=np.flatnonzero(~allowed), group=network.groups if has_quota else None,
        most=most_per_unit, least={place[unit]: count for unit, count in (least or {}).items() if unit in place},
    )  # fmt: skip


def _curves(flow: Model, network: Network, chosen: Array, allowed: Array, seed: int) -> tuple[Curve, ...]:
    dice = np.random.default_rng(seed + 1)
    k = len(chosen)
    sets = {
        "chosen": chosen,
        "random": random_people(allowed, k, dice),
        "ties": top(network.graph.undirected().degrees(), allowed, k),
        "named": nominated(network.heard, allowed, k, dice),
    }
    source = sampler(flow)
    probe = draw(source, seed + 2, 0, 64, piece=8)
    size = int(min(SETS, max(2e9 / max(len(probe.nodes) / 64, 1.0), 500)))
    return tuple(_curve(name, nodes, network, source, size, seed + 2) for name, nodes in sets.items())


def _curve(name: str, nodes: Array, network: Network, source: Any, size: int, seed: int) -> Curve:
    n = len(network.people)
    rank = np.full(n, NOBODY, np.int32)
    rank[nodes] = np.arange(1, len(nodes) + 1)
    first = first_hits(source, seed, size, rank, any_hit=False, piece=1024)
    per_place = np.bincount(first[first != NOBODY], minlength=len(nodes) + 1)[1 : len(nodes) + 1]
    reached = np.cumsum(per_place) * n / size
    low, high = binomial_interval(int((first != NOBODY).sum()), size)
    return Curve(
        name, tuple(int(x) for x in network.people[nodes]), tuple(round(float(x), 2) for x in reached),
        round(low * n, 2), round(high * n, 2),
    )  # fmt: skip


def _reasons(network: Network, chosen: Array) -> dict[int, int]:
    """In how many units each of the chosen is heard."""
    found = {}
    for node in chosen:
        units = network.groups[network.heard.neighbours(int(node))]
        found[int(network.people[node])] = len(np.unique(units[units >= 0]))
    return found
