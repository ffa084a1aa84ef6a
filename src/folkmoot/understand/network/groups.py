"""What may be told of groups, decided once for a week, so that asking again tells nothing more.

There are three ways to part the people: by unit, by site, by community. None cuts another's groups into pieces that
one could subtract. In each, groups of fewer than `least` are put together, with larger ones until enough people stand
behind them. Which groups there are, and about how large, follows from who works where and not from who takes part:
nothing of it tells that somebody is left out. Figures are rough on purpose: rounded by chance to steps so wide that
one person more or less seldom moves them. The chance is that of the very people in a group: for the same people it
falls the same way week after week, so that waiting does not average it out, and for others anew, so that the
difference between two weeks does not tell who left.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection

from folkmoot.base.site import settings as site
from folkmoot.commons.people.models import Unit

from . import reading, site_settings
from .keeping import Kept
from .models import Snapshot

Array = npt.NDArray[Any]
PARTITIONS = ("unit", "site", "community")
MOST_GROUPS = 80  # Of one way to part people; the smaller ones beyond are put together.
STEPS = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0)
LEVELS = (-2.0, -1.0, -0.3, 0.3, 1.0, 2.0)  # Of the logarithm (base 2) of ties over ties expected.
LEAST_EXPECTED = 3.0  # Fewer ties than that are expected by chance: nothing can be said.
BRIDGE_SHARE = 0.5  # From this share of the ties between two groups on, one person holds them together.
BRIDGE_TIES = 6
MOST_BRIDGES = 12  # Those that hang most by one person.
LONGER = (2, 6)  # Weeks for which two groups are still told to hang by one person after they no longer do.


@dataclass(frozen=True, eq=False)
class Parted:
    """One way to part people: each person's place in `keys`, where the last may be the rest (key 0). sizes: of all
    who work there, whether they take part or not; seals: a word that stands for the people of each group."""

    keys: list[int]
    labels: list[str]
    group: Array
    sizes: Sequence[int] = ()
    seals: Sequence[str] = ()


def shown(kept: Kept, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The week, and what may be told of groups in it; as decided before when this week's was decided already."""
    year, number, _ = at.isocalendar()
    week, least = f"{year}-W{number:02d}", site_settings.least()
    before = Snapshot.objects.filter(state="done", week=week, shown__least=least).order_by("as_of").first()
    if before is not None:
        return week, before.shown
    places = kept.places
    found: dict[str, Any] = {"least": least, "partitions": {}}
    for name in PARTITIONS:
        parted = part(kept, name, least)
        if parted is not None:
            figures = _figures(kept, parted, places, name, least)
            if name != "community":  # Those have no names that last.
                figures["bridges"] = _still_told(figures, parted, name, week)
            found["partitions"][name] = figures
    return week, found


def part(kept: Kept, name: str, least: int) -> Parted | None:
    """The people parted in one of the three ways; None when there would be but one group."""
    if name == "community":
        everybody = kept.people
        keys, labels, group = _by_community(kept)
    else:
        everybody, unit = reading.people_in(site.get("network.whom"), [])
        keys, labels, group = _by_unit(unit) if name == "unit" else _by_site(everybody)
    parted = _large_enough(keys, labels, group, least)
    if len(parted.keys) < 2:
        return None
    place = reading.places(everybody, kept.people)
    here = np.where(place >= 0, parted.group[place], -1).astype(np.int32)
    sizes = np.bincount(parted.group[parted.group >= 0], minlength=len(parted.keys)).tolist()
    seals = [_seal(kept.people[here == number]) for number in range(len(parted.keys))]
    return replace(parted, group=here, sizes=sizes, seals=seals)


def _seal(people: Array) -> str:
    """A word that is the same for the same people and no others."""
    return hashlib.sha256(np.ascontiguousarray(people, np.int64).tobytes()).hexdigest()


def _by_unit(unit: Array) -> tuple[list[int], list[str], Array]:
    ids = np.unique(unit[unit > 0])
    keys = [int(x) for x in ids]
    names = dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))
    return keys, [names.get(key, "") for key in keys], reading.places(ids, unit)


def _by_site(everybody: Array) -> tuple[list[int], list[str], Array]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, location FROM people_person WHERE id = ANY(%s) AND location <> ''",
            [[int(x) for x in everybody]],
        )
        where = {int(pk): location.strip() for pk, location in cursor.fetchall()}
    known = sorted({place.casefold(): place for place in where.values()}.items())
    number = {folded: place for place, (folded, _) in enumerate(known)}
    group = np.array([number.get(where.get(int(pk), "").casefold(), -1) for pk in everybody], np.int32)
    return list(range(1, len(known) + 1)), [name for _, name in known], group


def _by_community(kept: Kept) -> tuple[list[int], list[str], Array]:
    labels = kept.night.communities.labels
    names, group = np.unique(labels, return_inverse=True)
    return [int(x) + 1 for x in names], ["" for _ in names], group.astype(np.int32)


