"""Who belongs to a space."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.base.web.statements import AnyOf, Given, Statement, ask
from folkmoot.commons.people.queries import PersonLine

from .. import policy
from ..models import Membership, Space
from ..viewer import Viewer

PAGE = 40


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a long list; `after` opens the next page, empty on the last."""

    rows: list[Membership]
    after: str


def members(viewer: Viewer, space: Space, *, words: str = "", after: str = "", limit: int = PAGE) -> Page:
    """Plain members by name (with `words`: everybody who fits), one page; nothing for those who may not read it."""
    found = _visible(viewer, space)
    if words:
        for word in words.split()[:4]:
            found = found.filter(
                Q(person__name__icontains=word)
                | Q(person__username__icontains=word)
                | Q(person__headline__icontains=word)
            )
    else:
        found = found.filter(role=Membership.Role.MEMBER)
    name, _, number = after.rpartition("~")
    if number.isdigit():
        found = found.filter(Q(person__sort_name__gt=name) | Q(person__sort_name=name, person_id__gt=int(number)))
    rows = _with_lines(found.order_by("person__sort_name", "person_id")[: limit + 1])
    if len(rows) <= limit:
        return Page(rows, "")
    last = rows[limit - 1].person
    return Page(rows[:limit], f"{last.sort_name}~{last.pk}")


def team(viewer: Viewer, space: Space) -> list[Membership]:
    """Owners and moderators, owners first."""
    found = _with_lines(_visible(viewer, space).exclude(role=Membership.Role.MEMBER).order_by("since_at")[:100])
    return sorted(found, key=lambda place: place.role != Membership.Role.OWNER)


def newest_members(viewer: Viewer, space: Space, limit: int = 5) -> list[PersonLine]:
    """A few faces for the head of the page."""
    if not policy.may_see_members(viewer, space):
        return []
    given = {"space": space.pk, "hidden": list(viewer.hidden_person_ids)}
    return [PersonLine(*row) for row in _newest(limit).rows(given)]


@cache
def _newest(limit: int) -> Statement[tuple[Any, ...]]:
    of = Membership.objects.filter(space_id=Given("space"), is_asked=False, person__is_active=True)
    line = ("person_id", "person__username", "person__name", "person__headline", "person__picture_id")
    known = of.exclude(person_id=AnyOf("hidden")).order_by("-pk").values_list(*line)
    return Statement(lambda: known[:limit])


def requests(viewer: Viewer, space: Space, limit: int = 100) -> list[Membership]:
    """Who waits for an answer, longest first; nothing for those who may not answer."""
    if not policy.may_moderate(viewer, space):
        return []
    return _with_lines(
        Membership.objects.filter(space=space, is_asked=True, person__is_active=True)
        .select_related("person")
        .order_by("since_at", "pk")[:limit]
    )


def spaces_with_requests(viewer: Viewer) -> list[tuple[Space, int]]:
    """The spaces the viewer looks after where somebody asks to join, and how many do."""
    if not viewer.moderated_space_ids:
        return []
    counts = dict(ask(_ASKED, [list(viewer.moderated_space_ids)]))
    if not counts:
        return []
    return [(space, counts[space.pk]) for space in Space.objects.filter(pk__in=counts).order_by("name")]


_ASKED = "SELECT space_id, count(*) FROM spaces_membership WHERE is_asked AND space_id = ANY(%s) GROUP BY space_id"


def member_rows(viewer: Viewer, space: Space) -> Iterator[tuple[str, str, str, str]]:
    """Name, user name, role and day of joining of every member, for an owner's list."""
    if space.my_role != Membership.Role.OWNER:  # type: ignore[attr-defined]
        return
    found = _visible(viewer, space).order_by("person__sort_name", "person_id")
    for place in found.iterator(chunk_size=2000):
        person = place.person
        yield person.name, person.username, str(place.get_role_display()), place.since_at.date().isoformat()


def _visible(viewer: Viewer, space: Space) -> QuerySet[Membership]:
    if not policy.may_see_members(viewer, space):
        return Membership.objects.none()
    found = Membership.objects.filter(space=space, is_asked=False, person__is_active=True)
    if viewer.hidden_person_ids:
        found = found.exclude(person_id__in=viewer.hidden_person_ids)
    return found.select_related("person", "person__picture")


def _with_lines(places: QuerySet[Membership]) -> list[Membership]:
    """Each with `line`, by which people are named everywhere."""
    found = list(places)
    for place in found:
        person = place.person
        place.line = PersonLine(person.pk, person.username, person.name, person.headline, person.picture_id)  # type: ignore[attr-defined]
    return found
