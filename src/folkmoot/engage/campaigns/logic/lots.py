"""Drawing lots: whole groups go into one arm or another, alike ones into different arms, from a seed that is kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_ARMS = 6


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of people who go into one arm together. `stratum` says which others it is like."""

    key: int
    size: int
    stratum: str = ""


class TooFewClusters(ValueError):
    """There are fewer groups than arms: no comparison at all can come of it."""


def generator(seed: str) -> np.random.Generator:
    """The stream of random numbers that a seed in words stands for, the same on every machine."""
    return np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "big"))


def assign(clusters: Sequence[Cluster], shares: Sequence[int], *, seed: str) -> dict[int, int]:
    """This will draw the arm (a place in `shares`) of each cluster.

    Clusters stand in order of their stratum and size, and each run of them as long as the shares together (2, 1, 1:
    four) is dealt the arms in an order of chance: so each arm gets its share of every stratum and of large and small.
    The last run, if it is short, is dealt arms by chance. The answer depends on the seed, not on the order of input.
    """
    if not 2 <= len(shares) <= MOST_ARMS or any(not 1 <= share <= 10 for share in shares):
        raise ValueError("two to six arms, each with one to ten shares")
    if len(clusters) < len(shares):
        raise TooFewClusters
    rng = generator(seed)
    ordered = sorted(clusters, key=lambda each: (each.stratum, -each.size, each.key))
    places = deal(len(ordered), shares, rng)
    return {each.key: int(place) for each, place in zip(ordered, places, strict=True)}


def deal(count: int, shares: Sequence[int], rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """This will deal arms to `count` clusters that stand in order, run by run."""
    hand = np.repeat(np.arange(len(shares)), shares)
    whole, rest = divmod(count, len(hand))
    runs = [rng.permutation(hand) for _ in range(whole)]
    if rest:
        # Whoever is short of an arm must not be so by its place in the list; no arm may stay empty.
        runs.append(rng.permutation(hand)[:rest])
    dealt = np.concatenate(runs) if runs else np.empty(0, np.int64)
    if missing := [arm for arm in range(len(shares)) if arm not in dealt]:
        for arm in missing:
            doubled = [place for place, given in enumerate(dealt) if (dealt == given).sum() > 1]
            dealt[rng.choice(doubled)] = arm
    return dealt.astype(np.int64)


def digest(facts: Mapping[str, object]) -> str:
    """A fingerprint of what was promised before the start: SHA-256 over its canonical JSON."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()
