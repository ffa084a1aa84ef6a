"""The organisation chart, one unit at a time: ten thousand people are never loaded at once."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from ..audiences import Audience
from ..models import Person, Unit
from ..reader import Reader
from .visible import PersonLine, visible_people

MOST_PEOPLE = 200


@dataclass(slots=True)
class UnitNode:
    """A unit, the number of visible people directly in it, and the units below."""

    id: int
    name: str
    count: int = 0
    total: int = 0
    children: list["UnitNode"] = field(default_factory=list)


@dataclass(slots=True)
class ChartPerson:
    """Somebody in the unit, with those there who report to them."""

    line: PersonLine
    reports: list["ChartPerson"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnitPage:
    people: list[ChartPerson]
    is_cut: bool


def chart_of(reader: Reader) -> list[UnitNode]:
    """All units as a tree with counts of the people the reader may see, in two queries."""
    counts = dict(
        visible_people(reader).exclude(unit=None).values_list("unit").annotate(n=Count("pk")).values_list("unit", "n")
    )
    nodes: dict[int, UnitNode] = {}
    children: dict[int | None, list[UnitNode]] = defaultdict(list)
    for pk, name, parent in Unit.objects.order_by("name", "id").values_list("pk", "name", "parent"):
        nodes[pk] = UnitNode(pk, name, counts.get(pk, 0))
        children[parent].append(nodes[pk])
    for pk, node in nodes.items():
        node.children = children[pk]

    def add_up(node: UnitNode) -> int:
        node.total = node.count + sum(add_up(child) for child in node.children)
        return node.total

    for root in children[None]:
        add_up(root)
    return children[None] if reader.clearance >= Audience.EMPLOYEES else _inhabited(children[None])


def _inhabited(nodes: list[UnitNode]) -> list[UnitNode]:
    """For those from outside: only units in which they may see somebody."""
    for node in nodes:
        node.children = _inhabited(node.children)
    return [node for node in nodes if node.total]


def people_in(reader: Reader, unit_id: int) -> UnitPage:
    """The people of one unit, each under their manager when that one is in the unit too. One query."""
    found = visible_people(reader).filter(unit=unit_id).order_by("sort_name", "id")
    rows = list(
        found.values_list("id", "username", "name", "headline", "picture_id", "is_active", "manager_id")[
            : MOST_PEOPLE + 1
        ]
    )
    shown = rows[:MOST_PEOPLE]
    entries = {row[0]: ChartPerson(PersonLine(*row[:6])) for row in shown}
    tops: list[ChartPerson] = []
    for row in shown:
        manager = entries.get(row[6]) if row[6] != row[0] else None
        (manager.reports if manager else tops).append(entries[row[0]])
    return UnitPage(tops, len(rows) > MOST_PEOPLE)


def reports_of(reader: Reader, person: Person) -> list[Person]:
    return list(visible_people(reader).filter(manager=person).order_by("sort_name", "id")[:MOST_PEOPLE])
