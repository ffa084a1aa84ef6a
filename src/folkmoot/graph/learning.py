"""How strongly each tie influences, learnt from who did what when instead of assumed.

A log says that a person took up an action (a hashtag, a tool, a campaign) at a moment. Over ties u → v these are
counted (Goyal, Bonchi and Lakshmanan 2010): A_u what u took up, A_u2v what v took up after u did, A_u|v what either
took up. "bernoulli" is A_u2v / A_u, "jaccard" A_u2v / A_u|v; with `credit` each uptake is shared equally among all
who came before, instead of counted in full for each. With `window` only uptakes within so much time count; "tie"
takes each tie's own mean delay (the discrete-time model). "em" finds the chances under which the log is likeliest
in the independent cascade (Saito, Nakano and Kimura 2008).
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]
Method = Literal["bernoulli", "jaccard", "em"]


@dataclass(frozen=True, eq=False)
class Uptakes:
    """Who took up what when: people int32, actions int32, times float64, each of shape (uptakes,), sorted by
    action, then time; each person at most once per action (the first time)."""

    people: Array
    actions: Array
    times: Array

    def starts(self) -> Array:
        """Where each action's rows begin: int64, shape (actions with uptakes + 1,)."""
        if not len(self.actions):
            return np.zeros(1, np.int64)
        changes = np.flatnonzero(np.diff(self.actions)) + 1
        return np.concatenate([[0], changes, [len(self.actions)]]).astype(np.int64)


def uptakes(people: npt.ArrayLike, actions: npt.ArrayLike, times: npt.ArrayLike, *, n: int) -> Uptakes:
    """Put a log in order and keep first times only. O(rows log rows of one action). Raises GraphError."""
    who, what = np.asarray(people), np.asarray(actions)
    when = np.asarray(times, np.float64)
    if not (who.shape == what.shape == when.shape) or who.ndim != 1:
        raise GraphError("People, actions and times are three rows of one length.")
    if len(who) and (who.min() < 0 or who.max() >= n or what.min() < 0):
        raise GraphError(f"People are numbered 0…{n - 1}, actions from 0.")
    if not np.all(np.isfinite(when)):
        raise GraphError(f"Row {int(np.argmin(np.isfinite(when)))}: a time is a number.")
    if len(what) and int(what.max()) > 4 * len(what):  # Sparse numbers: sorted once, then counted like dense ones.
        numbers, dense = np.unique(what, return_inverse=True)
    else:
        numbers, dense = np.arange(int(what.max(initial=-1)) + 1), what
    order = _first_times(who.astype(np.int32), dense.astype(np.int32), when, n, len(numbers))
    return Uptakes(who[order].astype(np.int32), numbers[dense[order]].astype(np.int32), when[order])


@kernel
def _first_times(who, what, when, n, actions):  # type: ignore[no-untyped-def]
    """Rows by action, time, person, each person's first of an action alone: sorted by counting but for the times of
    one action, so that rows that are nearly in order cost least."""
    by_person, by_action = np.zeros(n + 1, np.int64), np.zeros(actions + 1, np.int64)
    for i in range(len(who)):
        by_person[who[i] + 1] += 1
        by_action[what[i] + 1] += 1
    by_person, by_action = np.cumsum(by_person), np.cumsum(by_action)
    ends = by_action.copy()
    first = np.empty(len(who), np.int64)
    for i in range(len(who)):
        first[by_person[who[i]]] = i
        by_person[who[i]] += 1
    order = np.empty(len(who), np.int64)
    for row in first:
        order[by_action[what[row]]] = row
        by_action[what[row]] += 1
    last_taken = np.full(n, -1, np.int64)
    kept = 0
    for a in range(actions):
        rows = order[ends[a] : ends[a + 1]].copy()
        for row in rows[np.argsort(when[rows], kind="mergesort")]:
            if last_taken[who[row]] != a:
                last_taken[who[row]] = a
                order[kept] = row
                kept += 1
    return order[:kept]


