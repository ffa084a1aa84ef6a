"""The newest run, for rooms that compute with it and show nobody's part of it to anybody else."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.graph.build import Graph, from_edges
from folkmoot.graph.nightly import Night

from .. import keeping, policy, reading
from ..keeping import Kept
from ..models import Snapshot
from ..refusals import NotAllowed
from .standing import left_out

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Network:
    """The graph of a run without anybody who is left out by now. graph: who turned to whom, faded; people: the id of
    each node, sorted; groups: the number of each node's unit (-1: none), whose ids are `units`; communities:
    likewise, found in the ties. heard: who is heard by whom (source is heard by target), for whatever spreads."""

    snapshot: Snapshot
    graph: Graph
    people: Array
    groups: Array
    units: Array
    communities: Array
    heard: Graph

    def only(self, people: Collection[int]) -> "Network":
        """The same among these people alone."""
        return self.of(np.isin(self.people, np.array(sorted(people), np.int64)))

    def of(self, stay: Array) -> "Network":
        """The same among those marked, numbered anew."""
        return replace(
            self, graph=_only(self.graph, stay), people=self.people[stay], groups=self.groups[stay],
            communities=self.communities[stay], heard=_only(self.heard, stay),
        )  # fmt: skip


_loaded: tuple[int, Kept] | None = None


def last_run() -> Snapshot | None:
    """The newest run that came to its end, with its parameters, when, and its sizes; None before the first."""
    return Snapshot.objects.filter(state="done").order_by("-as_of", "-pk").first()


def kept_for_system(snapshot: Snapshot) -> Kept:
    """What was kept of a run, the last one asked for held in memory; raises FileNotFoundError."""
    global _loaded
    if _loaded is None or _loaded[0] != snapshot.pk:
        _loaded = (snapshot.pk, keeping.load(snapshot.file))
    return _loaded[1]


def graph_for_system() -> Network | None:
    """The newest run's graph, people and groups; None when there is none.

    Whoever left or is left out meanwhile is gone. Load it in a job, not in a request: at 100,000 people it takes a
    second and some hundred megabytes.
    """
    snapshot = last_run()
    if snapshot is None or not snapshot.file:
        return None
    kept = kept_for_system(snapshot)
    night: Night = kept.night
    here, _ = reading.people_in(snapshot.parameters["whom"], list(left_out()))
    stay: Array = np.isin(kept.people, here)
    heard = night._audience if night._audience is not None else night.graph
    whole = Network(
        snapshot=snapshot, graph=night.graph, people=kept.people, groups=kept.unit, units=kept.units,
        communities=night.communities.labels, heard=heard,
    )  # fmt: skip
    return whole.of(stay)


def _only(graph: Graph, stay: Array) -> Graph:
    """The same ties among those who stay, numbered anew."""
    if stay.all():
        return graph
    number = np.cumsum(stay) - 1
    rows = graph.rows()
    keep = stay[rows] & stay[graph.indices]
    weights = None if graph.weights is None else graph.weights[keep]
    return from_edges(
        number[rows[keep]], number[graph.indices[keep]], weights, n=int(stay.sum()), directed=graph.directed
    )


def run_under_way() -> Snapshot | None:
    """The run that is being made, with how far it is."""
    return Snapshot.objects.filter(state="running").first()


@dataclass(frozen=True, slots=True)
class Run:
    """One run for whoever orders them. Sizes are rough: exact ones would tell when one person left or came."""

    begun_at: datetime
    kind: str
    state: str
    progress: int
    failure: str
    seconds: float
    people: int
    acts: int
    ties: int


def runs(viewer: Viewer) -> list[Run]:
    """The last runs, for who may order them; raises NotAllowed."""
    if not policy.may_run(viewer):
        raise NotAllowed
    found = Snapshot.objects.defer("shown", "seen", "parameters").order_by("-begun_at", "-pk")[:30]
    return [
        Run(
            s.begun_at, s.kind, s.state, s.progress, s.failure, s.seconds,
            *(_rough(size) for size in (s.people_count, s.act_count, s.tie_count)),
        )
        for s in found
    ]  # fmt: skip


def _rough(size: int) -> int:
    """The size in steps of five at least, and of a twentieth where it is large."""
    step = max(5, 5 * 10 ** (len(str(size)) - 2) // 10 * 2)
    return size // step * step
