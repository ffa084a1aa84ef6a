"""Reverse-reachable sets: who would have reached a person drawn at random.

The share of such sets that a group of seeds hits, times n, is its expected spread (Borgs et al. 2014). For IC
the successful ties into a node are drawn without one coin for each, as in SUBSIM (Guo, Wang, Wei and Chen 2020):
with equal chances how many succeed, by inversion, and which (Floyd's sample); where many do, by geometric skips;
with unequal chances by skipping with the largest remaining chance over sources sorted by chance, and thinning.
For LT a set is a walk that takes one source at each step (Tang, Shi and Xiao 2015). Every set has a random stream
of its own, keyed by its number.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.chance import ONE, after, mix, stream, unit
from folkmoot.graph.diffusion import Model
from folkmoot.graph.kernels import NO_WEIGHTS, in_pieces, inlined, kernel

Array = npt.NDArray[Any]
TOGETHER, CHUNK = 64, 64  # Sets grown together (one bit each), nodes looked up together.
FEW = 8.0  # Expected successes up to which their number is drawn first.
NEVER = -1e15  # A skip so long that it leaves every list, for chances of nought.


@dataclass(frozen=True, eq=False)
class Sampler:
    """What the kernels need of a model: its ties turned round, and chances by in-degree or by tie.

    by_degree: float64, (largest in-degree + 1, 3), or no rows: the scale of geometric skips (for LT the chance
    itself), the chance that nobody succeeds (-1 where successes are skipped to), and the odds of one tie.
    """

    indptr: Array
    sources: Array
    by_degree: Array
    chances: Array
    walk: bool
    spare: list[Array] = field(default_factory=list, repr=False)

    @property
    def n(self) -> int:
        return len(self.indptr) - 1

    def in_pieces(
        self, work: Callable[..., Any], count: int, *arguments: Any, piece: int, threads: int | None
    ) -> list[Any]:
        """Run a kernel over 0…count; each call has marks of its own, uint64 (n,), all 0 before and after."""

        def one(first: int, last: int) -> Any:
            try:
                marks = self.spare.pop()
            except IndexError:
                marks = np.zeros(self.n, np.uint64)
            known = (self.indptr, self.sources, self.by_degree, self.chances, self.walk)
            found = work(first, last, *arguments, marks, *known)
            self.spare.append(marks)
            return found

        return in_pieces(one, count, piece=piece, threads=threads)


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
        return Sampler(back.indptr, sources, np.empty((0, 3)), chances, walk)
    chances = flow.by_degree
    by_degree = np.full((len(chances), 3), -1.0)
    if walk:
        by_degree[:, 0] = chances
        return Sampler(back.indptr, back.indices, by_degree, NO_WEIGHTS, walk)
    with np.errstate(divide="ignore"):
        skip = 1.0 / np.log1p(-chances)
    skip[chances <= 0] = NEVER
    by_degree[:, 0] = np.maximum(skip, NEVER)
    ties = np.arange(len(chances))
    few = (chances < 1) & (ties * chances <= FEW)
    by_degree[few, 1] = np.exp(ties[few] * np.log1p(-chances[few]))
    by_degree[few, 2] = chances[few] / (1 - chances[few])
    return Sampler(back.indptr, back.indices, by_degree, NO_WEIGHTS, walk)


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
        for size, found in source.in_pieces(_keep, now, first + done, key, piece=piece, threads=threads):
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
    source.in_pieces(_hit, count, key, rank, any_hit, hits, piece=piece, threads=threads)
    return hits


@kernel
def _sort_rows(first: int, last: int, indptr: Array, sources: Array, chances: Array) -> None:
    for v in range(first, last):
        a, b = indptr[v], indptr[v + 1]
        order = np.argsort(-chances[a:b], kind="mergesort")
        sources[a:b] = sources[a:b][order]
        chances[a:b] = chances[a:b][order]


@kernel
def _longer(array: Array, used: int) -> Array:
    larger = np.empty(len(array) * 2, array.dtype)
    larger[:used] = array[:used]
    return larger


@kernel
def _proposed(
    bases: Array,
    queue: Array,
    head: int,
    stop: int,
    starts: Array,
    lengths: Array,
    by_degree: Array,
    chances: Array,
    walk: bool,
    owners: Array,
    places: Array,
) -> Any:
    """Which ties into the nodes queue[head:stop] succeed: the set of each and its place among the ties.

    The luck of a node in a set is a stream keyed by both, so it does not matter in which order nodes come.
    """
    count = np.int64(0)
    even = len(chances) == 0
    for t in range(head, stop):
        a, d = starts[t - head], lengths[t - head]
        if d == 0:
            continue
        owner = queue[t] >> 32
        state = after(bases[owner] ^ mix(np.uint64(queue[t] & 0xFFFFFFFF) + ONE))
        if even and not walk and by_degree[d, 1] >= 0:
            luck, chance, many = unit(state), by_degree[d, 1], 0
            while luck >= chance and many < d:
                luck -= chance
                chance *= by_degree[d, 2] * (d - many) / (many + 1)
                many += 1
            while count + many > len(owners):
                owners, places = _longer(owners, count), _longer(places, count)
            before = count
            for top in range(d - many, d):
                state = after(state)
                place = a + np.int64(unit(state) * (top + 1))
                for other in range(before, count):
                    if places[other] == place:
                        place = a + top
                        break
                owners[count], places[count] = owner, place
                count += 1
            continue
        position, bound, scale = np.int64(0), 1.0, 0.0
        if walk:
            luck = unit(state)
            if even:
                position = np.int64(luck / by_degree[d, 0]) if by_degree[d, 0] > 0 else d
            else:
                luck -= chances[a]
                while luck >= 0 and position < d:
                    position += 1
                    luck -= chances[a + position] if position < d else 0.0
        else:
            bound = 1.0 if even else np.float64(chances[a])
            scale = by_degree[d, 0] if even else _skip_of(bound)
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


@inlined
def _skip_of(chance: Any) -> Any:
    return max(1.0 / np.log1p(-chance), NEVER) if chance > 0 else NEVER


@kernel
def _sets(
    first: int,
    last: int,
    key: int,
    marks: Array,
    indptr: Array,
    sources: Array,
    by_degree: Array,
    chances: Array,
    walk: bool,
    rank: Array,
    stop_below: int,
    keep: bool,
) -> Any:
    """Draw the sets first…last - 1: their sizes and nodes if kept, and the smallest rank each met.

    Several sets grow together, a few dozen nodes at a time: where their ties start is looked up for all, then
    where the successful ones come from, then who has been met, so that waits for memory overlap instead of adding
    up. A bit of a node's mark says that a set has met it.
    """
    n = len(indptr) - 1
    sizes, best = np.zeros(last - first, np.int64), np.full(last - first, 2147483647, np.int32)
    out, used = np.empty(max(64, (last - first) * 8) if keep else 0, np.int32), np.int64(0)
    queue = np.empty(4096, np.int64)
    owners, places, found = np.empty(1024, np.int64), np.empty(1024, np.int64), np.empty(1024, np.int32)
    bases = np.empty(TOGETHER, np.uint64)
    starts, lengths = np.empty(CHUNK, np.int64), np.empty(CHUNK, np.int64)
    done, together = 0, 8
    while done < last - first:
        together = min(together, last - first - done)
        for s in range(together):
            bases[s] = stream(key, first + done + s)
            root = np.int64(unit(after(bases[s])) * n)
            queue[s] = (np.int64(s) << 32) | root
            marks[root] |= ONE << np.uint64(s)
            if len(rank):
                best[done + s] = rank[root]
        head: Any = np.int64(0)
        tail: Any = together
        while head < tail:
            stop = min(head + CHUNK, tail)
            for t in range(head, stop):
                u = queue[t] & 0xFFFFFFFF
                starts[t - head] = indptr[u]
                lengths[t - head] = indptr[u + 1] - indptr[u] if best[done + (queue[t] >> 32)] >= stop_below else 0
            count, owners, places = _proposed(
                bases, queue, head, stop, starts, lengths, by_degree, chances, walk, owners, places
            )
            if len(found) < count:
                found = np.empty(len(owners), np.int32)
            for c in range(count):
                found[c] = sources[places[c]]
            while tail + count > len(queue):
                queue = _longer(queue, tail)
            for c in range(count):
                v, bit = np.int64(found[c]), ONE << np.uint64(owners[c])
                mark = marks[v]
                if mark & bit:
                    continue
                marks[v] = mark | bit
                queue[tail] = (owners[c] << 32) | v
                tail += 1
                if len(rank):
                    best[done + owners[c]] = min(best[done + owners[c]], rank[v])
            head = stop
        for t in range(tail):
            marks[queue[t] & 0xFFFFFFFF] = 0
        if keep:
            while used + tail > len(out):
                out = _longer(out, used)
            _by_set(queue, tail, sizes[done : done + together], out[used : used + tail])
            used += tail
        done += together
        together = min(max(8000 * together // tail, 1), TOGETHER)
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
    marks: Array,
    indptr: Array,
    sources: Array,
    by_degree: Array,
    chances: Array,
    walk: bool,
) -> Any:
    none = np.empty(0, np.int32)
    sizes, nodes, _ = _sets(
        first + offset,
        last + offset,
        key,
        marks,
        indptr,
        sources,
        by_degree,
        chances,
        walk,
        none,
        np.int64(-1),
        np.bool_(True),
    )
    return sizes, nodes


@kernel
def _hit(
    first: int,
    last: int,
    key: int,
    rank: Array,
    any_hit: bool,
    hits: Array,
    marks: Array,
    indptr: Array,
    sources: Array,
    by_degree: Array,
    chances: Array,
    walk: bool,
) -> None:
    # Ranks begin at 1, so nothing can beat it.
    stop_below = 2147483647 if any_hit else 2
    hits[first:last] = _sets(
        first, last, key, marks, indptr, sources, by_degree, chances, walk, rank, stop_below, np.bool_(False)
    )[2]
