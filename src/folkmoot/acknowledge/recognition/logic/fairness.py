"""How evenly recognition is shared out, for groups that are large enough and never for a person.

A gift is one person thanked by another, whatever the points. Measures:

- Gini of giving and of getting, over everybody who works here, those with nothing included: 0 when all have the
  same, near 1 when one has all. G = Σᵢ (2i − n − 1) xᵢ ÷ (n Σ x), x sorted.
- Share across units: gifts between two units ÷ gifts between people whose units are known.
- Given back: gifts to somebody who also gave to the giver in the period ÷ all gifts.
- Closed circles: groups of 2 to 8 people, tied by gifts in both directions, who keep at least 60 % of what they give
  among themselves, with at least 3 gifts inside for each member. Only how many there are is told.

Groups (units, sites, time zones, full and part time): gifts given and got per head. A group with fewer people than k
is never shown by itself; small ones are put together as "others", with the next smallest too until those are k, so
that no sum minus what is shown gives a small group away.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CIRCLE_SHARE = 0.6
CIRCLE_MOST = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody who works here; empty where nothing is."""

    unit: str = ""
    site: str = ""
    zone: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A group. `label` is empty for the others put together."""

    label: str
    people: int
    gave: int
    got: int

    @property
    def gave_each(self) -> float:
        return round(self.gave / self.people, 2)

    @property
    def got_each(self) -> float:
        return round(self.got / self.people, 2)


@dataclass(frozen=True, slots=True)
class Report:
    people: int
    gifts: int
    giving_gini: float
    getting_gini: float
    giver_share: float
    getter_share: float
    across_share: float | None
    back_share: float
    circles: int
    groups: dict[str, list[Cell]]

    @property
    def giver_percent(self) -> int:
        return round(100 * self.giver_share)

    @property
    def getter_percent(self) -> int:
        return round(100 * self.getter_share)

    @property
    def across_percent(self) -> int | None:
        return None if self.across_share is None else round(100 * self.across_share)

    @property
    def back_percent(self) -> int:
        return round(100 * self.back_share)


def gini(values: Iterable[float]) -> float:
    """0 for an even share (and for nothing to share)."""
    ordered = sorted(values)
    total, count = sum(ordered), len(ordered)
    if not total:
        return 0.0
    weighted = sum((2 * place - count - 1) * value for place, value in enumerate(ordered, start=1))
    return weighted / (count * total)


def report(gifts: Sequence[tuple[int, int]], people: Mapping[int, Facts], k: int) -> Report | None:
    """The report on gifts (giver, getter) among `people`; None when they, or those who gave, are fewer than k."""
    known = [(giver, getter) for giver, getter in gifts if giver in people and getter in people]
    gave, got = _counts(known, people)
    givers = sum(1 for count in gave.values() if count)
    getters = sum(1 for count in got.values() if count)
    if len(people) < k or givers < k or getters < k:
        return None
    pairs = set(known)
    between = [(people[a].unit, people[b].unit) for a, b in known if people[a].unit and people[b].unit]
    return Report(
        people=len(people),
        gifts=len(known),
        giving_gini=gini(gave.values()),
        getting_gini=gini(got.values()),
        giver_share=givers / len(people),
        getter_share=getters / len(people),
        across_share=sum(a != b for a, b in between) / len(between) if len(between) >= k else None,
        back_share=sum((b, a) in pairs for a, b in known) / len(known),
        circles=len(circles(known)),
        groups={name: cells(gave, got, people, name, k) for name in ("unit", "site", "zone", "hours")},
    )


def _counts(gifts: Sequence[tuple[int, int]], people: Mapping[int, Facts]) -> tuple[dict[int, int], dict[int, int]]:
    gave, got = dict.fromkeys(people, 0), dict.fromkeys(people, 0)
    for giver, getter in gifts:
        gave[giver] += 1
        got[getter] += 1
    return gave, got


def cells(
    gave: Mapping[int, int], got: Mapping[int, int], people: Mapping[int, Facts], name: str, k: int
) -> list[Cell]:
    """The groups by one fact, large ones by name, the rest together; nobody's when even those are fewer than k."""
    members: dict[str, list[int]] = defaultdict(list)
    for person, facts in people.items():
        members[getattr(facts, name)].append(person)
    unknown = members.pop("", [])
    ordered = sorted(members.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    large = [pair for pair in ordered if len(pair[1]) >= k]
    rest = unknown + [person for pair in ordered if len(pair[1]) < k for person in pair[1]]
    while rest and len(rest) < k and large:
        rest += large.pop()[1]
    found = [_cell(label, group, gave, got) for label, group in large]
    if len(rest) >= k:
        found.append(_cell("", rest, gave, got))
    return found if len(found) > 1 else []


def _cell(label: str, group: Sequence[int], gave: Mapping[int, int], got: Mapping[int, int]) -> Cell:
    return Cell(label, len(group), sum(gave[each] for each in group), sum(got[each] for each in group))


def circles(gifts: Sequence[tuple[int, int]]) -> list[frozenset[int]]:
    """The closed circles. For counting; whoever is in one is told to nobody."""
    pairs = set(gifts)
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        if a != b and (b, a) in pairs:
            near[a].add(b)
    found, seen = [], set()
    for start in near:
        if start in seen:
            continue
        group, frontier = {start}, [start]
        while frontier:
            for other in near[frontier.pop()] - group:
                group.add(other)
                frontier.append(other)
        seen |= group
        if len(group) <= CIRCLE_MOST and _is_closed(group, gifts):
            found.append(frozenset(group))
    return found


def _is_closed(group: set[int], gifts: Sequence[tuple[int, int]]) -> bool:
    total = sum(1 for giver, _ in gifts if giver in group)
    inside = sum(1 for giver, getter in gifts if giver in group and getter in group)
    return inside >= 3 * len(group) and inside >= CIRCLE_SHARE * total
