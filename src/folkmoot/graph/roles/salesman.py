"""Salesman: others take things up after exposure to this person, beyond what likeness and timing explain.

Definition. When u takes up an action, everybody u influences who has not yet done so is exposed. A person is a
salesman when (1) more of the exposed follow within the window than when the times of each action's uptakes are
shuffled among those who took it up (the shuffle test of Anagnostopoulos, Kumar and Mahdian 2008: likeness decides who
takes something up, influence decides when), and (2) the uplift over matched people who were not exposed to u is above
0 with its whole interval. Matched means: same group, as active in taking things up, and not yet taken up at that
moment. Score: uplift = (followed - expected of the matched) / exposed. The interval resamples u's actions.
Only a randomised campaign can prove that a person persuades; this is the best a log alone can say (Aral and Walker).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.chance import after, key_of, stream, unit
from folkmoot.graph.kernels import in_pieces, kernel
from folkmoot.graph.learning import Uptakes
from folkmoot.graph.roles.evidence import Role, adjusted, overdispersed_tail, quantiles

Array = npt.NDArray[Any]
DEFINITION = (
    "Others follow: more of the exposed take something up soon after than shuffled times and matched people who were "
    "not exposed explain."
)


def salesmen(
    graph: Graph,
    log: Uptakes,
    *,
    window: float,
    groups: npt.ArrayLike | None = None,
    least_actions: int = 3,
    least_exposed: int = 200,
    discovery: float = 0.05,
    shuffles: int = 100,
    replicates: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
) -> Role:
    """Test everybody who took something up. One row per node; ties lead from the one who may influence.

    window: how soon after an uptake a following one counts, in the unit of the log's times. groups: int (n,), for
    matching. Enough evidence is `least_actions` actions with somebody exposed, or `least_exposed` people exposed.
    O(Σ over uptakes of ties · log + shuffles · pairs that both took up).
    """
    if window <= 0:
        raise GraphError("A window is longer than 0.")
    n, key = graph.n, key_of(rng)
    starts = log.starts()
    strata = _strata(n, log, groups)
    rows_of = (graph.indptr, graph.indices, starts, log.people, log.times, window)
    followed, exposed, expected = _exposures(*rows_of, *strata)
    by_person = [np.bincount(log.people, weights=x, minlength=n) for x in (followed, exposed, expected, exposed > 0)]
    hits, risk, matched, actions = by_person
    mean, variance = _shuffled(graph, log, starts, window, shuffles, key)
    enough = (risk > 0) & ((actions >= least_actions) | (risk >= least_exposed))
    p = np.ones(n)
    p[enough] = overdispersed_tail(hits[enough], mean[enough], variance[enough])
    q = adjusted(p, enough)
    # People exposed to the same salesman follow close after each other and seem to persuade one another: each uptake
    # is left to the strongest of those who may have caused it, and the others are tested on what remains.
    candidates = np.flatnonzero(enough & (q <= discovery))
    rank = np.full(n, n, np.int32)
    z = (hits - mean) / np.sqrt(np.maximum(variance, 1e-9))
    rank[candidates[np.argsort(-z[candidates], kind="stable")]] = np.arange(len(candidates))
    own = _own_followers(*rows_of, rank)
    p[candidates] = overdispersed_tail(own[candidates], mean[candidates], variance[candidates])
    q = adjusted(p, enough)
    score = np.divide(hits - matched, risk, out=np.zeros(n), where=risk > 0)
    low, high = np.full(n, np.nan), np.full(n, np.nan)
    rows = np.flatnonzero(enough & (q <= discovery))
    low[rows], high[rows] = _interval(log, rows, (followed, exposed, expected), replicates, confidence, key)
    found = np.zeros(n, np.bool_)
    found[rows] = low[rows] > 0
    evidence = {
        "actions": actions,
        "exposed": risk,
        "followed": hits,
        "followed for nobody stronger": np.where(rank < n, own, hits),
        "expected if matched": matched,
        "expected if shuffled": mean,
    }
    people = np.arange(n, dtype=np.int32)
    return Role("salesman", DEFINITION, people, None, score, low, high, p, q, enough, found, evidence)


def _strata(n: int, log: Uptakes, groups: npt.ArrayLike | None) -> tuple[Array, Array]:
    """Who is alike: the same group, and uptakes within a factor of two. Stratum of each node, and how many there."""
    activity = np.log2(1 + np.bincount(log.people, minlength=n)).astype(np.int64)
    group = np.zeros(n, np.int64) if groups is None else np.asarray(groups, np.int64)
    if group.shape != (n,):
        raise GraphError(f"Groups are {n} numbers, one for each node.")
    _, number = np.unique((group + 1) * 64 + activity, return_inverse=True)
    return number.astype(np.int32), np.bincount(number).astype(np.int64)


def _shuffled(
    graph: Graph, log: Uptakes, starts: Array, window: float, shuffles: int, key: int
) -> tuple[Array, Array]:
    """Mean and variance of each person's followers when times are shuffled within actions."""
    pairs = _pairs(graph.indptr, graph.indices, starts, log.people)
    piece = max(1, -(-shuffles // 16))
    parts = in_pieces(_shuffle, shuffles, starts, log.people, log.times, *pairs, window, key, graph.n, piece=piece)
    total = sum((part[0] for part in parts), np.zeros(graph.n))
    squares = sum((part[1] for part in parts), np.zeros(graph.n))
    mean = total / shuffles
    variance = np.maximum(squares / shuffles - mean**2, 0) * shuffles / max(shuffles - 1, 1)
    # The mean itself is only estimated: add its own uncertainty, so that few shuffles do not make bold claims.
    return mean + 1 / shuffles, variance * (1 + 1 / shuffles) + 1 / shuffles


def _interval(
    log: Uptakes, rows: Array, counts: tuple[Array, Array, Array], replicates: int, confidence: float, key: int
) -> tuple[Array, Array]:
    order = np.argsort(log.people, kind="stable")
    bounds = np.searchsorted(log.people[order], np.arange(int(log.people.max(initial=-1)) + 2)).astype(np.int64)
    draws = np.empty((replicates, len(rows)))
    in_order = [np.asarray(x)[order] for x in counts]
    in_pieces(_resampled, replicates, rows, bounds, *in_order, key + 1, draws, piece=16)
    return quantiles(draws, confidence)


@kernel
def _exposures(
    indptr: Array,
    indices: Array,
    starts: Array,
    people: Array,
    times: Array,
    window: float,
    stratum: Array,
    size: Array,
) -> Any:
    """Per uptake: how many of the exposed followed in time, how many were exposed, and how many of them would have
    followed at the rate of their strata's others."""
    n = len(indptr) - 1
    place = np.full(n, -1, np.int64)
    followed, exposed, expected = (np.zeros(len(people)), np.zeros(len(people)), np.zeros(len(people)))
    seen, inside = np.zeros(len(size), np.int64), np.zeros(len(size), np.int64)
    own_risk, own_hits = np.zeros(len(size), np.int64), np.zeros(len(size), np.int64)
    for a in range(len(starts) - 1):
        first, last = starts[a], starts[a + 1]
        for i in range(first, last):
            place[people[i]] = i
        head, tail = first, first  # Uptakes up to now, and up to now plus the window.
        for i in range(first, last):
            while tail < last and times[tail] <= times[i] + window:
                inside[stratum[people[tail]]] += 1
                tail += 1
            while head < last and times[head] <= times[i]:
                inside[stratum[people[head]]] -= 1
                seen[stratum[people[head]]] += 1
                head += 1
            u = people[i]
            for j in range(indptr[u], indptr[u + 1]):
                v = indices[j]
                if v == u or (place[v] >= 0 and times[place[v]] <= times[i]):
                    continue
                own_risk[stratum[v]] += 1
                exposed[i] += 1
                if place[v] >= 0 and times[place[v]] <= times[i] + window:
                    own_hits[stratum[v]] += 1
                    followed[i] += 1
            for j in range(indptr[u], indptr[u + 1]):
                s = stratum[indices[j]]
                if own_risk[s]:
                    others = size[s] - seen[s] - own_risk[s]
                    if others > 0:
                        expected[i] += own_risk[s] * (inside[s] - own_hits[s]) / others
                    else:
                        expected[i] += own_hits[s]  # Nobody to compare with: nothing can be claimed.
                    own_risk[s] = 0
                    own_hits[s] = 0
        for i in range(first, last):
            place[people[i]] = -1
            seen[stratum[people[i]]] = 0
            inside[stratum[people[i]]] = 0
    return followed, exposed, expected


@kernel
def _own_followers(
    indptr: Array, indices: Array, starts: Array, people: Array, times: Array, window: float, rank: Array
) -> Array:
    """Per person how many followed within the window with nobody of a better rank to have followed. Two passes over
    the ties of ranked people: who is the best cause of each uptake, then counting."""
    n = len(indptr) - 1
    place = np.full(n, -1, np.int64)
    best = np.full(len(people), n, np.int64)
    own = np.zeros(n)
    for a in range(len(starts) - 1):
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = i
        for counting in range(2):
            for i in range(starts[a], starts[a + 1]):
                u = people[i]
                if rank[u] == n:
                    continue
                for j in range(indptr[u], indptr[u + 1]):
                    other = place[indices[j]]
                    if other < 0 or not 0 < times[other] - times[i] <= window:
                        continue
                    if counting:
                        own[u] += best[other] == rank[u]
                    else:
                        best[other] = min(best[other], rank[u])
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = -1
    return own


@kernel
def _pairs(indptr: Array, indices: Array, starts: Array, people: Array) -> Any:
    """All ties between two who took up the same action, as pairs of uptakes, listed per uptake of the first."""
    n = len(indptr) - 1
    place = np.full(n, -1, np.int64)
    bounds = np.zeros(len(people) + 1, np.int64)
    others = np.empty(1024, np.int64)
    used = 0
    for a in range(len(starts) - 1):
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = i
        for i in range(starts[a], starts[a + 1]):
            for j in range(indptr[people[i]], indptr[people[i] + 1]):
                if place[indices[j]] >= 0 and indices[j] != people[i]:
                    if used == len(others):
                        others = np.concatenate((others, np.empty_like(others)))
                    others[used] = place[indices[j]]
                    used += 1
            bounds[i + 1] = used
        for i in range(starts[a], starts[a + 1]):
            place[people[i]] = -1
    return bounds, others[:used]


@kernel
def _shuffle(
    first: int,
    last: int,
    starts: Array,
    people: Array,
    times: Array,
    bounds: Array,
    others: Array,
    window: float,
    key: int,
    n: int,
) -> Any:
    total, squares, now = np.zeros(n), np.zeros(n), np.zeros(n)
    mixed = times.copy()
    for draw in range(first, last):
        state = stream(key, draw)
        mixed[:] = times
        for a in range(len(starts) - 1):
            for i in range(starts[a + 1] - 1, starts[a], -1):
                state = after(state)
                j = starts[a] + np.int64(unit(state) * (i - starts[a] + 1))
                mixed[i], mixed[j] = mixed[j], mixed[i]
        for i in range(len(people)):
            for j in range(bounds[i], bounds[i + 1]):
                delay = mixed[others[j]] - mixed[i]
                if 0 < delay <= window:
                    now[people[i]] += 1
        for u in range(n):
            if now[u]:
                total[u] += now[u]
                squares[u] += now[u] * now[u]
                now[u] = 0
    return total, squares


@kernel
def _resampled(
    first: int,
    last: int,
    rows: Array,
    bounds: Array,
    followed: Array,
    exposed: Array,
    expected: Array,
    key: int,
    out: Array,
) -> None:
    for draw in range(first, last):
        for r in range(len(rows)):
            a = bounds[rows[r]]
            d = bounds[rows[r] + 1] - a
            state = stream(key, draw * 1000003 + rows[r])
            above, risk = 0.0, 0.0
            for _ in range(d):
                state = after(state)
                i = a + np.int64(unit(state) * d)
                above += followed[i] - expected[i]
                risk += exposed[i]
            out[draw, r] = above / risk if risk > 0 else 0.0