def _still_told(figures: dict[str, Any], parted: Parted, name: str, week: str) -> list[list[int]]:
    """The pairs that hang by one person now, and those that did a while ago: how long differs from pair to pair, so
    that their end does not tell whose leaving it was."""
    place = {key: number for number, key in enumerate(parted.keys)}
    told = {(a, b) for a, b in figures["held"]}
    weeks: list[str] = []
    earlier = Snapshot.objects.filter(state="done").exclude(week__in=["", week]).order_by("-as_of")
    for before, shown_then in earlier.values_list("week", "shown")[: 20 * LONGER[1]]:
        if before in weeks:
            continue
        weeks.append(before)
        if len(weeks) > LONGER[1]:
            break
        for a, b in shown_then.get("partitions", {}).get(name, {}).get("held", []):
            longest = LONGER[0] + int(chance(f"{name}:{a}:{b}") * (LONGER[1] - LONGER[0] + 1))
            if len(weeks) <= longest and a in place and b in place:
                told.add((a, b))
    return sorted(sorted((place[a], place[b])) for a, b in told)[:MOST_BRIDGES]


def _large_enough(keys: list[int], labels: list[str], group: Array, least: int) -> Parted:
    """The groups of enough people, largest first; all others are one, if that is of enough people, too."""
    sizes = np.bincount(group[group >= 0], minlength=len(keys))
    order = [int(x) for x in np.lexsort((np.arange(len(keys)), -sizes)) if sizes[x] >= least][:MOST_GROUPS]
    rest = len(group) - int(sizes[order].sum())
    while 0 < rest < least and order:
        rest += int(sizes[order.pop()])
    place = np.full(len(keys) + 1, -1, np.int32)
    place[order] = np.arange(len(order))
    parted = np.where(group >= 0, place[group], -1).astype(np.int32)
    found_keys, found_labels = [keys[x] for x in order], [labels[x] for x in order]
    if rest >= least:
        parted[parted < 0] = len(order)
        found_keys, found_labels = [*found_keys, 0], [*found_labels, ""]
    return Parted(found_keys, found_labels, parted)


