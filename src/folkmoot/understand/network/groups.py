"""What may be told of groups, decided once for a week, so that asking again tells nothing more.

There are three ways to part the people: by unit, by site, by community. None cuts another's groups into pieces that
one could subtract. In each, groups of fewer than `least` are put together, with larger ones until enough people stand
behind them. Figures are rough on purpose: rounded by chance to steps so wide that one person more or less seldom
moves them, and always in the same way for the same week.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db import connection

from folkmoot.commons.people.models import Unit

from . import site_settings
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


@dataclass(frozen=True, eq=False)
class Parted:
    """One way to part people: each person's place in `keys`, where the last may be the rest (key 0)."""

    keys: list[int]
    labels: list[str]
    group: Array


def shown(kept: Kept, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """The week, and what may be told of groups in it; as decided before when this week's was decided already."""
    year, number, _ = at.isocalendar()
    week, least = f"{year}-W{number:02d}", site_settings.least()
    before = Snapshot.objects.filter(state="done", week=week).order_by("as_of").first()
    if before is not None and before.shown.get("least") == least:
        return week, before.shown
    places = kept.places
    found: dict[str, Any] = {"least": least, "partitions": {}}
    for name in PARTITIONS:
        parted = part(kept, name, least)
        if parted is not None:
            found["partitions"][name] = _figures(kept, parted, places, f"{week}:{name}", least)
    return week, found


def part(kept: Kept, name: str, least: int) -> Parted | None:
    """The people parted in one of the three ways; None when there would be but one group."""
    keys, labels, group = {"unit": _by_unit, "site": _by_site, "community": _by_community}[name](kept)
    parted = _large_enough(keys, labels, group, least)
    return parted if len(parted.keys) > 1 else None


def _by_unit(kept: Kept) -> tuple[list[int], list[str], Array]:
    names = dict(Unit.objects.filter(pk__in=[int(x) for x in kept.units]).values_list("pk", "name"))
    keys = [int(x) for x in kept.units]
    return keys, [names.get(key, "") for key in keys], kept.unit


def _by_site(kept: Kept) -> tuple[list[int], list[str], Array]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, location FROM people_person WHERE id = ANY(%s) AND location <> ''",
            [[int(x) for x in kept.people]],
        )
        where = {int(pk): location.strip() for pk, location in cursor.fetchall()}
    known = sorted({site.casefold(): site for site in where.values()}.items())
    place = {folded: number for number, (folded, _) in enumerate(known)}
    group = np.array([place.get(where.get(int(pk), "").casefold(), -1) for pk in kept.people], np.int32)
    return list(range(1, len(known) + 1)), [site for _, site in known], group


def _by_community(kept: Kept) -> tuple[list[int], list[str], Array]:
    labels = kept.night.communities.labels
    names, group = np.unique(labels, return_inverse=True)
    return [int(x) + 1 for x in names], ["" for _ in names], group.astype(np.int32)


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


def _figures(kept: Kept, parted: Parted, places: Array, salt: str, least: int) -> dict[str, Any]:
    both = kept.night.graph.undirected().without_loops()
    rows, ends = parted.group[both.rows()], parted.group[both.indices]
    inside = (rows >= 0) & (ends >= 0)
    count = len(parted.keys)
    sizes = np.bincount(parted.group[parted.group >= 0], minlength=count)
    own = np.bincount(both.rows()[inside & (rows == ends)], minlength=both.n)
    out = np.bincount(both.rows()[inside & (rows != ends)], minlength=both.n)
    groups = []
    for place in range(count):
        members = np.flatnonzero(parted.group == place)
        met = members[(own + out)[members] > 0]
        figure, step = None, 0.0
        if len(met) >= least:
            index = ((out[met] - own[met]) / (out[met] + own[met])).mean()
            step = step_for(len(met))
            figure = rounded(float(index), step, f"{salt}:{parted.keys[place]}:ei")
        centre = np.median(places[members], axis=0)
        away = np.sqrt(((places[members] - centre) ** 2).sum(axis=1))
        groups.append(
            {
                "key": parted.keys[place], "label": parted.labels[place], "about": int(sizes[place]) // 5 * 5,
                "ei": figure, "step": step, "x": round(float(centre[0]), 2), "y": round(float(centre[1]), 2),
                "r": round(max(0.2, 0.8 * float(np.median(away))), 2),
                "mostly": _mostly(kept, parted, members, least),
            }
        )  # fmt: skip
    cells, bridges = _between(both, rows, ends, inside, count)
    return {"groups": groups, "cells": cells, "bridges": bridges}


def _mostly(kept: Kept, parted: Parted, members: Array, least: int) -> list[int]:
    """The units that make a community what it is: those of which enough people are in it."""
    units = kept.unit[members]
    found, counts = np.unique(units[units >= 0], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return [int(kept.units[found[x]]) for x in order[:2] if counts[x] >= least]


def step_for(people: int) -> float:
    """How rough a mean of so many is told: one person moves it by at most half a step."""
    return next(step for step in STEPS if step >= 4 / people or step == STEPS[-1])


def rounded(value: float, step: float, salt: str) -> float:
    """The value to one of the two next steps, to the nearer one the more likely; the same salt decides the same."""
    key = f"folkmoot.network.rounding:{settings.SECRET_KEY}".encode()
    chance = int.from_bytes(hmac.digest(key, salt.encode(), "sha256")[:6], "big") / 2**48
    return round(float(np.floor(value / step + chance)) * step, 4)


def _between(
    both: Any, rows: Array, ends: Array, inside: Array, count: int
) -> tuple[list[list[int]], list[list[int]]]:
    """For each two groups how many ties beside how many expected, in levels; and those one person holds together."""
    people = both.rows()[inside]
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
            ratio = np.log2(max(ties[a, b], 0.25) / expected[a, b])
            cells.append([a, b, int(np.searchsorted(LEVELS, ratio)) - 3])
            share = held[a, b][1] if (a, b) in held else 0.0
            if a != b and ties[a, b] >= BRIDGE_TIES and share >= BRIDGE_SHARE:
                risks.append((-share, -float(ties[a, b]), a, b))
    return cells, [[a, b] for _, _, a, b in sorted(risks)[:MOST_BRIDGES]]


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
