"""Who may be seen by whom: the one condition, and the short line by which people are named everywhere."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from folkmoot.base.site import settings as site

from ..acquaintance import known_to
from ..audiences import Audience
from ..logic import sort_name
from ..models import Distance, Person, picture_url
from ..reader import Reader


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a list, a byline or a mention shows of a person."""

    id: int
    username: str
    name: str
    headline: str = ""
    picture_id: int | None = None
    is_active: bool = True

    @property
    def url(self) -> str:
        return f"/@{self.username}/"

    @property
    def key_in_frame(self) -> tuple[object, ...]:
        return (self.id, self.username, self.name, self.picture_id)

    @property
    def avatar_url(self) -> str:
        return picture_url(self.picture_id)


_LINE = ("id", "username", "name", "headline", "picture_id", "is_active")


def visible_people(reader: Reader, *, for_list: bool = True) -> QuerySet[Person]:
    """The people a reader may meet: colleagues all, others by their own choice or when they share a space.

    Those who have blocked the reader, or whom the reader has blocked, are not there. With `for_list` False also
    those are, who are known to the reader only by something they wrote.
    """
    people = Person.objects.filter(is_active=True, is_approved=True)
    if not reader.is_admin:
        people = people.filter(_open_to(reader) | known_to(reader, for_list=for_list))
    return without_blocked(people, reader)


def visible_person(reader: Reader, username: str) -> Person | None:
    """One of the people whose page a reader may open; None when hidden or absent, which look the same."""
    people = visible_people(reader, for_list=False).select_related("unit")
    return people.filter(username=username.lower()).first()


def person_named(reader: Reader, words: str) -> Person | None:
    """Whom the reader means by a user name, with or without @, or by a whole name; None for nobody, and for several
    who are called alike.
    """
    words = " ".join(words.split()).lstrip("@")[:80]
    if not words:
        return None
    if (found := visible_person(reader, words)) is not None:
        return found
    called = list(visible_people(reader).filter(sort_name=sort_name(words)).order_by("id")[:2])
    return called[0] if len(called) == 1 else None


def may_read_whole(reader: Reader, person: Person) -> bool:
    """Whether the profile is open to the reader, or only the short form of somebody known from elsewhere."""
    return reader.is_admin or Person.objects.filter(_open_to(reader), pk=person.pk).exists()


def without_blocked(people: QuerySet[Person], reader: Reader) -> QuerySet[Person]:
    if not reader.hidden_person_ids:
        return people
    blocks = Distance.objects.filter(is_block=True)
    return people.exclude(pk__in=blocks.filter(person=reader.person_id).values("other")).exclude(
        pk__in=blocks.filter(other=reader.person_id).values("person")
    )


def names_for(ids: Iterable[int | None]) -> dict[int, PersonLine]:
    """How to name these people, in one query. For those who know already that they may be named."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {row[0]: PersonLine(*row) for row in Person.objects.filter(pk__in=wanted).values_list(*_LINE)}


def lines_of(people: QuerySet[Person]) -> list[PersonLine]:
    """A queryset of people as lines, in its order."""
    return [PersonLine(*row) for row in people.values_list(*_LINE)]


def mentionable(reader: Reader, prefix: str, *, limit: int = 8) -> list[PersonLine]:
    """People whose user name, or any part of whose name, begins with `prefix`; for strangers nobody."""
    if reader.person_id is None:
        return []
    people, start = visible_people(reader), sort_name(prefix)
    if start:
        people = people.filter(
            Q(username__startswith=start) | Q(sort_name__startswith=start) | Q(sort_name__contains=f" {start}")
        )
    return lines_of(people.order_by("sort_name", "id")[:limit])


def _open_to(reader: Reader) -> Q:
    """People whose profile's audience takes the reader in."""
    chosen = Q(profile_audience__lte=reader.clearance)
    found = chosen | Q(pk=reader.person_id) if reader.person_id else chosen
    if reader.clearance >= Audience.EMPLOYEES:
        return found | Q(profile_audience=None)
    if reader.clearance >= site.get("people.directory_audience"):
        return found | Q(profile_audience=None, is_employee=True)
    return found
