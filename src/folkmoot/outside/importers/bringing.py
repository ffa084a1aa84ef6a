"""What both importers share: people without an account yet, the space to import into, and the summary."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from folkmoot.base.ids import new_id
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody known by name only, who may claim the account later. `origin` says where they come from."""

    origin: str
    name: str
    joined_at: datetime
    location: str = ""
    about: str = ""
    about_html: str = ""


@dataclass(slots=True)
class Counted:
    """One kind of row: how many were read, and what became of each."""

    read: int = 0
    imported: int = 0
    already_here: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def adds_up(self) -> bool:
        return self.read == self.imported + self.already_here + sum(self.left_out.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "imported": self.imported,
            "already_here": self.already_here,
            "left_out": self.left_out,
        }


@dataclass(slots=True)
class Summary:
    """What an import did, row by row of the source; `reconciled` when every row is accounted for."""

    source: str
    spaces: list[str]
    files: dict[str, Counted] = field(default_factory=dict)
    now_here: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def reconciled(self) -> bool:
        return all(counted.adds_up for counted in self.files.values())

    @property
    def rows(self) -> int:
        return sum(counted.read for counted in self.files.values())

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "spaces": self.spaces,
            "reconciled": self.reconciled,
            "files": {name: counted.as_json() for name, counted in self.files.items()},
            "imported": {name: counted.imported for name, counted in self.files.items()},
            "now_here": self.now_here,
            "rows": self.rows,
            "seconds": round(self.seconds, 2),
            "rows_per_second": round(self.rows / self.seconds) if self.seconds else None,
        }


def bring_people(newcomers: Iterable[Newcomer]) -> tuple[dict[str, int], int]:
    """This will make the people who are not here yet; origin → person for all, and how many were new."""
    wanted = {newcomer.origin: newcomer for newcomer in newcomers}
    known = dict(Person.objects.filter(origin__in=wanted).values_list("origin", "pk"))
    fresh = [newcomer for origin, newcomer in wanted.items() if origin not in known]
    names = _free_usernames([newcomer.name for newcomer in fresh])
    people = [
        Person(
            id=new_id(),
            username=username,
            password="!",  # noqa: S106 - no password fits: the account waits to be claimed
            name=newcomer.name,
            sort_name=sort_name(newcomer.name),
            location=newcomer.location,
            about=newcomer.about,
            about_html=newcomer.about_html,
            origin=newcomer.origin,
            joined_at=newcomer.joined_at,
        )
        for newcomer, username in zip(fresh, names, strict=True)
    ]
    Person.objects.bulk_create(people, batch_size=1000)
    return known | {person.origin: person.pk for person in people}, len(people)


def sort_name(name: str) -> str:
    """Small letters without accents, as the directory sorts by."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()[:120]


def _free_usernames(names: list[str]) -> list[str]:
    taken = set(Person.objects.values_list("username", flat=True)) if names else set()
    found = []
    for name in names:
        base = re.sub(r"[^a-z0-9]+", "-", sort_name(name)).strip("-")[:30] or "member"
        base = base if len(base) >= 3 else f"{base}-member"
        username, number = base, 1
        while username in taken:
            number += 1
            username = f"{base}-{number}"
        taken.add(username)
        found.append(username)
    return found


def space_for(slug: str, *, name: str, audience: int, at: datetime) -> Space:
    """The space of that address; a new open one when there is none."""
    space, _is_new = Space.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name[:80],
            "audience": audience,
            "joining": Space.Joining.OPEN,
            "made_at": at,
            "last_activity_at": at,
            "only_members_post": False,
        },
    )
    return space


AUDIENCES: Mapping[str, int] = {
    "public": Audience.PUBLIC,
    "signed-in": Audience.SIGNED_IN,
    "employees": Audience.EMPLOYEES,
    "members": Audience.MEMBERS,
}
