"""Salesman: others take things up after exposure to this person, beyond what likeness and timing explain.

Definition. When u takes up an action, everybody u influences who has not yet done so is exposed. A person is a
salesman when (1) more of the exposed follow within the window than when the times of each action's uptakes are
shuffled among those of a group who took it up (the shuffle test of Anagnostopoulos, Kumar and Mahdian 2008: likeness
decides who takes something up, influence decides when; within groups, because a department may hear of a thing on one
day), and (2) the uplift over matched people who were not exposed to u is above 0 with its whole interval. Matched
means: same group, as active in taking things up, and not yet taken up at that moment. The mean and the variance under
shuffling are exact, not drawn: `_moments`; the tail is a negative binomial's with these moments.
Score: uplift = (followed - expected of the matched) / exposed. The interval resamples u's actions.
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
MOMENTS = 128
MANY = 128  # Ties of one person.
DIGITS = 8191
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
    replicates: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
    threads: int | None = None,
) -> Role:
    """Test everybody who took something up. One row per node; ties lead from the one who may influence.

    window: how soon after an uptake a following one counts, in the unit of the log's times. groups: int (n,), for
    matching and shuffling; without, what reaches a whole group at once looks like persuasion. Enough evidence is
    `least_actions` actions with somebody exposed, or `least_exposed` people exposed.
    O(Σ over uptakes of ties + of those who also took up · at most MOMENTS of the group · log).
    """
    if window <= 0:
        raise GraphError("A window is longer than 0.")
    n, key = graph.n, key_of(rng)
    group = _grouped(n, groups)
    columns = _counted(graph, log, group, window, threads)
    exposed = columns[1]
    sums = [np.bincount(log.people, weights=x, minlength=n) for x in (*columns, exposed > 0)]
    hits, risk, matched, mean, variance, actions = sums
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
    own = _own_followers(graph.indptr, graph.indices, log.starts(), log.people, log.times, float(window), rank)
    p[candidates] = overdispersed_tail(own[candidates], mean[candidates], variance[candidates])
    q = adjusted(p, enough)
    score = np.divide(hits - matched, risk, out=np.zeros(n), where=risk > 0)
    low, high = np.full(n, np.nan), np.full(n, np.nan)
    rows = np.flatnonzero(enough & (q <= discovery))
    low[rows], high[rows] = _interval(log, rows, columns[:3], replicates, confidence, key)
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


def _counted(
    graph: Graph, log: Uptakes, group: Array, window: float, threads: int | None
) -> tuple[Array, Array, Array, Array, Array]:
    """Per uptake: followers, exposed, followers at the rate of the matched; mean and variance when shuffled."""
    starts = log.starts()
    columns = tuple(np.zeros(len(log.people)) for _ in range(5))
    stratum, size = _strata(graph.n, log, group)
    # Beside the ties, to be read in one go; of somebody with many ties in order, to be looked up.
    strata = stratum.astype(np.uint16 if len(size) < 65536 else np.int32)[graph.indices]
    in_pieces(_sorted_rows, graph.n, graph.indptr, strata, threads=threads)
    tables = (graph.indptr, graph.indices, strata, starts, log.people, log.times, group, stratum, size)
    in_pieces(_count, len(starts) - 1, *tables, window, *columns, piece=len(starts) // 16 + 1, threads=threads)
    return columns  # type: ignore[return-value]


def _grouped(n: int, groups: npt.ArrayLike | None) -> Array:
    group = np.zeros(n, np.int64) if groups is None else np.asarray(groups, np.int64)
    if group.shape != (n,):
        raise GraphError(f"Groups are {n} numbers, one for each node.")
    return group


def _strata(n: int, log: Uptakes, group: Array) -> tuple[Array, Array]:
    """Who is alike: the same group, and uptakes within a factor of two. Stratum of each node, and how many there."""
    activity = np.log2(1 + np.bincount(log.people, minlength=n)).astype(np.int64)
    _, number = np.unique((group + 1) * 64 + activity, return_inverse=True)
    return number.astype(np.int32), np.bincount(number).astype(np.int64)


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
def _sorted_rows(first, last, indptr, values):  # type: ignore[no-untyped-def]
    for u in range(first, last):
        if indptr[u + 1] - indptr[u] > MANY:
            values[indptr[u] : indptr[u + 1]].sort()


@kernel
def _count(
    first, last, indptr, indices, strata, starts, people, times, group, stratum, size, window,
    followed, exposed, expected, mean, variance,
):  # type: ignore[no-untyped-def]  # fmt: skip
    """Per uptake: how many of the exposed followed in time, how many were exposed, how many would have followed at
    the rate of their strata's others; mean and variance of the first when times are shuffled within groups."""
    n = len(indptr) - 1
    # What is asked for every tie is kept small: whether anybody with the same last digits took it up, and whether
    # anybody of a stratum did within the window.
    likely, awaited = np.zeros(DIGITS + 1, np.bool_), np.zeros(len(size), np.bool_)
    place = np.full(n, -1, np.int32)
    seen, inside = np.zeros(len(size), np.int32), np.zeros(len(size), np.int32)
    risk, hits = np.zeros(len(size), np.int64), np.zeros(len(size), np.int64)
    touched = np.empty(len(size), np.int32)
    for a in range(first, last):
        begin, end = starts[a], starts[a + 1]
        taken, moments = people[begin:end], times[begin:end]
        order = np.argsort(group[taken], kind="mergesort")  # Stable: within a group in order of time.
        kinds, when, rank = group[taken][order], moments[order], np.empty(end - begin, np.int64)
        for i in range(end - begin):
            likely[taken[i] & DIGITS], place[taken[i]] = True, i
            rank[order[i]] = i
        tied = np.empty(end - begin, np.int64)
        head, tail = 0, 0  # Uptakes up to now, and up to now plus the window.
        for i in range(end - begin):
            while tail < end - begin and moments[tail] <= moments[i] + window:
                inside[stratum[taken[tail]]] += 1
                awaited[stratum[taken[tail]]] = True
                tail += 1
            while head < end - begin and moments[head] <= moments[i]:
                s = stratum[taken[head]]
                inside[s] -= 1
                seen[s] += 1
                awaited[s] = inside[s] > 0
                head += 1
            u = taken[i]
            row, its_strata = indices[indptr[u] : indptr[u + 1]], strata[indptr[u] : indptr[u + 1]]
            if len(row) > max(MANY, 4 * (end - begin)):
                there = _at_risk_by_search(
                    i, row, its_strata, taken, moments, rank, stratum, head, tail, risk, hits, touched, tied
                )
            else:
                if len(row) > MANY:
                    its_strata = stratum[row].astype(strata.dtype)
                there = _at_risk(
                    i, row, its_strata, taken, likely, place, rank, awaited, head, tail, risk, hits, touched, tied
                )
            exposed[begin + i], kinds_at_risk, both = there
            found = _matched(touched[:kinds_at_risk], risk, hits, size, seen, inside)
            followed[begin + i], expected[begin + i] = found
            if both:
                tied[:both].sort()
                mean[begin + i], variance[begin + i] = _moments(kinds, when, rank[i], tied[:both], window)
        for v in taken:
            likely[v & DIGITS], place[v] = False, -1
            seen[stratum[v]] = inside[stratum[v]] = 0
            awaited[stratum[v]] = False


