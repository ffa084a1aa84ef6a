"""Greedy choice over sampled sets: who hits most of what is not yet hit.

Marginal counts are kept exact by walking each newly hit set once, so the work over all steps is the size of the
sets, and the best candidate comes from a heap whose stale entries are put right when they surface (lazy greedy,
Minoux 1978). The bound on the best possible choice is that of OPIM (Tang, Tang, Xiao and Yuan 2018).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.kernels import kernel
from folkmoot.graph.sampling import Sets

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Limits:
    """Who may be chosen, and how many.

    k: how many more. allowed: bool (n,). given: those already chosen. costs: float64 (n,) or empty (each 1);
    budget: what the chosen may cost together, infinite without. group: int32 (n,) or empty; least, most: int64
    (groups,), how many of each group. fallback: who is taken when nobody adds anything, best first.
    """

    k: int
    allowed: Array
    given: Array
    costs: Array
    budget: float
    group: Array
    least: Array
    most: Array
    fallback: Array

    @property
    def plain(self) -> bool:
        """Only a number of people is asked for, so greedy promises 1 - 1/e of the best."""
        return not len(self.costs) and not len(self.group)


@dataclass(frozen=True, eq=False)
class Choice:
    """The chosen in order, how many sets each newly hit, and an upper bound on sets the best choice hits."""

    nodes: Array
    gains: Array
    already: int
    bound: float

    @property
    def hit(self) -> int:
        return self.already + int(self.gains.sum())


def inverted(sets: Sets, n: int) -> tuple[Array, Array]:
    """For each node the sets that hold it: indptr int32 (n + 1,), numbers int32; at most 2³¹ entries. O(n + size)."""
    found: tuple[Array, Array] = _invert(sets.indptr, sets.nodes, n)
    return found


def choose(sets: Sets, limits: Limits) -> Choice:
    """Choose greedily by newly hit sets (per unit of cost when there are costs) within the limits.

    O(n + total size of the sets + choices · log n).
    """
    n = len(limits.allowed)
    indptr, member_of = inverted(sets, n)
    nodes, gains, already, left = _greedy(
        sets.indptr,
        sets.nodes,
        indptr,
        member_of,
        limits.k,
        limits.allowed,
        limits.given,
        limits.costs,
        limits.budget,
        limits.group,
        limits.least,
        limits.most,
        limits.fallback,
    )
    hit = already + int(gains.sum())
    # The best choice hits at most what ours hits plus the best gains left (submodularity); so does one from nothing.
    bound = min(hit + _room(left, limits), already + _room(np.diff(indptr), limits), sets.count)
    return Choice(nodes, gains, int(already), float(bound))


def _room(gains: Array, limits: Limits) -> float:
    """The most that the allowed could add if nobody overlapped: the k largest, or a fractional knapsack."""
    if not len(limits.costs):
        return float(_largest(gains, limits.allowed, limits.k))
    worth = np.where(limits.allowed, gains, 0)
    candidates = np.flatnonzero(worth)
    worth = worth[candidates]
    price = limits.costs[candidates]
    order = np.argsort(-worth / np.maximum(price, 1e-12), kind="stable")[: max(limits.k * 50, 10_000)]
    paid = np.cumsum(price[order])
    whole = paid <= limits.budget
    total = float(worth[order][whole].sum())
    part = int(whole.sum())
    if part < len(order):
        before = paid[part - 1] if part else 0.0
        total += float(worth[order[part]]) * (limits.budget - before) / max(float(price[order[part]]), 1e-12)
    return total


@kernel
def _largest(gains: Array, allowed: Array, k: int) -> int:
    """The sum of the k largest gains of the allowed: by counting, O(n + largest gain)."""
    top = 0
    for gain in gains:
        top = max(top, gain)
    having = np.zeros(top + 1, np.int64)
    for u in range(len(gains)):
        if allowed[u]:
            having[gains[u]] += 1
    total, left = 0, k
    while top > 0 and left > 0:
        here = min(having[top], left)
        total += here * top
        left -= here
        top -= 1
    return total


@kernel
def _invert(indptr: Array, nodes: Array, n: int) -> Any:
    start = np.zeros(n + 1, np.int32)
    for u in nodes:
        start[u + 1] += 1
    for i in range(n):
        start[i + 1] += start[i]
    member_of = np.empty(len(nodes), np.int32)
    for s in range(len(indptr) - 1):
        for j in range(indptr[s], indptr[s + 1]):
            u = nodes[j]
            member_of[start[u]] = s
            start[u] += 1
    for i in range(n, 0, -1):
        start[i] = start[i - 1]
    start[0] = 0
    return start, member_of


@kernel
def _down(keys: Array, heap: Array, size: int, at: int) -> None:
    """Let the entry sink to its place; larger keys first, then smaller node numbers."""
    while True:
        child = 2 * at + 1
        if child >= size:
            return
        right = child + 1
        if right < size and (keys[right] > keys[child] or (keys[right] == keys[child] and heap[right] < heap[child])):
            child = right
        if keys[at] > keys[child] or (keys[at] == keys[child] and heap[at] < heap[child]):
            return
        keys[at], keys[child] = keys[child], keys[at]
        heap[at], heap[child] = heap[child], heap[at]
        at = child


@kernel
def _take(node: int, indptr: Array, nodes: Array, start: Array, member_of: Array, done: Array, gain: Array) -> int:
    """Mark the sets of a node as hit; how many were new."""
    fresh = 0
    for j in range(start[node], start[node + 1]):
        s = member_of[j]
        if not done[s]:
            done[s] = True
            fresh += 1
            for q in range(indptr[s], indptr[s + 1]):
                gain[nodes[q]] -= 1
    return fresh


@kernel
def _fits(
    node: int,
    left: int,
    spent: float,
    costs: Array,
    budget: float,
    group: Array,
    counts: Array,
    least: Array,
    most: Array,
) -> bool:
    if len(costs) and spent + costs[node] > budget * (1 + 1e-12):
        return False
    if not len(group):
        return True
    own = group[node]
    if counts[own] >= most[own]:
        return False
    missing = 0
    for g in range(len(least)):
        missing += max(least[g] - counts[g], 0)
    return counts[own] < least[own] or missing < left


@kernel
def _floor(gain: Array, allowed: Array, many: int) -> int:
    """A gain that `many` of the allowed reach, and few more; 0 when there are not so many. O(n + largest gain)."""
    top = 0
    for u in range(len(gain)):
        if allowed[u]:
            top = max(top, gain[u])
    having = np.zeros(top + 1, np.int64)
    for u in range(len(gain)):
        if allowed[u]:
            having[gain[u]] += 1
    count = 0
    while top > 0:
        count += having[top]
        if count >= many:
            return top
        top -= 1
    return 0


@kernel
def _heap(gain: Array, allowed: Array, taken: Array, costs: Array, floor: int) -> Any:
    """Everybody who may still be taken and adds something, `floor` or more: a heap by gain (per unit of cost)."""
    least = max(floor, 1)
    size: Any = 0
    for u in range(len(gain)):
        size += allowed[u] and not taken[u] and gain[u] >= least
    keys, heap = np.empty(size), np.empty(size, np.int32)
    size = np.int64(0)
    for u in range(len(gain)):
        if allowed[u] and not taken[u] and gain[u] >= least:
            keys[size] = gain[u] / max(costs[u], 1e-12) if len(costs) else np.float64(gain[u])
            heap[size] = u
            size += 1
    for at in range(size // 2 - 1, -1, -1):
        _down(keys, heap, size, at)
    return keys, heap, size


@kernel
def hit(indptr: Array, nodes: Array, chosen: Array) -> int:
    """How many sets hold one of the chosen (bool, by node number). O(total size of the sets)."""
    count = 0
    for s in range(len(indptr) - 1):
        for j in range(indptr[s], indptr[s + 1]):
            if chosen[nodes[j]]:
                count += 1
                break
    return count


@kernel
def _greedy(
    indptr: Array,
    nodes: Array,
    start: Array,
    member_of: Array,
    k: int,
    allowed: Array,
    given: Array,
    costs: Array,
    budget: float,
    group: Array,
    least: Array,
    most: Array,
    fallback: Array,
) -> Any:
    n = len(allowed)
    gain = start[1:] - start[:-1]
    done = np.zeros(len(indptr) - 1, np.bool_)
    counts = np.zeros(len(least), np.int64)
    already = 0
    for node in given:
        already += _take(node, indptr, nodes, start, member_of, done, gain)
        if len(group):
            counts[group[node]] += 1
    taken = np.zeros(n, np.bool_)
    # Only the front can be chosen while its gains stay above the others'; the rest waits until they do not.
    floor = np.int64(0) if len(costs) else _floor(gain, allowed, 20 * k + 1000)
    keys, heap, size = _heap(gain, allowed, taken, costs, floor)
    chosen, gains = np.empty(k, np.int32), np.empty(k, np.int64)
    picked = 0
    spent = 0.0
    while picked < k and (size > 0 or floor > 0):
        if floor > 0 and (size == 0 or gain[heap[0]] < floor):
            floor = np.int64(0)
            keys, heap, size = _heap(gain, allowed, taken, costs, floor)
            continue
        u = heap[0]
        now = gain[u] / max(costs[u], 1e-12) if len(costs) else np.float64(gain[u])
        # A node that does not fit will not fit later: money and places only grow fewer.
        drop = now <= 0 or not _fits(u, k - picked, spent, costs, budget, group, counts, least, most)
        if not drop and now < keys[0]:
            keys[0] = now
            _down(keys, heap, size, np.int64(0))
            continue
        size -= 1
        keys[0], heap[0] = keys[size], heap[size]
        _down(keys, heap, size, np.int64(0))
        if drop:
            continue
        gains[picked] = _take(u, indptr, nodes, start, member_of, done, gain)
        chosen[picked] = u
        picked += 1
        taken[u] = True
        spent += costs[u] if len(costs) else 0.0
        if len(group):
            counts[group[u]] += 1
    for u in fallback:
        if picked >= k:
            break
        if allowed[u] and not taken[u] and _fits(u, k - picked, spent, costs, budget, group, counts, least, most):
            chosen[picked], gains[picked] = u, _take(u, indptr, nodes, start, member_of, done, gain)
            picked += 1
            taken[u] = True
            spent += costs[u] if len(costs) else 0.0
            if len(group):
                counts[group[u]] += 1
    return chosen[:picked], gains[:picked], already, gain