def _figures(kept: Kept, parted: Parted, places: Array, name: str, least: int) -> dict[str, Any]:
    both = kept.night.graph.undirected().without_loops()
    rows, ends = parted.group[both.rows()], parted.group[both.indices]
    inside = (rows >= 0) & (ends >= 0)
    own = np.bincount(both.rows()[inside & (rows == ends)], minlength=both.n)
    out = np.bincount(both.rows()[inside & (rows != ends)], minlength=both.n)
    groups = []
    for place, (key, seal) in enumerate(zip(parted.keys, parted.seals, strict=True)):
        members = np.flatnonzero(parted.group == place)
        met = members[(own + out)[members] > 0]
        figure, step = None, 0.0
        # Not from exactly so many on: then a figure that ends would tell that one of a few is left out.
        if len(met) >= least + int(3 * chance(f"{name}:{key}:from")):
            index = ((out[met] - own[met]) / (out[met] + own[met])).mean()
            # By how many work there, where most take part: else the step would count those who do not.
            usual = max(4 * parted.sizes[place] // 5, 1)
            step = step_for(usual if len(met) >= usual else len(met))
            figure = rounded(float(index), step, f"{name}:{seal}:ei")
        where = _place(places, members) if len(members) >= least else (0.0, 0.0, 0.2)
        groups.append(
            {
                "key": key, "label": parted.labels[place], "about": _about(parted, place, name), "ei": figure,
                "step": step, "x": where[0], "y": where[1], "r": where[2],
                "mostly": _mostly(kept, parted, members, least),
            }
        )  # fmt: skip
    most = np.zeros(len(parted.keys))  # Of each group, how many ties within it one person has at most.
    np.maximum.at(most, parted.group[parted.group >= 0], own[parted.group >= 0])
    cells, held = _between(both, rows, ends, inside, parted, most)
    pairs = [[parted.keys[a], parted.keys[b]] for a, b in held]
    return {"groups": groups, "cells": cells, "bridges": held, "held": pairs}


def _about(parted: Parted, place: int, name: str) -> int:
    """How many there are, in fives: of units and sites as everybody can count them, of communities by chance."""
    size = parted.sizes[place]
    return round(rounded(size, 5, f"{parted.seals[place]}:about")) if name == "community" else size // 5 * 5


def _place(places: Array, members: Array) -> tuple[float, float, float]:
    """The middle of a group on the map, and how far it reaches."""
    centre = np.median(places[members], axis=0)
    away = np.sqrt(((places[members] - centre) ** 2).sum(axis=1))
    return (
        round(float(centre[0]), 2), round(float(centre[1]), 2), round(max(0.2, 0.8 * float(np.median(away))), 2)
    )  # fmt: skip


def _mostly(kept: Kept, parted: Parted, members: Array, least: int) -> list[int]:
    """The units that make a community what it is: those of which enough people are in it."""
    units = kept.unit[members]
    found, counts = np.unique(units[units >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [int(kept.units[found[x]]) for x in order[:2] if counts[x] >= least]


def step_for(people: int) -> float:
    """How rough a mean of so many is told: one person moves it by at most half a step."""
    return next(step for step in STEPS if step >= 4 / people or step == STEPS[-1])


def chance(salt: str) -> float:
    """A number from 0 to below 1 that nobody can foretell without the site's secret; the same salt gives the same."""
    key = f"folkmoot.network.rounding:{settings.SECRET_KEY}".encode()
    return int.from_bytes(hmac.digest(key, salt.encode(), "sha256")[:6], "big") / 2**48


def rounded(value: float, step: float, salt: str) -> float:
    """The value to one of the two next steps, to the nearer one the more likely; the same salt decides the same."""
    return round(float(np.floor(value / step + chance(salt))) * step, 4)


def _between(
    both: Any, rows: Array, ends: Array, inside: Array, parted: Parted, most: Array
) -> tuple[list[list[int]], list[list[int]]]:
    """For each two groups how many ties beside how many expected, in levels; and those one person holds together.

    Where the level would be another without whoever has most of these ties, chance decides which of both is told.
    """
    count, people = len(parted.keys), both.rows()[inside]
    pair = rows[inside].astype(np.int64) * count + ends[inside]
    ties = np.bincount(pair, minlength=count * count).reshape(count, count).astype(np.float64)
    degree = ties.sum(axis=1)
    expected = np.outer(degree, degree) / max(degree.sum(), 1.0)
    cells: list[list[int]] = []
    risks: list[tuple[float, float, int, int]] = []
    held = holders(people, rows[inside], ends[inside], both.indices[inside])
    for a in range(count):
        for b in range(a, count):
            if expected[a, b] < LEAST_EXPECTED * (2 if a == b else 1):
                continue
            share = held[a, b][1] if (a, b) in held else 0.0
            without = ties[a, b] - (2 * most[a] if a == b else share * ties[a, b])
            is_whole = chance(f"{parted.seals[a]}:{parted.seals[b]}:level") < 0.5
            cells.append([a, b, _level(ties[a, b] if is_whole else without, expected[a, b])])
            if a != b and ties[a, b] >= BRIDGE_TIES and share >= BRIDGE_SHARE:
                risks.append((-share, -float(ties[a, b]), a, b))
    return cells, [[a, b] for _, _, a, b in sorted(risks)[:MOST_BRIDGES]]


def _level(ties: float, expected: float) -> int:
    return int(np.searchsorted(LEVELS, np.log2(max(ties, 0.25) / expected))) - 3


def bridging(kept: Kept, *, least: int) -> list[tuple[int, int, int, float]]:
    """Who holds which two units together, of those that are shown: person, the ids of both units, and which share."""
    parted = part(kept, "unit", least)
    if parted is None:
        return []
    both = kept.night.graph.undirected().without_loops()
    rows, ends = parted.group[both.rows()], parted.group[both.indices]
    inside = (rows >= 0) & (ends >= 0)
    ties = np.bincount(rows[inside].astype(np.int64) * len(parted.keys) + ends[inside])
    found = []
    for (a, b), (who, share) in holders(
        both.rows()[inside], rows[inside], ends[inside], both.indices[inside]
    ).items():
        is_rest = 0 in (parted.keys[a], parted.keys[b])
        if not is_rest and share >= BRIDGE_SHARE and ties[a * len(parted.keys) + b] >= BRIDGE_TIES:
            found.append((int(kept.people[who]), parted.keys[a], parted.keys[b], share))
    return found


def holders(people: Array, rows: Array, ends: Array, others: Array) -> dict[tuple[int, int], tuple[int, float]]:
    """For each two groups who is in most of the ties between them, and in which share."""
    across = rows < ends  # Each undirected tie once.
    a, b = rows[across].astype(np.int64), ends[across].astype(np.int64)
    if not len(a):
        return {}
    top = int(max(a.max(), b.max())) + 1
    pair, total = np.unique(a * top + b, return_counts=True)
    both = np.concatenate([a * top + b, a * top + b])
    who = np.concatenate([people[across], others[across]]).astype(np.int64)
    size = int(who.max()) + 1
    key, count = np.unique(both * size + who, return_counts=True)
    order = np.lexsort((key, -count, key // size))
    cell = key[order] // size
    first = order[np.flatnonzero(np.diff(cell, prepend=-1))]
    return {
        (int(p // top), int(p % top)): (int(key[row] % size), float(count[row] / t))
        for p, t, row in zip(pair, total, first, strict=True)
    }
