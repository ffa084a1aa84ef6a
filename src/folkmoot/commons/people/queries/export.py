"""Everything this room keeps about one person, for that person."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import Q

from ..models import Connection, Distance, Endorsement, Follow, Person, PersonSkill, ProfileValue, Relation

# Other rooms add what they keep: name of the file -> rows.
Part = Callable[[int], list[dict[str, Any]]]
_parts: dict[str, Part] = {}

_LEFT_OUT = {"password", "sort_name", "about_html", "version"}


def contribute(name: str, part: Part) -> None:
    """This will add a file to everybody's export of their own data; called in a room's `ready()`."""
    _parts[name] = part


def own_data(person: Person) -> dict[str, Any]:
    """The whole export: this room's rows and those of the rooms that contribute."""
    names = {field.attname for field in Person._meta.concrete_fields} - _LEFT_OUT
    me = person.pk
    data: dict[str, Any] = {
        "profile": {name: getattr(person, name) for name in sorted(names)},
        "addresses": _rows(EmailAddress.objects.filter(user=me), "email", "verified", "primary"),
        "sessions": _rows(UserSession.objects.filter(user=me), "ip", "user_agent", "created_at", "last_seen_at"),
        "relations": _rows(Relation.objects.filter(person=me), "kind", "since_on", "until_on"),
        "fields": _rows(ProfileValue.objects.filter(person=me), "field__label", "value"),
        "skills": _rows(PersonSkill.objects.filter(person=me), "skill__name", "endorsement_count"),
        "endorsements_given": _rows(
            Endorsement.objects.filter(by=me), "person_skill__person__username", "person_skill__skill__name", "at"
        ),
        "following": _rows(Follow.objects.filter(follower=me), "person__username", "at"),
        "followers": _rows(Follow.objects.filter(person=me), "follower__username", "at"),
        "connections": _rows(
            Connection.objects.filter(Q(asker=me) | Q(asked=me)),
            "asker__username", "asked__username", "state", "note", "asked_at", "answered_at",
        ),
        "kept_away": _rows(Distance.objects.filter(person=me), "other__username", "is_block", "at"),
    }  # fmt: skip
    return data | {name: part(me) for name, part in _parts.items()}


def _rows(rows: Any, *names: str) -> list[dict[str, Any]]:
    return list(rows.values(*names))