@kernel
def _at_risk(
    i, row, its_strata, taken, likely, place, rank, awaited, head, tail, risk, hits, touched, tied
):  # type: ignore[no-untyped-def]  # fmt: skip
    """Of uptake i: how many of the row were exposed, the strata in which somebody may follow (how many of the row are
    there in `risk`, how many followed in `hits`), and how many of the row took it up at all (in `tied`)."""
    exposed, kinds, both = len(row), 0, 0
    for j in range(len(row)):
        v, s, in_time = row[j], its_strata[j], False
        if likely[v & DIGITS]:
            other = place[v]
            if other == i:
                exposed -= 1
                continue
            if other >= 0:
                tied[both] = rank[other]
                both += 1
                if other < head:
                    exposed -= 1
                    continue
                in_time = other < tail
        if awaited[s]:  # Nobody of the stratum took it up in the window: nothing to count.
            if risk[s] == 0:
                touched[kinds] = s
                kinds += 1
            risk[s] += 1
            hits[s] += in_time
    return exposed, kinds, both


@kernel
def _at_risk_by_search(
    i, row, its_strata, taken, moments, rank, stratum, head, tail, risk, hits, touched, tied
):  # type: ignore[no-untyped-def]  # fmt: skip
    """The same for somebody with far more ties than there are uptakes: these are looked for among the ties."""
    u, kinds, both = taken[i], 0, 0
    for j in range(head, tail):
        s = stratum[taken[j]]
        if risk[s] == 0:
            low, high = np.searchsorted(its_strata, s), np.searchsorted(its_strata, s, side="right")
            if high > low:
                touched[kinds] = s
                kinds += 1
                risk[s] = high - low
    at = np.searchsorted(row, u)
    itself = at < len(row) and row[at] == u
    exposed = len(row) - itself
    if itself and risk[stratum[u]] > 0:
        risk[stratum[u]] -= 1
    for j in range(len(taken)):
        v = taken[j]
        at = np.searchsorted(row, v)
        if v == u or at == len(row) or row[at] != v:
            continue
        tied[both] = rank[j]
        both += 1
        if j < head:
            exposed -= 1
            if risk[stratum[v]] > 0:
                risk[stratum[v]] -= 1
        elif j < tail:
            hits[stratum[v]] += 1
    return exposed, kinds, both


