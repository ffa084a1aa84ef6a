"""The loops that make and turn compressed rows. Called by `build` alone.

All are counting sorts: O(n + m) time, no comparison, rows come out sorted.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.kernels import NO_WEIGHTS, kernel

Array = npt.NDArray[Any]
Rows = tuple[Array, Array, Array | None]


def compress(source: Array, target: Array, weights: Array | None, n: int, directed: bool, largest: bool) -> Rows:
    """Rows of the given ties, duplicates made one (weights added, or the largest kept)."""
    given = NO_WEIGHTS if weights is None else weights
    indptr, indices, found = _two_sorts(source, target, given, n, directed)
    kept = _make_one(indptr, indices, found, largest)
    indices = indices[:kept].copy() if kept < len(indices) else indices
    if weights is None:
        return indptr, indices, None
    return indptr, indices, found[:kept].copy() if kept < len(found) else found


def transpose(indptr: Array, indices: Array, weights: Array | None, n: int) -> Rows:
    """The rows read by column."""
    turned = _transpose(indptr, indices, NO_WEIGHTS if weights is None else weights, n)
    return turned[0], turned[1], None if weights is None else turned[2]


def merge(
    indptr: Array,
    indices: Array,
    weights: Array | None,
    other: Array,
    otherptr: Array,
    other_weights: Array | None,
) -> Rows:
    """The union of two tables row by row, weights added; loops counted once."""
    given, more = (NO_WEIGHTS, NO_WEIGHTS) if weights is None else (weights, other_weights)
    found = _merge(indptr, indices, given, otherptr, other, more, False)
    return found[0], found[1], None if weights is None else found[2]


def add(
    indptr: Array, indices: Array, weights: Array | None, other: Array, otherptr: Array, other_weights: Array | None
) -> Rows:
    """As `merge`, but loops add up like all else: for two tables of different ties."""
    given, more = (NO_WEIGHTS, NO_WEIGHTS) if weights is None else (weights, other_weights)
    found = _merge(indptr, indices, given, otherptr, other, more, True)
    return found[0], found[1], None if weights is None else found[2]


def meet(
    indptr: Array,
    indices: Array,
    weights: Array | None,
    other: Array,
    otherptr: Array,
    other_weights: Array | None,
) -> Rows:
    """What both tables hold, row by row, with the smaller weight; loops left out."""
    given, more = (NO_WEIGHTS, NO_WEIGHTS) if weights is None else (weights, other_weights)
    found = _meet(indptr, indices, given, otherptr, other, more)
    return found[0], found[1], None if weights is None else found[2]


def count_loops(indptr: Array, indices: Array) -> int:
    """How many entries lead from a row to itself."""
    return int(_count_loops(indptr, indices))


def drop_loops(indptr: Array, indices: Array, weights: Array | None, kept: int) -> Rows:
    """The rows without the entries that lead to themselves, of which `kept` are left."""
    found = _drop_loops(indptr, indices, NO_WEIGHTS if weights is None else weights, kept)
    return found[0], found[1], None if weights is None else found[2]


@kernel
def _count_loops(indptr, indices):  # type: ignore[no-untyped-def]
    found = 0
    for u in range(len(indptr) - 1):
        for i in range(indptr[u], indptr[u + 1]):
            found += indices[i] == u
    return found


@kernel
def _drop_loops(indptr, indices, weights, kept):  # type: ignore[no-untyped-def]
    weighted = len(weights) > 0
    start = np.zeros(len(indptr), np.int64)
    found, carried = np.empty(kept, np.int32), np.empty(kept if weighted else 0, weights.dtype)
    at = 0
    for u in range(len(indptr) - 1):
        for i in range(indptr[u], indptr[u + 1]):
            if indices[i] != u:
                found[at] = indices[i]
                if weighted:
                    carried[at] = weights[i]
                at += 1
        start[u + 1] = at
    return start, found, carried


@kernel
def _two_sorts(source, target, weights, n, directed):  # type: ignore[no-untyped-def]
    ties = len(source)
    weighted = len(weights) > 0
    out = np.zeros(n + 1, np.int64)
    into = np.zeros(n + 1, np.int64)
    for i in range(ties):
        u, v = source[i], target[i]
        out[u + 1] += 1
        into[v + 1] += 1
        if not directed and u != v:
            out[v + 1] += 1
            into[u + 1] += 1
    for u in range(n):
        out[u + 1] += out[u]
        into[u + 1] += into[u]
    arcs = out[n]
    # First by target, …
    by_target = np.empty(arcs, np.int32)
    carried = np.empty(arcs if weighted else 0, weights.dtype)
    place = into[:n].copy()
    for i in range(ties):
        u, v = source[i], target[i]
        at = place[v]
        place[v] = at + 1
        by_target[at] = u
        if weighted:
            carried[at] = weights[i]
        if not directed and u != v:
            at = place[u]
            place[u] = at + 1
            by_target[at] = v
            if weighted:
                carried[at] = weights[i]
    # … then by source, so that each row comes out sorted.
    indices = np.empty(arcs, np.int32)
    found = np.empty(arcs if weighted else 0, weights.dtype)
    place = out[:n].copy()
    for v in range(n):
        for i in range(into[v], into[v + 1]):
            u = by_target[i]
            at = place[u]
            place[u] = at + 1
            indices[at] = v
            if weighted:
                found[at] = carried[i]
    return out, indices, found


@kernel
def _make_one(indptr, indices, weights, largest):  # type: ignore[no-untyped-def]
    weighted = len(weights) > 0
    kept = 0
    start = indptr[0]
    for u in range(len(indptr) - 1):
        stop = indptr[u + 1]
        first = kept
        for i in range(start, stop):
            if kept > first and indices[kept - 1] == indices[i]:
                if weighted:
                    if largest:
                        weights[kept - 1] = max(weights[kept - 1], weights[i])
                    else:
                        weights[kept - 1] += weights[i]
            else:
                indices[kept] = indices[i]
                if weighted:
                    weights[kept] = weights[i]
                kept += 1
        start = stop
        indptr[u + 1] = kept
    return kept


@kernel
def _transpose(indptr, indices, weights, n):  # type: ignore[no-untyped-def]
    weighted = len(weights) > 0
    turned = np.zeros(n + 1, np.int64)
    for i in range(len(indices)):
        turned[indices[i] + 1] += 1
    for u in range(n):
        turned[u + 1] += turned[u]
    found = np.empty(len(indices), np.int32)
    carried = np.empty(len(weights), weights.dtype)
    place = turned[:n].copy()
    for u in range(n):
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            at = place[v]
            place[v] = at + 1
            found[at] = u
            if weighted:
                carried[at] = weights[i]
    return turned, found, carried


@kernel
def _merge(aptr, a, aw, bptr, b, bw, loops):  # type: ignore[no-untyped-def]
    n = len(aptr) - 1
    weighted = len(aw) > 0
    indptr = np.zeros(n + 1, np.int64)
    for u in range(n):
        i, j, count = aptr[u], bptr[u], 0
        while i < aptr[u + 1] or j < bptr[u + 1]:
            if j >= bptr[u + 1] or (i < aptr[u + 1] and a[i] < b[j]):
                i += 1
            elif i >= aptr[u + 1] or b[j] < a[i]:
                j += 1
            else:
                i += 1
                j += 1
            count += 1
        indptr[u + 1] = indptr[u] + count
    indices = np.empty(indptr[n], np.int32)
    weights = np.empty(indptr[n] if weighted else 0, aw.dtype)
    for u in range(n):
        i, j, at = aptr[u], bptr[u], indptr[u]
        while i < aptr[u + 1] or j < bptr[u + 1]:
            if j >= bptr[u + 1] or (i < aptr[u + 1] and a[i] < b[j]):
                indices[at] = a[i]
                if weighted:
                    weights[at] = aw[i]
                i += 1
            elif i >= aptr[u + 1] or b[j] < a[i]:
                indices[at] = b[j]
                if weighted:
                    weights[at] = bw[j]
                j += 1
            else:
                indices[at] = a[i]
                if weighted:
                    weights[at] = aw[i] + bw[j] if loops or a[i] != u else aw[i]
                i += 1
                j += 1
            at += 1
    return indptr, indices, weights


@kernel
def _meet(aptr, a, aw, bptr, b, bw):  # type: ignore[no-untyped-def]
    n = len(aptr) - 1
    weighted = len(aw) > 0
    indptr = np.zeros(n + 1, np.int64)
    indices = np.empty(len(a), np.int32)
    weights = np.empty(len(aw), aw.dtype)
    at = 0
    for u in range(n):
        i, j = aptr[u], bptr[u]
        while i < aptr[u + 1] and j < bptr[u + 1]:
            if a[i] < b[j]:
                i += 1
            elif b[j] < a[i]:
                j += 1
            else:
                if a[i] != u:
                    indices[at] = a[i]
                    if weighted:
                        weights[at] = min(aw[i], bw[j])
                    at += 1
                i += 1
                j += 1
        indptr[u + 1] = at
    return indptr, indices[:at].copy(), weights[: at if weighted else 0].copy()
