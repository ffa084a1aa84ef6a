"""Finding people: by name, skill, unit, place and relation, page by page."""

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from folkmoot.base.ids import to_text

from ..audiences import Audience
from ..logic import sort_name
from ..models import Person, PersonSkill, Relation, Skill, Unit
from ..reader import Reader
from .visible import PersonLine, visible_people

PAGE = 24


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for. `unit` takes in the units below it."""

    words: str = ""
    skill: str = ""
    unit_id: int | None = None
    location: str = ""
    relation: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.skill or self.unit_id or self.location or self.relation)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.is_narrowed)


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of the directory."""

    line: PersonLine
    unit: str
    location: str
    skills: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    people: list[Found]
    next: str = ""


def directory(reader: Reader, search: Search, *, after: str = "", size: int = PAGE) -> DirectoryPage:
    """One page of the people who fit, best fit first, then by name. `after` is the `next` of the page before."""
    if reader.person_id is None:
        return DirectoryPage([])
    people = _ranked(_filtered(visible_people(reader), search), sort_name(search.words))
    if (mark := _decode(after)) is not None:
        rank, name, last = mark
        people = people.filter(
            Q(rank__gt=rank) | Q(rank=rank, sort_name__gt=name) | Q(rank=rank, sort_name=name, id__gt=last)
        )
    rows = list(people.select_related("unit").order_by("rank", "sort_name", "id")[: size + 1])
    shown = rows[:size]
    skills = _skills_of([person.pk for person in shown])
    found = [
        Found(
            PersonLine(p.pk, p.username, p.name, p.headline, p.picture_id, p.is_active),
            p.unit.name if p.unit else "",
            p.location,
            skills.get(p.pk, [])[:3],
        )
        for p in shown
    ]
    more = _encode(shown[-1].rank, shown[-1].sort_name, shown[-1].pk) if len(rows) > size else ""  # type: ignore[attr-defined]
    return DirectoryPage(found, more)


def filter_choices(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: units and relations, to employees alone: they tell how the organisation is made."""
    is_inside = reader.clearance >= Audience.EMPLOYEES or reader.is_admin
    units = Unit.objects.order_by("name").values_list("pk", "name")[:500] if is_inside else []
    return {
        "units": [(to_text(pk), name) for pk, name in units],
        "relations": [(value, str(label)) for value, label in Relation.Kind.choices] if is_inside else [],
    }


def units_below(unit_id: int) -> set[int]:
    """A unit and everything in it. Units are few; the tree is walked level by level."""
    found, level = {unit_id}, {unit_id}
    while level:
        level = set(Unit.objects.filter(parent__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def _filtered(people: QuerySet[Person], search: Search) -> QuerySet[Person]:
    if search.skill:
        has = PersonSkill.objects.filter(person=OuterRef("pk"), skill__name__iexact=search.skill)
        people = people.filter(Exists(has))
    if search.unit_id is not None:
        people = people.filter(unit__in=units_below(search.unit_id))
    if search.location:
        people = people.filter(location__icontains=search.location)
    if search.relation:
        open_now = Relation.objects.filter(person=OuterRef("pk"), kind=search.relation, until_on=None)
        people = people.filter(Exists(open_now))
    return people


def _ranked(people: QuerySet[Person], words: str) -> QuerySet[Person]:
    """Beginning of the name first, then anywhere in name, headline or skills, then what sounds alike."""
    if not words:
        return people.annotate(rank=Value(0, output_field=IntegerField()))
    skilled = PersonSkill.objects.filter(
        person=OuterRef("pk"), skill__in=Skill.objects.filter(name__icontains=words).values("pk")
    )
    begins = Q(sort_name__startswith=words) | Q(sort_name__contains=f" {words}") | Q(username__startswith=words)
    contains = Q(sort_name__contains=words) | Q(headline__icontains=words) | Exists(skilled)
    rank = Case(When(begins, then=0), When(contains, then=1), default=2, output_field=IntegerField())
    return people.filter(begins | contains | Q(sort_name__trigram_word_similar=words)).annotate(rank=rank)


def _skills_of(ids: list[int]) -> dict[int, list[str]]:
    rows = PersonSkill.objects.filter(person__in=ids).order_by("-endorsement_count", "skill__name")
    skills: dict[int, list[str]] = {}
    for person_id, name in rows.values_list("person_id", "skill__name"):
        skills.setdefault(person_id, []).append(name)
    return skills


def _encode(rank: int, name: str, last: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([rank, name, last]).encode()).decode().rstrip("=")


def _decode(mark: str) -> tuple[int, str, int] | None:
    """Where a page begins; what nobody here has written is the first page."""
    try:
        rank, name, last = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    known: Any = isinstance(rank, int) and isinstance(name, str) and isinstance(last, int)
    return (rank, name, last) if known and abs(last) < 1 << 63 else None