def learn(
    graph: Graph,
    log: Uptakes,
    *,
    method: Method = "bernoulli",
    credit: bool = False,
    window: float | Literal["tie"] | None = None,
    rounds: int = 100,
    tolerance: float = 1e-6,
) -> Graph:
    """The same ties with learnt chances as weights, for `diffusion.model(…, weights="column")`.

    Ties whose source took up nothing get 0. Costs O(Σ over uptakes of the taker's ties), for "em" the same for
    each of at most `rounds` rounds, stopping when no chance changes by more than `tolerance`.
    """
    if method not in ("bernoulli", "jaccard", "em"):
        raise GraphError(f"The method is “bernoulli”, “jaccard” or “em”, not “{method}”.")
    if isinstance(window, int | float) and window <= 0:
        raise GraphError("A window is longer than 0.")
    rows = (graph.indptr, graph.indices, log.starts(), log.people, log.times)
    edges, events, delays = _followed(*rows)
    taken = np.bincount(log.people, minlength=graph.n).astype(np.float64)
    sources = graph.rows()
    if window is not None:
        within = delays <= (_mean_delays(edges, delays, graph.arcs)[edges] if window == "tie" else window)
        edges, events = edges[within], events[within]
    both, after = _together(*rows)
    if method == "em":
        chances = _likeliest(edges, events, len(log.people), taken[sources] - after, rounds, tolerance)
    else:
        share = 1 / np.maximum(np.bincount(events, minlength=len(log.people)), 1)[events] if credit else None
        followed = np.bincount(edges, weights=share, minlength=graph.arcs)
        chances = followed / np.maximum(taken[sources], 1)
        if method == "jaccard":
            chances = followed / np.maximum(taken[sources] + taken[graph.indices] - both, 1)
    return Graph(graph.indptr, graph.indices, chances.astype(np.float32), directed=True)


def _mean_delays(edges: Array, delays: Array, arcs: int) -> Array:
    """The mean time from u's uptake to v's, for each tie: tau of Goyal et al."""
    counts = np.bincount(edges, minlength=arcs)
    means: Array = np.bincount(edges, weights=delays, minlength=arcs) / np.maximum(counts, 1) * (1 + 1e-12)
    return means


def _likeliest(edges: Array, events: Array, count: int, tries: Array, rounds: int, tolerance: float) -> Array:
    """Expectation-maximisation: share each uptake among its possible causes by their chances, and repeat."""
    wins = np.bincount(edges, minlength=len(tries))
    # Tries are uptakes of u that v had not taken up before; every success is one of them.
    tries = np.maximum(tries, wins)
    chances = wins / np.maximum(tries, 1)
    for _ in range(rounds):
        with np.errstate(divide="ignore"):
            misses = np.bincount(events, weights=np.log1p(-np.minimum(chances, 1 - 1e-12))[edges], minlength=count)
        likely = np.maximum(-np.expm1(misses), 1e-300)
        blame = np.bincount(edges, weights=chances[edges] / likely[events], minlength=len(tries))
        new = np.minimum(blame / np.maximum(tries, 1), 1.0)
        done = np.abs(new - chances).max(initial=0) < tolerance
        chances = new
        if done:
            break
    return chances


@kernel
def _followed(indptr: Array, indices: Array, starts: Array, people: Array, times: Array) -> Any:
    """Every tie u → v on which v took up after u: the tie, v's uptake, and the delay."""
    n = len(indptr) - 1
    place = np.full(n, -1, np.int64)
    edges, events, delays = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024)
    used = 0
    for a in range(len(starts) - 1):
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = i
        for i in range(starts[a], starts[a + 1]):
            for j in range(indptr[people[i]], indptr[people[i] + 1]):
                other = place[indices[j]]
                if other < 0 or times[other] <= times[i]:
                    continue
                if used == len(edges):
                    edges = np.concatenate((edges, np.empty_like(edges)))
                    events = np.concatenate((events, np.empty_like(events)))
                    delays = np.concatenate((delays, np.empty_like(delays)))
                edges[used], events[used], delays[used] = j, other, times[other] - times[i]
                used += 1
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = -1
    return edges[:used], events[:used], delays[:used]


@kernel
def _together(indptr: Array, indices: Array, starts: Array, people: Array, times: Array) -> Any:
    """For each tie u → v: how many actions both took up, and how many v took up no later than u."""
    n = len(indptr) - 1
    place = np.full(n, -1, np.int64)
    both, after = np.zeros(len(indices), np.float64), np.zeros(len(indices), np.float64)
    for a in range(len(starts) - 1):
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = i
        for i in range(starts[a], starts[a + 1]):
            for j in range(indptr[people[i]], indptr[people[i] + 1]):
                other = place[indices[j]]
                if other >= 0:
                    both[j] += 1
                    after[j] += times[other] <= times[i]
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = -1
    return both, after
