"""Who should meet whom: people not yet tied, near enough to be reachable and far enough to be new.

A pair's score joins three things: short walks between them (the usual common neighbours, each counting less
the more people it knows, as resource allocation does), how sought out both are, and likeness given by the
caller: `walks^(1 - balance) · popularity^balance · (1 + likeness)`. `evaluation` learns the balance from the
past and tests it on what came after.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.csr import transpose
from folkmoot.graph.kernels import in_pieces, kernel

Array = npt.NDArray[Any]
NOBODY = -1


@dataclass(frozen=True, eq=False)
class Introductions:
    """Row u: whom u should meet, best first. people: int32, (n, k), -1 where there are fewer. scores:
    float32, (n, k)."""

    people: Array
    scores: Array


def closeness(graph: Graph) -> Graph:
    """How firm each undirected tie is, from 0 to 1: 1 - exp(-weight); 1 everywhere without weights. O(m)."""
    both = graph.undirected().without_loops()
    if both.weights is None:
        return both
    firm = -np.expm1(-both.weights.astype(np.float32))
    return Graph(both.indptr, both.indices, firm.astype(np.float32), directed=False)


def introductions(
    graph: Graph,
    groups: npt.ArrayLike | None = None,
    *,
    k: int = 10,
    balance: float = 0.0,
    per_group: int | None = None,
    likeness: npt.ArrayLike | None = None,
    seen: Graph | None = None,
    only: npt.ArrayLike | None = None,
    among: npt.ArrayLike | None = None,
    threads: int | None = None,
) -> Introductions:
    """The k best introductions for everybody, to people two steps away.

    groups: whole numbers, (n,): only people of other groups are named, and at most per_group (half of k if
    not given) of one group while there are others. balance: 0 counts walks alone, 1 popularity alone.
    likeness: profile vectors, float, (n, dimensions), whose inner product (never below 0) is added to 1.
    seen: pairs named before, which are not named again. only: node numbers to do it for; others' rows stay
    empty. among: node numbers that may be named (everybody if not given).

    Walks: Σ_z t_uz t_zv / s_z over common neighbours z, t as in `closeness`, s_z = Σ_v t_zv: resource
    allocation (Zhou, Lü & Zhang 2009) on firm ties. O(Σ_z degree(z)²) time, O(n k) memory; the same on any
    number of threads.
    """
    if k < 1 or not 0 <= balance <= 1:
        raise GraphError("k is 1 or more, balance from 0 to 1.")
    n, firm = graph.n, closeness(graph)
    names, vectors = _described(n, groups, likeness)
    limit = k if groups is None else per_group or max(1, k // 2)
    before = (np.zeros(n + 1, np.int64), np.zeros(0, np.int32)) if seen is None else (seen.indptr, seen.indices)
    wanted = np.arange(n, dtype=np.int32) if only is None else np.unique(np.asarray(only)).astype(np.int32)
    named = _marked(n, among)
    people, scores = np.full((n, k), NOBODY, np.int32), np.zeros((n, k), np.float32)
    # With the nodes of a group side by side, everybody's own group is one stretch of each row, and is jumped
    # over.
    order = np.argsort(names, kind="stable").astype(np.int32)
    place = np.empty(n, np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    aside = _renumbered(firm, order, place)
    strength, grouped = _strength(aside), names[order]
    share = np.divide(1.0, strength, out=np.zeros(n), where=strength > 0).astype(np.float32)
    known = popularity(firm)[order].astype(np.float32)
    stretch = _own_stretch(aside.indptr, aside.indices, grouped)
    tables = (np.sort(place[wanted]), order, place, aside.indptr, aside.indices, aside.arc_weights(), share, known)
    limits = (np.ascontiguousarray(vectors[order]), *before, named[order], balance, limit)
    in_pieces(_best, len(wanted), *tables, grouped, *stretch, *limits, people, scores, threads=threads)
    return Introductions(people, scores)


def _marked(n: int, nodes: npt.ArrayLike | None) -> Array:
    """Which nodes are among those given; all when none are."""
    if nodes is None:
        return np.ones(n, np.bool_)
    found = np.zeros(n, np.bool_)
    found[np.asarray(nodes, np.int64)] = True
    return found


def _described(n: int, groups: npt.ArrayLike | None, likeness: npt.ArrayLike | None) -> tuple[Array, Array]:
    names = np.full(n, NOBODY, np.int32) if groups is None else np.asarray(groups).astype(np.int32)
    if names.shape != (n,):
        raise GraphError(f"groups is one whole number per node: shape ({n},), not {names.shape}.")
    vectors = np.zeros((n, 0), np.float32) if likeness is None else np.asarray(likeness, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != n:
        raise GraphError(f"likeness is one vector per node: shape ({n}, dimensions).")
    return names, vectors


def popularity(firm: Graph) -> Array:
    """How sought out a node is, of a graph of `closeness`: √(number of ties · their firmness). float64, (n,).
    O(m)."""
    return np.sqrt(np.diff(firm.indptr) * _strength(firm))


def walks(graph: Graph, people: npt.ArrayLike, *, steps: int = 5, damping: float = 0.6) -> Array:
    """Scores of short walks from some people to all: s_u · Σ_{l=2…steps} damping^(l - 1) P^l; (people, n).

    P steps to a partner by firmness of the tie: personalised PageRank cut short, made symmetric. For
    evaluation and small graphs: O(people · m · steps).
    """
    from scipy.sparse import csr_array

    firm = closeness(graph)
    chosen = np.asarray(people)
    weights = np.ones(firm.arcs, np.float32) if firm.weights is None else firm.weights
    strength = _strength(firm)
    scaled = weights / np.maximum(np.repeat(strength, np.diff(firm.indptr)), 1e-12)
    step = csr_array((scaled.astype(np.float32), firm.indices, firm.indptr), shape=(graph.n, graph.n))
    at = step[chosen].toarray()
    total = np.zeros_like(at)
    for length in range(1, steps):
        at = (step.T @ at.T).T
        total += damping**length * at
    return total * strength[chosen][:, None]


def connecting(graph: Graph, sources: npt.ArrayLike, targets: npt.ArrayLike, *, count: int = 3) -> Array:
    """Whom (or what) both of a pair share, the closest first: int32, (pairs, count), -1 where there are
    fewer.

    A shared neighbour counts for a pair by its share of both, w_uz · w_zv / s_z. With a table of people and
    topics (`from_edges(people, topics)`, topics numbered after the people) the topics that connect them. O(Σ
    degrees).
    """
    firm = graph.undirected()
    strength = _strength(firm)
    ends = np.asarray(sources, dtype=np.int32), np.asarray(targets, dtype=np.int32)
    found: Array = _connecting(firm.indptr, firm.indices, firm.arc_weights(), strength, *ends, count)
    return found


def _renumbered(graph: Graph, order: Array, place: Array) -> Graph:
    mixed = _rows_in_order(graph.indptr, graph.indices, graph.arc_weights(), order, place)
    weights = None if graph.weights is None else mixed[2]
    return Graph(*transpose(mixed[0], mixed[1], weights, graph.n), directed=False)


def _strength(graph: Graph) -> Array:
    if graph.weights is None:
        return np.diff(graph.indptr).astype(np.float64)
    return np.bincount(graph.rows(), graph.weights, minlength=graph.n)


@kernel
def _rows_in_order(indptr, indices, weights, order, place):  # type: ignore[no-untyped-def]
    n = len(order)
    rows, found, carried = np.zeros(n + 1, np.int64), np.empty_like(indices), np.empty_like(weights)
    at = 0
    for k in range(n):
        for i in range(indptr[order[k]], indptr[order[k] + 1]):
            found[at] = place[indices[i]]
            if len(weights):
                carried[at] = weights[i]
            at += 1
        rows[k + 1] = at
    return rows, found, carried


@kernel
def _first_at_least(indices, start, stop, value):  # type: ignore[no-untyped-def]
    while start < stop:
        middle = (start + stop) >> 1
        if indices[middle] < value:
            start = middle + 1
        else:
            stop = middle
    return start


@kernel
def _own_stretch(indptr, indices, groups):  # type: ignore[no-untyped-def]
    """Where each row's people of the node's own group begin and end; empty for nodes without a group."""
    n = len(indptr) - 1
    begins, ends = indptr[1:].copy(), indptr[1:].copy()
    lo = hi = 0
    for u in range(n):
        if groups[u] < 0:
            continue
        if u == 0 or groups[u] != groups[u - 1]:
            lo, hi = u, _first_at_least(groups, u, n, groups[u] + 1)
        begins[u] = _first_at_least(indices, indptr[u], indptr[u + 1], lo)
        ends[u] = _first_at_least(indices, begins[u], indptr[u + 1], hi)
    return begins, ends


@kernel
def _reach(indptr, indices, weights, share, u, groups, begins, ends, walked, reached):  # type: ignore[no-untyped-def]
    """Add up walks of two ties from u to everybody outside its group; how many were reached."""
    n, own, count = len(groups), groups[u], 0
    lo = hi = 0
    if own >= 0:
        lo = _first_at_least(groups, np.int64(0), n, np.int64(own))
        hi = _first_at_least(groups, lo, n, np.int64(own) + 1)
    for i in range(indptr[u], indptr[u + 1]):
        z = indices[i]
        first, last = indptr[z], indptr[z + 1]
        gap, resume = last, last
        if own >= 0:
            if groups[z] == own:
                gap, resume = begins[z], ends[z]
            else:
                gap = _first_at_least(indices, first, last, lo)
                resume = _first_at_least(indices, gap, last, hi)
        through = share[z] * weights[i] if len(weights) else share[z]
        for part in range(2):
            for j in range(first if part == 0 else resume, gap if part == 0 else last):
                v = np.uint32(indices[j])  # Unsigned: no look for a negative place.
                step = through * weights[j] if len(weights) else through
                reached[count] = v  # Written over by the next one if v was known: no branch to foresee.
                count += (walked[v] == 0) & (step > 0)  # A tie that weighs nothing reaches nobody, however often.
                walked[v] += step
    return count


@kernel
def _best(
    start, stop, wanted, order, place, indptr, indices, weights, share, popular, groups, begins, ends, vectors,
    seenptr, seen, named, balance, limit, people, scores,
):  # type: ignore[no-untyped-def]  # fmt: skip
    n, k = len(indptr) - 1, people.shape[1]
    walked, reached, score = np.zeros(n, np.float32), np.empty(n + 1, np.int32), np.empty(n, np.float32)
    top, value = np.empty(4 * k, np.int32), np.empty(4 * k, np.float32)
    for position in range(start, stop):
        u = wanted[position]
        count = _reach(indptr, indices, weights, share, u, groups, begins, ends, walked, reached)
        walked[u] = 0
        for i in range(indptr[u], indptr[u + 1]):
            walked[indices[i]] = 0
        for i in range(seenptr[order[u]], seenptr[order[u] + 1]):
            walked[place[seen[i]]] = 0
        for i in range(count):
            v = np.uint32(reached[i])
            score[i] = walked[v] if named[v] else np.float32(0)
            walked[v] = 0
        if balance > 0 or vectors.shape[1]:
            _weighed(u, count, reached, score, popular, vectors, np.float32(balance))
        kept = _top(count, reached, score, k, top, value)
        if limit < k and not _varied(kept, top, groups, limit):
            kept = _top(count, reached, score, 4 * k, top, value)
        _spread_out(order[u], kept, top, value, order, groups, limit, people, scores)


@kernel
def _weighed(u, count, reached, score, popular, vectors, balance):  # type: ignore[no-untyped-def]
    """Walks as scores, with popularity and likeness."""
    for i in range(count):
        if score[i] == 0:
            continue
        v = reached[i]
        if balance > 0:
            score[i] = score[i] ** (np.float32(1) - balance) * (popular[u] * popular[v]) ** balance
        if vectors.shape[1]:
            alike = np.float32(0)
            for d in range(vectors.shape[1]):
                alike += vectors[u, d] * vectors[v, d]
            score[i] *= 1 + max(alike, np.float32(0))


@kernel
def _top(count, reached, score, keep, top, value):  # type: ignore[no-untyped-def]
    """The best, smaller numbers first among equals; how many there are."""
    kept = 0
    for i in range(count):
        found = score[i]
        if found == 0 or (kept == keep and found < value[keep - 1]):
            continue
        v = reached[i]
        if kept == keep and found == value[keep - 1] and v > top[keep - 1]:
            continue
        at = kept if kept < keep else keep - 1
        kept = min(kept + 1, keep)
        while at > 0 and (found > value[at - 1] or (found == value[at - 1] and v < top[at - 1])):
            top[at], value[at] = top[at - 1], value[at - 1]
            at -= 1
        top[at], value[at] = v, found
    return kept


@kernel
def _varied(kept, top, groups, limit):  # type: ignore[no-untyped-def]
    """Whether no group has more than `limit` of them."""
    for i in range(kept):
        same = 0
        for j in range(kept):
            same += groups[top[j]] == groups[top[i]]
        if groups[top[i]] >= 0 and same > limit:
            return False
    return True


@kernel
def _spread_out(u, kept, top, value, order, groups, limit, people, scores):  # type: ignore[no-untyped-def]
    """Take the best, at most `limit` of a group; then, if places are left, the best of those passed over."""
    k = people.shape[1]
    taken = 0
    chosen = np.empty(k, np.int32)  # The groups of those taken.
    for again in range(2):
        for i in range(kept):
            if taken == k:
                return
            v = top[i]
            if v < 0:
                continue
            same = 0
            for j in range(taken):
                same += chosen[j] == groups[v]
            if again or groups[v] < 0 or same < limit:
                people[u, taken], scores[u, taken], chosen[taken] = order[v], value[i], groups[v]
                taken += 1
                top[i] = -1


@kernel
def _connecting(indptr, indices, weights, strength, sources, targets, count):  # type: ignore[no-untyped-def]
    found = np.full((len(sources), count), -1, np.int32)
    value = np.zeros(count)
    for p in range(len(sources)):
        value[:] = 0
        u, v = sources[p], targets[p]
        i, j = indptr[u], indptr[v]
        while i < indptr[u + 1] and j < indptr[v + 1]:
            if indices[i] < indices[j]:
                i += 1
            elif indices[j] < indices[i]:
                j += 1
            else:
                z = indices[i]
                w = 1.0
                if len(weights):
                    w = np.float64(weights[i]) * weights[j]
                w /= max(strength[z], 1e-12)
                at = count
                while at > 0 and w > value[at - 1]:
                    at -= 1
                    if at + 1 < count:
                        value[at + 1], found[p, at + 1] = value[at], found[p, at]
                if at < count:
                    value[at], found[p, at] = w, z
                i += 1
                j += 1
    return found