@kernel
def _matched(touched, risk, hits, size, seen, inside):  # type: ignore[no-untyped-def]
    """Add up over the strata touched, and forget them: followers, and followers at the rate of the others."""
    followed, expected = 0.0, 0.0
    for s in touched:
        others = size[s] - seen[s] - risk[s]
        followed += hits[s]
        # With nobody to compare with, nothing can be claimed.
        expected += risk[s] * (inside[s] - hits[s]) / others if others > 0 else hits[s]
        risk[s] = hits[s] = 0
    return followed, expected


@kernel
def _moments(kinds, when, own, tied, window):  # type: ignore[no-untyped-def]
    """Mean and variance of how many of `tied` follow `own`; places in `kinds` (groups) and `when` (times in order).

    Say own's group had the times t_1…t_k, and own is tied to d of the N others of some group. With own at t_i, c of
    these N times lie in the window after it, so that hypergeometric (N, c, d) of the d follow in time, each group
    apart from the others. Over all i the law of total variance gives both numbers. Beyond MOMENTS times of a group,
    about as many evenly spaced ones stand for all.
    """
    kind = kinds[own]
    low, high = np.searchsorted(kinds, kind), np.searchsorted(kinds, kind, side="right")
    step = max(1, (high - low) // MOMENTS)
    total, squares, inner, moments = 0.0, 0.0, 0.0, 0
    for m in range(low + (step - 1) // 2, high, step):
        expected, j = 0.0, 0
        while j < len(tied):
            other = kinds[tied[j]]
            left, right = np.searchsorted(kinds, other), np.searchsorted(kinds, other, side="right")
            d = 0
            while j < len(tied) and tied[j] < right:
                d += 1
                j += 1
            count = right - left - (1 if other == kind else 0)
            earlier = np.searchsorted(when[left:right], when[m], side="right")
            share = (np.searchsorted(when[left:right], when[m] + window, side="right") - earlier) / count
            expected += d * share
            if count > 1:
                inner += d * share * (1 - share) * (count - d) / (count - 1)
        total += expected
        squares += expected * expected
        moments += 1
    mean = total / moments
    return mean, inner / moments + max(squares / moments - mean * mean, 0.0)


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
