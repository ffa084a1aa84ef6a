"""Everything a network is asked every night in one run, and a refresh by day that takes last night's answer and what
happened since.

Arrays in (`Traces`), one frozen value out (`Night`). `run` measures all of it. `refresh` brings ranks, cores,
communities, participation and the three roles up to date; structural holes, paths, introductions and advocates wait
for the night. Ranks start from where they were, communities move only around what was touched and keep their names,
and the roles' tests are made anew on tables that were kept in order (salesmen only when something was taken up since,
or who hears whom has changed); what does not need one another is done side by side. Against a full run on the same
traces, cores, mavens and salesmen differ not at all, nor do connectors between given groups; ranks differ by at most
RANK_TOLERANCE summed over all, and the quality of communities by at most QUALITY_TOLERANCE. Fading with a half-life
makes all weights smaller alike, which changes none of these, so that nothing has to be weighed again.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.brokerage import participation, structural_holes
from folkmoot.graph.build import Graph, GraphError, from_edges
from folkmoot.graph.centrality import pagerank
from folkmoot.graph.cohesion import core_numbers
from folkmoot.graph.communities import Communities, leiden
from folkmoot.graph.introductions import Introductions, introductions
from folkmoot.graph.kernels import side_by_side
from folkmoot.graph.learning import Uptakes, uptakes
from folkmoot.graph.paths import Estimate, betweenness
from folkmoot.graph.roles import Answers, Role, connectors, mavens, salesmen
from folkmoot.graph.roles.connector import COARSE, connecting_ties
from folkmoot.graph.roles.maven import in_order

Array = npt.NDArray[Any]
RANK_TOLERANCE = 1e-4
STEP = RANK_TOLERANCE * 0.15 / 0.85  # A change of this much leaves at most RANK_TOLERANCE to go at damping .85.
QUALITY_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class Traces:
    """What was recorded of people 0…n-1.

    sources, targets: who turned to whom, one row per event. times: of the events, None when age does not matter.
    kinds: of the events, each a place in `Settings.worth`; None when all count alike. weights: of the events, 1 when
    not given. groups: departments, int (n,), -1 for none; communities stand in when not given. answers: for mavens.
    uptakes: for salesmen. audience: who is heard by whom, for salesmen and advocates; the ties when not given.
    """

    n: int
    sources: npt.ArrayLike
    targets: npt.ArrayLike
    times: npt.ArrayLike | None = None
    kinds: npt.ArrayLike | None = None
    weights: npt.ArrayLike | None = None
    groups: npt.ArrayLike | None = None
    answers: Answers | None = None
    uptakes: Uptakes | None = None
    audience: Graph | None = None


@dataclass(frozen=True)
class Settings:
    """What the runs of one network have in common, so that its nights can be compared.

    worth: what an event of each kind counts. half_life: after which an event counts half, in the unit of the times.
    window: how soon an uptake follows another, in the unit of theirs; needed with uptakes. discovery: the share of
    false finds allowed. advocates: how many to choose (0: none). path_error: as in `betweenness`.
    """

    worth: tuple[float, ...] = ()
    half_life: float | None = None
    window: float | None = None
    discovery: float = 0.05
    advocates: int = 50
    path_error: float = 0.01
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Night:
    """What is known of a network. Arrays have one entry per node; see the function that made each.

    graph: the events as weighted ties, as of `moment`. mavens, salesmen: None without answers or uptakes.
    connectors, between: on the ties that go both ways. advocates: None when none were wanted. After a refresh
    constraint, effective_size, between, introductions and advocates are still last night's.
    """

    graph: Graph
    moment: float
    settings: Settings
    ranks: Array
    cores: Array
    communities: Communities
    groups_given: Array | None
    participation: Array
    constraint: Array
    effective_size: Array
    between: Estimate
    mavens: Role | None
    connectors: Role
    salesmen: Role | None
    introductions: Introductions | None
    advocates: Any | None
    _coarse: Communities | None = field(repr=False)
    _answers: Answers | None = field(repr=False)
    _uptakes: Uptakes | None = field(repr=False)
    _audience: Graph | None = field(repr=False)

    @property
    def groups(self) -> Array:
        """The groups that bridging is measured against."""
        return self.communities.labels if self.groups_given is None else self.groups_given


def run(
    traces: Traces,
    settings: Settings | None = None,
    *,
    before: Night | None = None,
    exclude: npt.ArrayLike | None = None,
    threads: int | None = None,
) -> Night:
    """The whole nightly run.

    before: last night, whose community names are kept. exclude: who is never chosen as an advocate. Cost: the sum of
    its parts; bench/graph.md has measurements. Raises GraphError.
    """
    wanted = settings or Settings()
    moment = 0.0 if traces.times is None else float(np.max(np.asarray(traces.times), initial=-np.inf))
    moment = moment if np.isfinite(moment) else 0.0
    graph = _graph(traces, wanted, moment, traces.n)
    given = _groups(traces.groups, traces.n)
    start = None if before is None else _padded(before.communities.labels, graph.n)
    communities = leiden(graph, seed=wanted.seed, start=start)
    coarse = leiden(graph, resolution=COARSE, seed=wanted.seed) if given is None else None
    holes = structural_holes(graph, threads=threads)
    between = betweenness(connecting_ties(graph), error=wanted.path_error, seed=wanted.seed, threads=threads)
    known = Night(
        graph=graph,
        moment=moment,
        settings=wanted,
        ranks=pagerank(graph, threads=threads),
        cores=core_numbers(graph),
        communities=communities,
        groups_given=given,
        participation=np.empty(0),
        constraint=holes.constraint,
        effective_size=holes.effective_size,
        between=between,
        mavens=None,
        connectors=None,  # type: ignore[arg-type]
        salesmen=None,
        introductions=None,
        advocates=None,
        _coarse=coarse,
        _answers=None if traces.answers is None else in_order(traces.answers, graph.n),
        _uptakes=traces.uptakes,
        _audience=traces.audience,
    )
    return replace(
        known,
        graph=graph.bare(),
        participation=participation(graph, known.groups),
        mavens=_mavens(known, threads),
        connectors=_connectors(known, threads),
        salesmen=_salesmen(known, threads),
        introductions=introductions(graph, known.groups, threads=threads),
        advocates=_advocates(known, exclude, threads),
    )


def refresh(night: Night, new: Traces, *, all_answers: Answers | None = None, threads: int | None = None) -> Night:
    """Last night's answer brought up to date with what happened since; see the module for what is exact and what
    near.

    new: the new events, answers and uptakes alone; `n` may have grown, newcomers have the highest numbers. Its
    groups, if given, are everybody's; its audience, if given, replaces the one known. all_answers: every answer there
    is, when old ones may have been accepted since; then new has none. O(n + m) with small factors.
    """
    old, n = night.graph, max(new.n, night.graph.n)
    fresh = _graph(new, night.settings, night.moment, n)
    graph = with_ties(old, fresh)
    given = night.groups_given if new.groups is None else _groups(new.groups, n)
    if given is not None and len(given) < n:
        given = np.concatenate([given, np.full(n - len(given), -1, np.int32)])
    touched = np.unique(np.concatenate([fresh.rows(), fresh.indices]))
    start = np.concatenate([night.ranks, np.full(n - old.n, 1.0 / max(n, 1))])
    known = replace(
        night,
        graph=graph,
        groups_given=given,
        constraint=_grown(night.constraint, n, np.nan),
        effective_size=_grown(night.effective_size, n, np.nan),
        between=replace(night.between, values=_grown(night.between.values, n, 0.0)),
        _answers=_more_answers(None if all_answers else night._answers, all_answers or new.answers, n),
        _uptakes=_more_uptakes(night._uptakes, new.uptakes, n),
        _audience=new.audience or night._audience,
    )

    def without_groups() -> tuple[Role | None, Array]:
        return _mavens(known, threads), pagerank(graph, start=start if n else None, tolerance=STEP, threads=threads)

    drawn, (ask, ranks) = side_by_side(lambda: _redrawn(known, touched), without_groups, threads=threads)
    known = replace(known, communities=drawn[0], _coarse=drawn[1], mavens=ask)

    def by_ties() -> tuple[Array, Array, Role]:
        cores, spread = core_numbers(graph), participation(graph, known.groups)
        graph.release("undirected")  # Twice the ties; connectors only look at those that go both ways.
        return cores, spread, _connectors(known, threads)

    def followed() -> Role | None:
        return night.salesmen if _is_followed_as_before(night, new, n) else _salesmen(known, threads)

    found, follow = side_by_side(by_ties, followed, threads=threads)
    cores, spread, bridge = found
    return replace(
        known,
        graph=graph.bare(),
        ranks=ranks,
        cores=cores,
        participation=spread,
        connectors=bridge,
        salesmen=follow,
    )


def _is_followed_as_before(night: Night, new: Traces, n: int) -> bool:
    """Whether nothing is new of what salesmen are found in: what was taken up, by whom, and who hears whom."""
    is_same_log = new.uptakes is None and new.audience is None and new.groups is None and n == night.graph.n
    return is_same_log and night._audience is not None and night.groups_given is not None


def _redrawn(known: Night, touched: Array) -> tuple[Communities, Communities | None]:
    """Last night's communities, moved only around who was touched; coarsely drawn too where no groups are given."""
    n, graph = known.graph.n, known.graph
    fine = leiden(graph, start=_padded(known.communities.labels, n), touched=touched)
    if known.groups_given is not None or known._coarse is None:
        return fine, None
    return fine, leiden(graph, resolution=COARSE, start=_padded(known._coarse.labels, n), touched=touched)


