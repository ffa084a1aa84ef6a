"""Which people form a group by whom they deal with, under names that stay from night to night.

The Leiden method by hand: sequential, so that a seed gives one answer on any number of threads (parallel ones
do not), and able to start from yesterday's answer and look only where something changed.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError
from folkmoot.graph.kernels import kernel

Array = npt.NDArray[Any]

# Departments are finer than what plain modularity (1.0) finds: on the e-mail of a research institute 2.5
# agrees best.
RESOLUTION = 2.5


@dataclass(frozen=True, eq=False)
class Communities:
    """labels: int32, shape (n,), numbered by size (0 the largest) unless names were kept. quality:
    modularity."""

    labels: Array
    quality: float
    resolution: float

    @property
    def count(self) -> int:
        """How many communities."""
        return len(np.unique(self.labels))


def leiden(
    graph: Graph,
    *,
    resolution: float = RESOLUTION,
    seed: int = 0,
    start: npt.ArrayLike | None = None,
    touched: npt.ArrayLike | None = None,
    rounds: int = 2,
) -> Communities:
    """Communities that maximise Q = Σ_c (in_c / 2m - resolution · (tot_c / 2m)²); directions are added up.

    rounds: how often the whole method is repeated from its own answer; it stops earlier when nothing moves.
    start: labels to begin from, shape (n,); with `touched` (node numbers) only these and whom their moves
    concern are looked at again, and the labels keep their names. Communities are connected when not
    restricted so. Near O(m) per round (Traag, Waltman & van Eck 2019; the refinement here takes the best
    merge, not a random one).
    """
    if not resolution > 0:
        raise GraphError("resolution is more than 0.")
    both = graph.undirected()
    weights = np.ones(both.arcs, np.float32) if both.weights is None else both.weights.astype(np.float32, copy=False)
    level = _Level.of(both, weights)
    labels = np.arange(graph.n, dtype=np.int32)
    if start is not None:
        labels = _dense(np.asarray(start))
        if labels.shape != (graph.n,):
            raise GraphError(f"start is one label per node: {graph.n}, not {len(labels)}.")
    random = np.random.default_rng(seed)
    if level.total > 0:
        if start is not None and touched is not None:
            labels = _refresh(level, labels, np.asarray(touched, dtype=np.int32), resolution)
        else:
            for _ in range(rounds):
                before = labels
                labels = _round(level, labels, resolution, random)
                if np.array_equal(before, labels):
                    break
    labels = by_size(labels) if start is None else keep_names(labels, np.asarray(start))
    return Communities(labels, modularity(graph, labels, resolution=resolution), resolution)


def modularity(graph: Graph, labels: npt.ArrayLike, *, resolution: float = 1.0) -> float:
    """Q of any labels; 0 without ties. O(n + m) (Newman & Girvan 2004; resolution: Reichardt & Bornholdt
    2006)."""
    both = graph.undirected()
    weights = np.ones(both.arcs, np.float32) if both.weights is None else both.weights
    names = _dense(np.asarray(labels))
    inside, total = _inside_and_total(both.indptr, both.indices, weights, names, int(names.max(initial=-1)) + 1)
    whole = total.sum()
    return float(inside.sum() / whole - resolution * np.sum((total / whole) ** 2)) if whole else 0.0


def keep_names(labels: npt.ArrayLike, before: npt.ArrayLike) -> Array:
    """The same communities under the names of `before` where most of their overlap lies; others get new
    numbers.

    Pairs are matched greedily from the largest overlap down; -1 in `before` is nobody. int32. O(n log n).
    """
    new = _dense(np.asarray(labels))
    old = np.asarray(before).astype(np.int64)
    known = old >= 0
    span = int(old.max(initial=-1)) + 1
    keys, shared = np.unique(new[known] * np.int64(span) + old[known], return_counts=True)
    pairs = np.divmod(keys, max(span, 1))
    names = np.full(int(new.max(initial=-1)) + 1, -1, np.int64)
    used = set()
    for place in np.lexsort((pairs[1], pairs[0], -shared)).tolist():
        ours, theirs = int(pairs[0][place]), int(pairs[1][place])
        if names[ours] < 0 and theirs not in used:
            names[ours] = theirs
            used.add(theirs)
    unnamed = names < 0
    names[unnamed] = np.arange(span, span + unnamed.sum())
    return names[new].astype(np.int32)


def by_size(labels: npt.ArrayLike) -> Array:
    """The same communities, the largest numbered 0; equal sizes by their first node. int32."""
    _, first, numbers, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(sizes), np.int32)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes), dtype=np.int32)
    return place[numbers]


def agreement(labels: npt.ArrayLike, others: npt.ArrayLike) -> tuple[float, float]:
    """Normalised mutual information (arithmetic mean) and adjusted Rand index of two labellings. O(n log n).

    Both are 1 for the same groups under any names, near 0 for unrelated ones (Hubert & Arabie 1985).
    """
    a, b = np.unique(labels, return_inverse=True)[1], np.unique(others, return_inverse=True)[1]
    n = len(a)
    if n == 0:
        return 1.0, 1.0
    keys, joint = np.unique(a.astype(np.int64) * (int(b.max()) + 1) + b, return_counts=True)
    rows, columns = np.bincount(a), np.bincount(b)
    i, j = np.divmod(keys, int(b.max()) + 1)
    mutual = float(np.sum(joint / n * np.log(joint * n / (rows[i] * columns[j]))))
    entropy = sum(float(-np.sum(c / n * np.log(c / n))) for c in (rows, columns))
    nmi = 2 * mutual / entropy if entropy > 0 else 1.0
    together, ours, theirs = (float(np.sum(c * (c - 1.0))) / 2 for c in (joint, rows, columns))
    chance = ours * theirs / (n * (n - 1) / 2) if n > 1 else 0.0
    most = (ours + theirs) / 2
    return nmi, (together - chance) / (most - chance) if most != chance else 1.0


@dataclass(frozen=True, eq=False)
class _Level:
    """A graph of nodes or of merged nodes: `inner` is twice the weight within a node, `strength` includes
    it."""

    indptr: Array
    indices: Array
    weights: Array
    strength: Array
    total: float

    @classmethod
    def of(cls, graph: Graph, weights: Array) -> "_Level":
        strength = _strengths(graph.indptr, graph.indices, weights)
        return cls(graph.indptr, graph.indices, weights, strength, float(strength.sum()))

    @property
    def n(self) -> int:
        return len(self.indptr) - 1

    def merged(self, labels: Array, count: int) -> "_Level":
        indptr, indices, weights = _merge_nodes(self.indptr, self.indices, self.weights, labels, count)
        strength = np.bincount(labels, self.strength, minlength=count)
        return _Level(indptr, indices, weights, strength, self.total)

    def move(self, labels: Array, queue: Array, resolution: float) -> int:
        """Move nodes, starting with the queue, to where they add most to Q; changes `labels`."""
        moved: int = _move(
            self.indptr, self.indices, self.weights, self.strength, labels, queue, resolution / self.total
        )
        return moved


def _round(level: _Level, labels: Array, resolution: float, random: np.random.Generator) -> Array:
    """Move, refine, merge, and again on the merged nodes, until there is nothing to merge."""
    labels = labels.copy()
    path: list[Array] = []
    while True:
        level.move(labels, random.permutation(level.n).astype(np.int32), resolution)
        refined = _refine(
            level.indptr, level.indices, level.weights, level.strength, labels, resolution / level.total
        )
        names, first, refined = np.unique(refined, return_index=True, return_inverse=True)
        refined = refined.astype(np.int32)
        if len(names) == level.n:
            break
        path.append(refined)
        labels = np.unique(labels[first], return_inverse=True)[1].astype(np.int32)
        level = level.merged(refined, len(names))
    for refined in reversed(path):
        labels = labels[refined]
    return _dense(labels)


def _dense(labels: Array) -> Array:
    """The same labels as 0…count-1, in their order. int32. O(n + largest) for small labels, O(n log n)
    else."""
    if len(labels) and int(labels.min()) >= 0 and int(labels.max()) <= 4 * len(labels):
        used = np.bincount(labels) > 0
        return (np.cumsum(used) - 1).astype(np.int32)[labels]
    return np.unique(labels, return_inverse=True)[1].astype(np.int32)


def _refresh(level: _Level, labels: Array, touched: Array, resolution: float) -> Array:
    """Move only what changed, then whole communities."""
    labels = labels.copy()
    level.move(labels, np.unique(touched).astype(np.int32), resolution)
    labels = _dense(labels)
    count = int(labels.max()) + 1
    coarse = level.merged(labels, count)
    groups = np.arange(count, dtype=np.int32)
    coarse.move(groups, groups.copy(), resolution)
    return groups[labels]


@kernel
def _strengths(indptr, indices, weights):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    strength = np.zeros(n)
    for u in range(n):
        for i in range(indptr[u], indptr[u + 1]):
            strength[u] += 2 * weights[i] if indices[i] == u else weights[i]
    return strength


@kernel
def _inside_and_total(indptr, indices, weights, labels, count):  # type: ignore[no-untyped-def]
    inside, total = np.zeros(count), np.zeros(count)
    for u in range(len(indptr) - 1):
        for i in range(indptr[u], indptr[u + 1]):
            w = 2 * weights[i] if indices[i] == u else weights[i]
            total[labels[u]] += w
            if labels[u] == labels[indices[i]]:
                inside[labels[u]] += w
    return inside, total


@kernel
def _taken_and_free(strength, labels):  # type: ignore[no-untyped-def]
    """The strength and size of each label, and those nobody uses: a node may found a community of its own."""
    n = len(labels)
    total, size, empty, empties = np.zeros(n), np.zeros(n, np.int32), np.empty(n, np.int32), 0
    for u in range(n):
        total[labels[u]] += strength[u]
        size[labels[u]] += 1
    for c in range(n - 1, -1, -1):
        if size[c] == 0:
            empty[empties] = c
            empties += 1
    return total, size, empty, empties


@kernel
def _move(indptr, indices, weights, strength, labels, queue, factor):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    total, size, empty, empties = _taken_and_free(strength, labels)
    ring = np.empty(n, np.int32)
    waits = np.zeros(n, np.bool_)
    for i in range(len(queue)):
        ring[i] = queue[i]
        waits[queue[i]] = True
    head, length = 0, len(queue)
    towards = np.zeros(n)
    seen = np.empty(n, np.int32)
    moved = 0
    while length:
        u = ring[head]
        head = head + 1 if head + 1 < n else 0
        length -= 1
        waits[u] = False
        own, k = labels[u], strength[u]
        count = 0
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            if v != u and weights[i] > 0:
                c = labels[v]
                if towards[c] == 0:
                    seen[count] = c
                    count += 1
                towards[c] += weights[i]
        total[own] -= k
        best, gain = own, towards[own] - factor * k * total[own]
        for i in range(count):
            c = seen[i]
            found = towards[c] - factor * k * total[c]
            towards[c] = 0
            if found > gain + 1e-9:
                best, gain = c, found
        if gain < -1e-9 and size[own] > 1 and empties:
            best = empty[empties - 1]
        total[best] += k
        if best != own:
            moved += 1
            if size[best] == 0:
                empties -= 1
            size[own] -= 1
            size[best] += 1
            if size[own] == 0:
                empty[empties] = own
                empties += 1
            labels[u] = best
            for i in range(indptr[u], indptr[u + 1]):
                v = indices[i]
                if not waits[v] and labels[v] != best:
                    waits[v] = True
                    tail = head + length
                    ring[tail if tail < n else tail - n] = v
                    length += 1
    return moved


@kernel
def _refine(indptr, indices, weights, strength, labels, factor):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    refined = np.arange(n).astype(np.int32)
    total, alone = strength.copy(), np.ones(n, np.bool_)
    whole = np.zeros(n)
    for u in range(n):
        whole[labels[u]] += strength[u]
    outward = np.zeros(n)  # From a part to the rest of its community.
    for u in range(n):
        for i in range(indptr[u], indptr[u + 1]):
            if indices[i] != u and labels[indices[i]] == labels[u]:
                outward[u] += weights[i]
    towards = np.zeros(n)
    seen = np.empty(n, np.int32)
    for u in range(n):
        k = strength[u]
        if not alone[u] or outward[u] < factor * k * (whole[labels[u]] - k):
            continue
        count = 0
        for i in range(indptr[u], indptr[u + 1]):
            v = indices[i]
            if v != u and labels[v] == labels[u] and weights[i] > 0:
                c = refined[v]
                if towards[c] == 0:
                    seen[count] = c
                    count += 1
                towards[c] += weights[i]
        best, gain, tied = np.int32(u), 0.0, 0.0
        for i in range(count):
            c = seen[i]
            found = towards[c] - factor * k * total[c]
            if found > gain and outward[c] >= factor * total[c] * (whole[labels[u]] - total[c]) - 1e-9:
                best, gain, tied = c, found, towards[c]
        for i in range(count):
            towards[seen[i]] = 0
        if best != u:
            refined[u] = best
            alone[u] = alone[best] = False
            total[best] += k
            outward[best] += outward[u] - 2 * tied
    return refined


@kernel
def _merge_nodes(indptr, indices, weights, labels, count):  # type: ignore[no-untyped-def]
    n = len(indptr) - 1
    start = np.zeros(count + 1, np.int64)
    for u in range(n):
        start[labels[u] + 1] += 1
    for c in range(count):
        start[c + 1] += start[c]
    members = np.empty(n, np.int32)
    place = start[:count].copy()
    for u in range(n):
        members[place[labels[u]]] = u
        place[labels[u]] += 1
    merged = np.zeros(count + 1, np.int64)
    found = np.empty(len(indices), np.int32)
    carried = np.empty(len(indices), np.float32)
    towards = np.zeros(count)
    at = 0
    for c in range(count):
        first = at
        inner = 0.0  # Ties within are seen from both ends, loops once: half of both ends is a loop's weight.
        for k in range(start[c], start[c + 1]):
            u = members[k]
            for i in range(indptr[u], indptr[u + 1]):
                d = labels[indices[i]]
                if d == c:
                    inner += weights[i] if indices[i] == u else 0.5 * weights[i]
                elif weights[i] > 0:
                    if towards[d] == 0:
                        found[at] = d
                        at += 1
                    towards[d] += weights[i]
        for i in range(first, at):
            carried[i] = towards[found[i]]
            towards[found[i]] = 0
        if inner > 0:
            found[at] = c
            carried[at] = inner
            at += 1
        merged[c + 1] = at
    return merged, found[:at].copy(), carried[:at].copy()
