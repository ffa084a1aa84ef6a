"""Reputation and badges as arithmetic: no database, no clock."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = 3  # Readers: everybody, everybody signed in, employees.
SAME_GROUP = 0.5  # Praise from one's own unit counts half of what it does from another.
NAMELESS = 0.5  # From under an alias; whoever that is, also the person themself, so it cannot be asked.
OWN_HALF = 10.0  # After this much of one's own doing, more of it hardly counts.
RING = 0.9  # How much of what two exclusive friends give each other is taken off.
LEAST_RING = 3.0  # Before so much has gone both ways, nothing is called a ring.

# Beyond this much (an accepted answer) from one giver, each further piece counts less: ten givers outweigh one.
FULL = 10.0


@dataclass(frozen=True, slots=True)
class Praise:
    """Faded deeds of one sort, added up: by `person`, praised by `giver` (None: nobody named), in one circle."""

    person: int
    giver: int | None
    is_received: bool
    is_vote: bool
    level: int
    tag: int | None
    worth: float


def faded(days: float, half_life: float) -> float:
    """What is left of a deed after so many days."""
    return float(0.5 ** (max(days, 0.0) / half_life))


def ring_discounts(given: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """What is left of praise from one person to another, as a factor from 1 - RING to 1.

    Praise that comes back, directly or through one other person, is discounted by how much of all the praise
    somebody gets comes from that one giver: in a busy community everybody praises everybody a little and nothing
    happens; two or three who live off each other lose most of it.
    """
    received: dict[int, float] = defaultdict(float)
    gives: dict[int, dict[int, float]] = defaultdict(dict)
    for (giver, person), worth in given.items():
        received[person] += worth
        gives[giver][person] = worth
    factors = {}
    for (giver, person), worth in given.items():
        back = gives[person].get(giver, 0.0)
        for middle, on in gives[person].items():
            if middle != giver:
                back += min(on, gives[middle].get(giver, 0.0))
        if worth <= 0 or min(back, worth) < LEAST_RING:
            factors[(giver, person)] = 1.0
            continue
        returned, share = min(1.0, back / worth), worth / received[person]
        factors[(giver, person)] = 1.0 - RING * returned * share
    return factors


def standings(
    praises: Iterable[Praise], groups: Mapping[int, object]
) -> dict[tuple[int, int | None], tuple[float, float, float]]:
    """(person, topic or None for all in all) → reputation for each circle of readers, the widest first.

    `groups` says who belongs together. The sums of one's own doing are flattened, praise of others is weighed.
    """
    listed = list(praises)
    given: dict[tuple[int, int], float] = defaultdict(float)
    for each in listed:
        if each.giver is not None and each.tag is None and each.is_received:
            given[(each.giver, each.person)] += each.worth
    rings = ring_discounts(given)
    eager = {pair: math.sqrt(FULL / worth) if worth > FULL else 1.0 for pair, worth in given.items()}
    own: dict[tuple[int, int | None], list[float]] = defaultdict(lambda: [0.0] * LEVELS)
    got: dict[tuple[int, int | None], list[float]] = defaultdict(lambda: [0.0] * LEVELS)
    for each in listed:
        worth = each.worth
        if each.is_received:
            worth *= _weight(each, groups, rings, eager)
        sums = (got if each.is_received else own)[(each.person, each.tag)]
        for level in range(each.level, LEVELS):
            sums[level] += worth
    found = {}
    for key in own.keys() | got.keys():
        pairs = zip(own.get(key, [0.0] * LEVELS), got.get(key, [0.0] * LEVELS), strict=True)
        first, second, third = (_flat(mine) + theirs for mine, theirs in pairs)
        found[key] = (first, second, third)
    return found


def _weight(
    each: Praise,
    groups: Mapping[int, object],
    rings: Mapping[tuple[int, int], float],
    eager: Mapping[tuple[int, int], float],
) -> float:
    if each.giver is None:
        return NAMELESS
    pair = (each.giver, each.person)
    weight = rings[pair] * eager[pair] if pair in rings else 1.0
    # Who voted is nobody's business: a vote counts the same from wherever it comes.
    is_near = not each.is_vote and groups.get(each.giver) == groups.get(each.person)
    return weight * (SAME_GROUP if is_near else 1.0)


def _flat(worth: float) -> float:
    return OWN_HALF * math.log1p(max(worth, 0.0) / OWN_HALF)


def steps(score: float) -> int:
    """Reputation as it is shown to others: 0 to 5, each step twice as hard as the one before."""
    return min(5, max(0, int(math.log2(max(score, 0.0) / 10 + 1) + 0.3)))