def with_ties(graph: Graph, new: Graph) -> Graph:
    """Both graphs' ties in one, weights added. O(n + m)."""
    from folkmoot.graph.csr import add

    n = max(graph.n, new.n)
    parts = [np.concatenate([part.indptr, np.full(n - part.n, part.indptr[-1], np.int64)]) for part in (graph, new)]
    found = add(parts[0], graph.indices, graph.weights, new.indices, parts[1], new.weights)
    return Graph(*found, directed=graph.directed)


def _graph(traces: Traces, settings: Settings, moment: float, n: int) -> Graph:
    """The events as ties, weighted by worth and age as of `moment`; later events count for more."""
    weights = np.ones(len(np.asarray(traces.sources)), np.float32)
    if traces.weights is not None:
        weights = np.asarray(traces.weights, np.float32)
    if traces.kinds is not None:
        kinds = np.asarray(traces.kinds)
        if len(kinds) and not 0 <= int(kinds.min()) <= int(kinds.max()) < len(settings.worth):
            raise GraphError(f"Kinds are 0…{len(settings.worth) - 1}, as many as are given a worth.")
        weights = weights * np.asarray(settings.worth, np.float32)[kinds]
    if settings.half_life is not None and traces.times is not None:
        if settings.half_life <= 0:
            raise GraphError("half_life is more than 0.")
        age = ((np.asarray(traces.times) - moment) / settings.half_life).astype(np.float32)
        weights = weights * np.exp2(age, out=age)
    return from_edges(traces.sources, traces.targets, weights, n=n)


