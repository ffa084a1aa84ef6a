"""Everything a profile page shows, loaded at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from ..audiences import Audience
from ..logic import local_time
from ..models import Endorsement, Person, PersonSkill, ProfileField, ProfileValue, Relation
from ..policy import may_read_field, may_see_ties
from ..reader import Reader
from .ties import Ties, endorsed_by, tie_with
from .visible import PersonLine, lines_of, may_read_whole, visible_people


@dataclass(frozen=True, slots=True)
class SkillLine:
    id: int
    name: str
    count: int
    is_endorsed_by_me: bool
    endorsers: list[PersonLine]


@dataclass(frozen=True, slots=True)
class FieldLine:
    label: str
    kind: str
    value: str

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.value) if self.kind == "date" else None


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """`is_whole` is False for those who may only see the short form: name, picture, headline."""

    person: Person
    is_whole: bool
    ties: Ties
    local_time: datetime
    may_see_ties: bool = False
    manager: PersonLine | None = None
    relations: list[Relation] = field(default_factory=list)
    fields: list[FieldLine] = field(default_factory=list)
    skills: list[SkillLine] = field(default_factory=list)

    @property
    def local_clock(self) -> str:
        return self.local_time.strftime("%H:%M")

    @property
    def waits_for_me(self) -> bool:
        return self.ties.asked_by(self.person.pk)

    @property
    def is_bare(self) -> bool:
        who = self.person
        return not (who.about_html or who.ask_me_about or who.interests or self.skills)

    @property
    def current_relations(self) -> list[Relation]:
        return [each for each in self.relations if each.until_on is None]

    @property
    def past_relations(self) -> list[Relation]:
        return [each for each in self.relations if each.until_on is not None]


def profile_page(reader: Reader, person: Person, *, at: datetime) -> ProfilePage:
    """The profile of a visible person as this reader may see it, in a fixed number of queries."""
    ties = tie_with(reader, person)
    local = local_time(at, person.timezone)
    if not may_read_whole(reader, person):
        return ProfilePage(person, False, ties, local)
    return ProfilePage(
        person,
        True,
        ties,
        local,
        may_see_ties=may_see_ties(reader, person, is_connected=ties.is_connected),
        manager=_named(reader, [person.manager_id]).get(person.manager_id),
        relations=_relations(reader, person),
        fields=_fields(reader, person),
        skills=_skills(reader, person),
    )


def _named(reader: Reader, ids: Iterable[int | None]) -> dict[int | None, PersonLine]:
    """Those of these people whom the reader may meet: a profile names nobody else."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {line.id: line for line in lines_of(visible_people(reader, for_list=False).filter(pk__in=wanted))}


def _relations(reader: Reader, person: Person) -> list[Relation]:
    """Colleagues see them over time; others only what is open to see: that somebody applied is not their business."""
    relations = Relation.objects.filter(person=person).order_by("-since_on")
    if reader.is_admin or reader.person_id == person.pk or reader.clearance >= Audience.EMPLOYEES:
        return list(relations)
    return list(relations.filter(until_on=None, kind__in=(Relation.Kind.EMPLOYEE, Relation.Kind.PARTNER)))


def _fields(reader: Reader, person: Person) -> list[FieldLine]:
    values = (
        ProfileValue.objects.filter(person=person).select_related("field").order_by("field__position", "field_id")
    )
    readable = (each for each in values if may_read_field(reader, each.field, person))
    return [FieldLine(each.field.label, each.field.kind, each.value) for each in readable]


def _skills(reader: Reader, person: Person) -> list[SkillLine]:
    rows = list(
        PersonSkill.objects.filter(person=person)
        .annotate(mine=endorsed_by(reader))
        .select_related("skill")
        .order_by("-endorsement_count", "skill__name")
    )
    endorsers: dict[int, list[int]] = defaultdict(list)
    latest = Endorsement.objects.filter(person_skill__in=rows).order_by("-at").values_list("person_skill", "by")
    for skill_id, by in latest[:300]:
        if len(endorsers[skill_id]) < 3:
            endorsers[skill_id].append(by)
    names = _named(reader, (by for some in endorsers.values() for by in some))
    return [
        SkillLine(
            row.pk,
            row.skill.name,
            row.endorsement_count,
            row.mine,
            [names[by] for by in endorsers[row.pk] if by in names],
        )
        for row in rows
    ]


def fields_to_fill(person: Person) -> list[tuple[ProfileField, str]]:
    """The site's fields with what the person has put in."""
    values = dict(ProfileValue.objects.filter(person=person).values_list("field_id", "value"))
    return [(each, values.get(each.pk, "")) for each in ProfileField.objects.order_by("position", "id")]
