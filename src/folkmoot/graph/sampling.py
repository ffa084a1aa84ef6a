"""Reverse-reachable sets: who would have reached a person drawn at random.

The share of such sets that a group of seeds hits, times n, is its expected spread (Borgs et al. 2014). For IC
the successful ties into a node are found by geometric skips over its sources instead of one coin each, as in
SUBSIM (Guo, Wang, Wei and Chen 2020): with equal chances by one logarithm per success, with unequal ones by
skipping with the largest remaining chance over sources sorted by chance, and thinning. For LT a set is a walk
that takes one source at each step (Tang, Shi and Xiao 2015). Every set has a random stream of its own, keyed by
its number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.chance import after, stream, unit
from folkmoot.graph.diffusion import Model
from folkmoot.graph.kernels import NO_WEIGHTS, in_pieces, kernel, numba

Array = npt.NDArray[Any]
NEVER = -1e15  # A skip so long that it leaves every list, for chances of nought.


@dataclass(frozen=True, eq=False)
class Sampler:
    """What the kernels need of a model: its ties turned round, and skips by in-degree or chances by tie."""

    indptr: Array
    sources: Array
    skip: Array
    chances: Array
    walk: bool

    @property
    def n(self) -> int:
        return len(self.indptr) - 1

    def arguments(self) -> tuple[Any, ...]:
        return self.indptr, self.sources, self.skip, self.chances, self.walk


@dataclass(frozen=True, eq=False)
class Sets:
    """Many sets: the nodes of set i are nodes[indptr[i]:indptr[i + 1]]; int64 and int32."""

    indptr: Array
    nodes: Array

    @property
    def count(self) -> int:
        return len(self.indptr) - 1

    def joined(self, other: "Sets") -> "Sets":
        """Both after each other."""
        indptr = np.concatenate([self.indptr, other.indptr[1:] + self.indptr[-1]])
        return Sets(indptr, np.concatenate([self.nodes, other.nodes]))


def no_sets() -> Sets:
    return Sets(np.zeros(1, np.int64), np.empty(0, np.int32))


def sampler(flow: Model) -> Sampler:
    """Prepare a model for sampling. O(n), with chances by tie O(m log(largest in-degree))."""
    back = flow.graph.reverse()
    walk = flow.kind == "lt"
    if not len(flow.by_degree):
        sources, chances = back.indices, back.arc_weights().astype(np.float32, copy=False)
        if not walk:
            sources, chances = sources.copy(), chances.copy()
            in_pieces(_sort_rows, back.n, back.indptr, sources, chances)
        return Sampler(back.indptr, sources, np.empty(0), chances, walk)
    if walk:
        return Sampler(back.indptr, back.indices, flow.by_degree, NO_WEIGHTS, walk)
    with np.errstate(divide="ignore"):
        skip = 1.0 / np.log1p(-flow.by_degree)
    skip[flow.by_degree <= 0] = NEVER
    return Sampler(back.indptr, back.indices, np.maximum(skip, NEVER), NO_WEIGHTS, walk)


def draw(
    source: Sampler,
    key: int,
    first: int,
    count: int,
    *,
    piece: int,
    threads: int | None = None,
    enough: Callable[[], bool] | None = None,
) -> Sets:
    """The sets numbered first…first + count - 1 of the streams of `key`, kept.

    enough: asked between rounds of pieces; when true, what has been drawn so far is returned.
    """
    sizes, nodes = [np.zeros(0, np.int64)], [np.empty(0, np.int32)]
    done = 0
    while done < count and not (done and enough and enough()):
        now = min(count - done, piece * 16)
        arguments = (first + done, key, *source.arguments())
        for size, found in in_pieces(_keep, now, *arguments, piece=piece, threads=threads):
            sizes.append(size)
            nodes.append(found)
        done += now
    indptr = np.zeros(done + 1, np.int64)
    np.cumsum(np.concatenate(sizes), out=indptr[1:])
    return Sets(indptr, np.concatenate(nodes))


def first_hits(
    source: Sampler, key: int, count: int, rank: Array, *, any_hit: bool, piece: int, threads: int | None = None
) -> Array:
    """For `count` fresh sets the smallest rank among their nodes; nothing else is kept.

    rank: int32, shape (n,), a number far above all for those who are no seeds. any_hit: stop a set at its
    first seed, when only the number of sets hit matters. int32, shape (count,).
    """
    hits = np.empty(count, np.int32)
    in_pieces(_hit, count, key, *source.arguments(), rank, any_hit, hits, piece=piece, threads=threads)
    return hits


@kernel
def _sort_rows(first: int, last: int, indptr: Array, sources: Array, chances: Array) -> None:
    for v in range(first, last):
        a, b = indptr[v], indptr[v + 1]
        order = np.argsort(-chances[a:b], kind="mergesort")
        sources[a:b] = sources[a:b][order]
        chances[a:b] = chances[a:b][order]


@numba.njit(inline="always")
def _slot(node: Any, mask: Any) -> Any:
    return ((node * 0x9E3779B1) >> 7) & mask


@kernel
def _grown(buffer: Array, used: int) -> Array:
    larger = np.empty(len(buffer) * 2, np.int32)
    larger[:used] = buffer[:used]
    return larger


@kernel
def _rehashed(buffer: Array, start: int, used: int, size: int) -> Array:
    table = np.full(size, -1, np.int32)
    for j in range(start, used):
        slot = _slot(np.int64(buffer[j]), size - 1)
        while table[slot] != -1:
            slot = (slot + 1) & (size - 1)
        table[slot] = buffer[j]
    return table


@kernel
def _cleared(table: Array, buffer: Array, start: int, used: int) -> None:
    """Empty the table: by its entries when they are few."""
    mask = len(table) - 1
    if (used - start) * 4 > mask:
        table[:] = -1
        return
    for j in range(start, used):
        slot = _slot(np.int64(buffer[j]), mask)
        while table[slot] != -1:
            table[slot] = -1
            slot = (slot + 1) & mask


@numba.njit(inline="always")
def _one(
    state: Any,
    indptr: Array,
    sources: Array,
    skip: Array,
    chances: Array,
    walk: bool,
    buffer: Array,
    start: int,
    table: Array,
    rank: Array,
    stop_below: int,
) -> Any:
    """Draw one set into buffer[start:]; returns its end, the smallest rank met, and the two stores, perhaps
    grown. Small hash tables instead of marks per node keep the look-ups in the nearest cache."""
    n = len(indptr) - 1
    state = after(state)
    root = np.int64(unit(state) * n)
    used = start
    if used >= len(buffer):
        buffer = _grown(buffer, used)
    buffer[used] = root
    used += 1
    table[_slot(root, len(table) - 1)] = root
    best = rank[root] if len(rank) else np.int32(2147483647)
    head = start
    even = len(chances) == 0
    while head < used and best >= stop_below:
        v = buffer[head]
        head += 1
        a = indptr[v]
        d = indptr[v + 1] - a
        if d == 0:
            continue
        position = np.int64(0)
        bound = 1.0
        scale = 0.0
        taken = False
        if not walk:
            if even:
                scale = skip[d]
            else:
                bound = np.float64(chances[a])
                scale = 1.0 / np.log1p(-bound) if bound > 0 else NEVER
            state = after(state)
            position = np.int64(np.log(unit(state)) * max(scale, NEVER))
        else:
            state = after(state)
            luck = unit(state)
            if even:
                position = np.int64(luck / skip[d]) if skip[d] > 0 else d
            else:
                total = 0.0
                while position < d:
                    total += chances[a + position]
                    if luck < total:
                        break
                    position += 1
        while position < d:
            accepted = True
            if not walk and not even:
                chance = np.float64(chances[a + position])
                if chance < bound:
                    state = after(state)
                    accepted = unit(state) * bound < chance
                bound = chance
            if accepted:
                u = sources[a + position]
                mask = len(table) - 1
                slot = _slot(np.int64(u), mask)
                while table[slot] != -1 and table[slot] != u:
                    slot = (slot + 1) & mask
                if table[slot] == -1:
                    table[slot] = u
                    if used >= len(buffer):
                        buffer = _grown(buffer, used)
                    buffer[used] = u
                    used += 1
                    taken = True
                    if len(rank) and rank[u] < best:
                        best = rank[u]
                        if best < stop_below:
                            break
                    if (used - start) * 2 > mask:
                        table = _rehashed(buffer, start, used, len(table) * 2)
            if walk:
                break
            if not even:
                scale = 1.0 / np.log1p(-bound) if bound > 0 else NEVER
            state = after(state)
            position += 1 + np.int64(np.log(unit(state)) * max(scale, NEVER))
        if walk and not taken:
            break
    return used, best, buffer, table


@kernel
def _keep(
    first: int,
    last: int,
    offset: int,
    key: int,
    indptr: Array,
    sources: Array,
    skip: Array,
    chances: Array,
    walk: bool,
) -> Any:
    sizes = np.empty(last - first, np.int64)
    buffer = np.empty(max(64, (last - first) * 8), np.int32)
    table = np.full(1024, -1, np.int32)
    rank = np.empty(0, np.int32)
    used = 0
    for i in range(first, last):
        end, _, buffer, table = _one(
            stream(key, offset + i), indptr, sources, skip, chances, walk, buffer, used, table, rank, -1
        )
        _cleared(table, buffer, used, end)
        sizes[i - first] = end - used
        used = end
    return sizes, buffer[:used].copy()


@kernel
def _hit(
    first: int,
    last: int,
    key: int,
    indptr: Array,
    sources: Array,
    skip: Array,
    chances: Array,
    walk: bool,
    rank: Array,
    any_hit: bool,
    hits: Array,
) -> None:
    buffer = np.empty(1024, np.int32)
    table = np.full(1024, -1, np.int32)
    stop_below = 2147483647 if any_hit else 1
    for i in range(first, last):
        end, best, buffer, table = _one(
            stream(key, i), indptr, sources, skip, chances, walk, buffer, 0, table, rank, stop_below
        )
        _cleared(table, buffer, 0, end)
        hits[i] = best