def _mavens(known: Night, threads: int | None) -> Role | None:
    if known._answers is None:
        return None
    wanted = known.settings
    return mavens(
        known._answers,
        n=known.graph.n,
        half_life=wanted.half_life,
        discovery=wanted.discovery,
        rng=wanted.seed,
        threads=threads,
    )


def _salesmen(known: Night, threads: int | None) -> Role | None:
    if known._uptakes is None:
        return None
    wanted = known.settings
    if wanted.window is None:
        raise GraphError("With uptakes, say how soon one follows another (window).")
    return salesmen(
        known._audience or known.graph,
        known._uptakes,
        window=wanted.window,
        groups=known.groups,
        discovery=wanted.discovery,
        rng=wanted.seed,
        threads=threads,
    )


def _connectors(known: Night, threads: int | None) -> Role:
    wanted = known.settings
    return connectors(
        known.graph,
        known.groups if known._coarse is None else np.stack([known.groups, known._coarse.labels]),
        betweenness=known.between.values,
        discovery=wanted.discovery,
        rng=wanted.seed,
        threads=threads,
    )


def _advocates(known: Night, exclude: npt.ArrayLike | None, threads: int | None) -> Any:
    from folkmoot.graph.diffusion import model
    from folkmoot.graph.influence import Constraints, maximise

    audience = known._audience or known.graph
    count = min(known.settings.advocates, audience.n)
    if not audience.arcs or not count:
        return None
    limits = None if exclude is None else Constraints(exclude=np.asarray(exclude))
    return maximise(model(audience, "ic", "wc"), count, rng=known.settings.seed, constraints=limits, threads=threads)


def _groups(groups: npt.ArrayLike | None, n: int) -> Array | None:
    if groups is None:
        return None
    given = np.asarray(groups).astype(np.int32)
    if given.shape != (n,):
        raise GraphError(f"groups is one whole number per node: shape ({n},), not {given.shape}.")
    return given


def _more_answers(old: Answers | None, new: Answers | None, n: int) -> Answers | None:
    """The new ones behind the old, which are in order: sorting these costs little more than reading them."""
    if old is None or new is None:
        return old or (None if new is None else in_order(new, n))
    if (old.times is None) != (new.times is None):
        raise GraphError("New answers have times when the known ones have, and none when they have none.")
    columns = [
        (getattr(old, name), getattr(new, name)) for name in ("answerer", "asker", "topic", "accepted", "times")
    ]
    joined = [None if ours is None else np.concatenate([ours, theirs]) for ours, theirs in columns]
    return in_order(Answers(*joined), n)  # type: ignore[arg-type]


def _more_uptakes(old: Uptakes | None, new: Uptakes | None, n: int) -> Uptakes | None:
    if old is None or new is None:
        return old or new
    names = ("people", "actions", "times")
    return uptakes(*(np.concatenate([getattr(old, name), getattr(new, name)]) for name in names), n=n)


def _padded(labels: Array, n: int) -> Array:
    """Labels for nodes that came since: each a community of its own."""
    fresh = int(labels.max(initial=-1)) + 1
    return np.concatenate([labels, np.arange(fresh, fresh + n - len(labels))]).astype(np.int32)


def _grown(values: Array, n: int, value: float) -> Array:
    return np.concatenate([values, np.full(n - len(values), value)])
