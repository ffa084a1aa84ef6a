"""What ties two people, whom somebody is tied to, and who asks to be."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from folkmoot.base.web.statements import ask

from ..models import Connection, Distance, Endorsement, Follow, Person, PersonSkill
from ..policy import may_see_ties
from ..reader import Reader
from .visible import PersonLine, lines_of, names_for, visible_people


@dataclass(frozen=True, slots=True)
class Ties:
    """How a reader stands to a person."""

    is_self: bool = False
    follows: bool = False
    is_followed: bool = False
    is_muted: bool = False
    connection: Connection | None = None

    @property
    def is_connected(self) -> bool:
        return self.connection is not None and self.connection.state == "accepted"

    def asked_by(self, person_id: int) -> bool:
        return bool(self.connection and self.connection.state == "asked" and self.connection.asker_id == person_id)


def tie_with(reader: Reader, person: Person) -> Ties:
    """How the reader stands to `person`, in one query besides the connection."""
    me = reader.person_id
    if me is None or me == person.pk:
        return Ties(is_self=me == person.pk)
    row = (
        Person.objects.filter(pk=person.pk)
        .values_list(
            Exists(Follow.objects.filter(follower=me, person=OuterRef("pk"))),
            Exists(Follow.objects.filter(follower=OuterRef("pk"), person=me)),
            Exists(Distance.objects.filter(person=me, other=OuterRef("pk"), is_block=False)),
        )
        .get()
    )
    between = Q(asker=me, asked=person) | Q(asker=person, asked=me)
    connection = Connection.objects.filter(between).first()
    return Ties(follows=row[0], is_followed=row[1], is_muted=row[2], connection=connection)


def people_tied(reader: Reader, person: Person, which: str, *, limit: int = 60) -> list[PersonLine] | None:
    """The people `person` follows (`following`), is followed by (`followers`) or connected to (`connections`).

    None when the person does not show this to the reader; people hidden from the reader are left out.
    """
    ties = tie_with(reader, person)
    if not may_see_ties(reader, person, is_connected=ties.is_connected):
        return None
    if which == "following":
        condition = Exists(Follow.objects.filter(follower=person, person=OuterRef("pk")))
    elif which == "followers":
        condition = Exists(Follow.objects.filter(follower=OuterRef("pk"), person=person))
    else:
        condition = Exists(
            Connection.objects.filter(
                Q(asker=OuterRef("pk"), asked=person) | Q(asked=OuterRef("pk"), asker=person), state="accepted"
            )
        )
    return lines_of(visible_people(reader).filter(condition).order_by("sort_name", "id")[:limit])


@dataclass(frozen=True, slots=True)
class Request:
    connection: Connection
    person: PersonLine


def requests_to(reader: Reader, *, sent: bool = False) -> list[Request]:
    """Connection requests that wait for the reader's answer, or with `sent` those the reader made."""
    mine = {"asker": reader.person_id} if sent else {"asked": reader.person_id}
    waiting = list(Connection.objects.filter(state="asked", **mine).order_by("-asked_at")[:100])
    names = names_for(each.asked_id if sent else each.asker_id for each in waiting)
    return [Request(each, names[each.asked_id if sent else each.asker_id]) for each in waiting]


def request_count(reader: Reader) -> int:
    """How many people wait for the reader's answer."""
    [(count,)] = ask(_WAITING, [reader.person_id])
    return int(count)


_WAITING = "SELECT count(*) FROM people_connection WHERE state = 'asked' AND asked_id = %s"


def connection_with(reader: Reader, person: Person) -> Connection | None:
    return tie_with(reader, person).connection


def kept_away(reader: Reader) -> list[tuple[PersonLine, bool]]:
    """Whom the reader has muted or blocked; True for a block."""
    rows = list(Distance.objects.filter(person=reader.person_id).order_by("-at").values_list("other_id", "is_block"))
    names = names_for(other for other, _ in rows)
    return [(names[other], is_block) for other, is_block in rows]


def skill_for(person: Person, skill_id: int) -> PersonSkill | None:
    return PersonSkill.objects.select_related("skill", "person").filter(pk=skill_id, person=person).first()


def endorsed_by(reader: Reader) -> Exists:
    """Whether the reader has endorsed a PersonSkill."""
    return Exists(Endorsement.objects.filter(person_skill=OuterRef("pk"), by=reader.person_id))
