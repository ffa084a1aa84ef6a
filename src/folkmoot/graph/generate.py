"""Invented networks whose truth is known: planted groups, connectors between them and mavens people ask."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import Graph, GraphError, from_edges

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Planted:
    """graph: directed, simple. groups: int32, (n,). connectors, mavens: node numbers, sorted."""

    graph: Graph
    groups: Array
    connectors: Array
    mavens: Array


def planted_communities(
    n: int, ties: int, *, groups: int = 10, across: float = 0.2, exponent: float = 2.5, seed: int = 0
) -> Planted:
    """An organisation: groups of power-law sizes, people of power-law activity, a share of ties across
    groups.

    A tie's source and target are drawn by activity, the target from the source's group unless (with
    probability `across`) from anywhere. A degree-corrected block model (Karrer & Newman 2011). O(ties log n).
    """
    return planted_roles(n, ties, groups=groups, across=across, exponent=exponent, seed=seed)


def planted_roles(
    n: int,
    ties: int,
    *,
    groups: int = 10,
    across: float = 0.2,
    exponent: float = 2.5,
    connectors: int = 0,
    mavens: int = 0,
    strength: int = 30,
    seed: int = 0,
) -> Planted:
    """`planted_communities` with connectors and mavens added.

    connectors: this many people get `strength` ties both ways, each to a random person of another group in
    turn. mavens: this many are asked by `strength` random people. Nobody is both. The same for a seed.
    """
    if n < 1 or groups < 1 or groups > n or not 0 <= across <= 1 or exponent <= 1:
        raise GraphError("n and groups are 1 or more, no more groups than nodes, across 0 to 1, exponent over 1.")
    if connectors + mavens > n:
        raise GraphError("More roles than people.")
    random = np.random.default_rng(seed)
    sizes = (1 - random.random(groups)) ** (-1 / 1.5)
    names = np.sort(random.choice(groups, n - groups, p=sizes / sizes.sum()))
    names = np.sort(np.concatenate([names, np.arange(groups)])).astype(np.int32)
    activity = np.minimum((1 - random.random(n)) ** (-1 / (exponent - 1)), np.sqrt(max(ties, 1)))
    sources, targets = _ties(n, ties, names, activity, across, random)
    mixed = random.permutation(n).astype(np.int32)
    labels = np.empty(n, np.int32)
    labels[mixed] = names
    sources, targets = mixed[sources], mixed[targets]
    chosen = random.permutation(n)
    bridge, asked = np.sort(chosen[:connectors]), np.sort(chosen[connectors : connectors + mavens])
    for person in bridge:
        others = _across(labels, person, groups, strength, random)
        sources = np.concatenate([sources, np.full(len(others), person), others])
        targets = np.concatenate([targets, others, np.full(len(others), person)])
    for person in asked:
        askers = random.choice(np.delete(np.arange(n), person), min(strength, n - 1), replace=False)
        sources = np.concatenate([sources, askers])
        targets = np.concatenate([targets, np.full(len(askers), person)])
    return Planted(from_edges(sources, targets, n=n), labels, bridge, asked)


def _ties(
    n: int, ties: int, names: Array, activity: Array, across: float, random: np.random.Generator
) -> tuple[Array, Array]:
    upto = np.concatenate([[0.0], np.cumsum(activity)])
    start = np.searchsorted(names, np.arange(int(names.max()) + 2))
    wanted = min(ties, n * (n - 1) // 2)
    keys = np.empty(0, np.int64)
    for _ in range(30):  # Draw, drop loops and repeats, and draw again what is missing.
        if len(keys) >= wanted:
            break
        count = int((wanted - len(keys)) * 1.4) + 100
        u = np.minimum(np.searchsorted(upto, random.random(count) * upto[-1], side="right") - 1, n - 1)
        low, high = upto[start[names[u]]], upto[start[names[u] + 1]]
        far = random.random(count) < across
        low, high = np.where(far, 0.0, low), np.where(far, upto[-1], high)
        v = np.minimum(np.searchsorted(upto, low + random.random(count) * (high - low), side="right") - 1, n - 1)
        keys = np.unique(np.concatenate([keys, (u.astype(np.int64) * n + v)[u != v]]))
    if len(keys) > wanted:
        keys = np.sort(random.permutation(keys)[:wanted])
    return keys // n, keys % n


def _across(labels: Array, person: int, groups: int, count: int, random: np.random.Generator) -> Array:
    """One random member of every other group in turn."""
    others = [g for g in random.permutation(groups) if g != labels[person]]
    members = [random.permutation(np.flatnonzero(labels == g)) for g in others]
    found = [part[turn] for turn in range(max(map(len, members), default=0)) for part in members if turn < len(part)]
    return np.array(found[:count], dtype=np.int64)
