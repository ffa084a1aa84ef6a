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

from folkmoot.graph.chance import GOLDEN, ONE, after, mix, stream, unit
from folkmoot.graph.diffusion import Model
from folkmoot.graph.kernels import NO_WEIGHTS, in_pieces, kernel, numba

Array = npt.NDArray[Any]
_S32 = np.uint64(32)
TOGETHER, CHUNK = 128, 64  # Sets grown together, nodes looked up together.
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
        arguments = (first + done, key, *source.arguments(), np.empty(0, np.int32))
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


@numba.njit(inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _slot(entry: Any, size: Any) -> Any:
    return np.int64((np.uint64(entry) * GOLDEN) >> _S32) & (size - 1)


@kernel
def _longer(array: Array, used: int) -> Array:
    larger = np.empty(len(array) * 2, array.dtype)
    larger[:used] = array[:used]
    return larger


@kernel
def _rehashed(queue: Array, used: int, size: int) -> Array:
    table = np.full(size, -1, np.int64)
    for j in range(used):
        slot = _slot(queue[j], size)
        while table[slot] != -1:
            slot = (slot + 1) & (size - 1)
        table[slot] = queue[j]
    return table


@kernel
def _cleared(table: Array, queue: Array, used: int) -> None:
    """Empty the table: run by run from its entries when they are few."""
    if used * 4 > len(table):
        table[:] = -1
        return
    for j in range(used):
        slot = _slot(queue[j], len(table))
        while table[slot] != -1:
            table[slot] = -1
            slot = (slot + 1) & (len(table) - 1)


@kernel
def _proposed(
    bases: Array,
    queue: Array,
    head: int,
    stop: int,
    starts: Array,
    lengths: Array,
    skip: Array,
    chances: Array,
    walk: bool,
    owners: Array,
    places: Array,
) -> Any:
    """Which ties into the nodes queue[head:stop] succeed: the set of each and its place among the ties.

    The luck of a node in a set is a stream keyed by both, so it does not matter in which order nodes come.
    """
    count = 0
    even = len(chances) == 0
    for t in range(head, stop):
        a, d = starts[t - head], lengths[t - head]
        if d == 0:
            continue
        owner = queue[t] >> 32
        state = after(bases[owner] ^ mix(np.uint64(queue[t] & 0xFFFFFFFF) + ONE))
        position, bound, scale = np.int64(0), 1.0, 0.0
        if walk:
            luck = unit(state)
            if even:
                position = np.int64(luck / skip[d]) if skip[d] > 0 else d
            else:
                luck -= chances[a]
                while luck >= 0 and position < d:
                    position += 1
                    luck -= chances[a + position] if position < d else 0.0
        else:
            bound = 1.0 if even else np.float64(chances[a])
            scale = skip[d] if even else _skip_of(bound)
            position = np.int64(np.log(unit(state)) * scale)
        while position < d:
            accepted = True
            if not walk and not even:
                chance = np.float64(chances[a + position])
                if chance < bound:
                    state = after(state)
                    accepted = unit(state) * bound < chance
                    bound = chance
                    scale = _skip_of(bound)
            if accepted:
                if count == len(owners):
                    owners, places = _longer(owners, count), _longer(places, count)
                owners[count], places[count] = owner, a + position
                count += 1
            if walk:
                break
            state = after(state)
            position += 1 + np.int64(np.log(unit(state)) * scale)
    return count, owners, places


@numba.njit(inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _skip_of(chance: Any) -> Any:
    return max(1.0 / np.log1p(-chance), NEVER) if chance > 0 else NEVER


@kernel
def _sets(
    first: int,
    last: int,
    key: int,
    indptr: Array,
    sources: Array,
    skip: Array,
    chances: Array,
    walk: bool,
    rank: Array,
    stop_below: int,
    keep: bool,
) -> Any:
    """Draw the sets first…last - 1: their sizes and nodes if kept, and the smallest rank each met.

    Several sets grow together, a few dozen nodes at a time: where their ties start is looked up for all, then
    where the successful ones come from, so that waits for memory overlap instead of adding up. One small hash table
    of (set, node) says what has been met and stays in the nearest cache.
    """
    n = len(indptr) - 1
    sizes, best = np.zeros(last - first, np.int64), np.full(last - first, 2147483647, np.int32)
    out, used = np.empty(max(64, (last - first) * 8) if keep else 0, np.int32), 0
    queue, table = np.empty(4096, np.int64), np.full(8192, -1, np.int64)
    owners, places, found = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024, np.int32)
    bases = np.empty(TOGETHER, np.uint64)
    starts, lengths = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    done, together = 0, 8
    while done < last - first:
        together = min(together, last - first - done)
        tail = 0
        for s in range(together):
            bases[s] = stream(key, first + done + s)
            root = np.int64(unit(after(bases[s])) * n)
            queue[s] = (np.int64(s) << 32) | root
            slot = _slot(queue[s], len(table))
            while table[slot] != -1:
                slot = (slot + 1) & (len(table) - 1)
            table[slot] = queue[s]
            if len(rank):
                best[done + s] = rank[root]
            tail += 1
        head = 0
        while head < tail:
            stop = min(head + CHUNK, tail)
            for t in range(head, stop):
                u = queue[t] & 0xFFFFFFFF
                starts[t - head] = indptr[u]
                lengths[t - head] = indptr[u + 1] - indptr[u] if best[done + (queue[t] >> 32)] >= stop_below else 0
            count, owners, places = _proposed(
                bases, queue, head, stop, starts, lengths, skip, chances, walk, owners, places
            )
            if len(found) < count:
                found = np.empty(len(owners), np.int32)
            for c in range(count):
                found[c] = sources[places[c]]
            for c in range(count):
                entry = (owners[c] << 32) | np.int64(found[c])
                slot = _slot(entry, len(table))
                while table[slot] != -1 and table[slot] != entry:
                    slot = (slot + 1) & (len(table) - 1)
                if table[slot] == entry:
                    continue
                table[slot] = entry
                if tail == len(queue):
                    queue = _longer(queue, tail)
                queue[tail] = entry
                tail += 1
                if len(rank):
                    best[done + owners[c]] = min(best[done + owners[c]], rank[found[c]])
                if tail * 2 > len(table):
                    table = _rehashed(queue, tail, len(table) * 2)
            head = stop
        _cleared(table, queue, tail)
        if keep:
            while used + tail > len(out):
                out = _longer(out, used)
            _by_set(queue, tail, sizes[done : done + together], out[used : used + tail])
            used += tail
        done += together
        together = min(max(2500 * together // tail, 1), TOGETHER)
    return sizes, out[:used].copy(), best


@kernel
def _by_set(queue: Array, used: int, sizes: Array, out: Array) -> None:
    """Put the nodes of each set together, in the order they were met."""
    for t in range(used):
        sizes[queue[t] >> 32] += 1
    place = np.zeros(len(sizes) + 1, np.int64)
    for s in range(len(sizes)):
        place[s + 1] = place[s] + sizes[s]
    for t in range(used):
        s = queue[t] >> 32
        out[place[s]] = queue[t] & 0xFFFFFFFF
        place[s] += 1


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
    rank: Array,
) -> Any:
    sizes, nodes, _ = _sets(first + offset, last + offset, key, indptr, sources, skip, chances, walk, rank, -1, True)
    return sizes, nodes


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
    # Ranks begin at 1, so nothing can beat it.
    stop_below = 2147483647 if any_hit else 2
    hits[first:last] = _sets(first, last, key, indptr, sources, skip, chances, walk, rank, stop_below, False)[2]
