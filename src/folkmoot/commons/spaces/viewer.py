"""Whoever is looking. Every read in the product goes through a query that takes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from folkmoot.base.web.statements import ask
from folkmoot.commons.people.audiences import Audience

# Of a person `p`. `columns` adds what else was asked for.
_COLUMNS = """p.is_active AND p.is_approved, p.is_admin, p.is_employee, p.language, p.timezone, p.theme,
    (SELECT array_agg(m.space_id) FROM spaces_membership m WHERE m.person_id = p.id AND NOT m.is_asked),
    (SELECT array_agg(m.space_id) FROM spaces_membership m
        WHERE m.person_id = p.id AND NOT m.is_asked AND m.role IN ('owner', 'moderator')),
    (SELECT array_agg(DISTINCT o) FROM (
        SELECT other_id AS o FROM people_distance WHERE person_id = p.id
        UNION ALL SELECT person_id FROM people_distance WHERE other_id = p.id AND is_block) d),
    p.username, p.name, p.picture_id, p.rights"""
_brought: dict[str, str] = {}


def bring(name: str, sql: str) -> None:
    """This will have `Viewer.brought` hold one more value, which the frame of every page needs: `sql` says how to
    find it for the person `p`. It is asked in the same statement as everything else about the viewer."""
    _brought[name] = sql


def columns() -> str:
    """What a statement about people `p` must select for `viewer_from`."""
    return ", ".join([_COLUMNS, *_brought.values()])


@dataclass(frozen=True, slots=True)
class Viewer:
    """A reader and what they may see.

    `clearance` is the narrowest audience they belong to without being a member; `hidden_person_ids` are those
    they muted or blocked and those who blocked them; `rights` is what they have earned to do with the work of others.
    """

    person_id: int | None = None
    clearance: int = Audience.PUBLIC
    space_ids: frozenset[int] = field(default_factory=frozenset)
    moderated_space_ids: frozenset[int] = field(default_factory=frozenset)
    hidden_person_ids: frozenset[int] = field(default_factory=frozenset)
    is_admin: bool = False
    language: str = "en"
    timezone: str = "UTC"
    theme: str = "auto"
    username: str = ""
    name: str = ""
    picture_id: int | None = None
    rights: frozenset[str] = field(default_factory=frozenset)
    brought: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_guest(self) -> bool:
        return self.person_id is None

    def speaking(self, language: str) -> "Viewer":
        """The same viewer with another language."""
        return replace(self, language=language)


GUEST = Viewer()


def viewer_of(person_id: int | None) -> Viewer:
    """The viewer for a person, in one query; a guest for nobody, the inactive and the not yet approved."""
    if person_id is None:
        return GUEST
    rows = ask(f"SELECT {columns()} FROM people_person p WHERE p.id = %s", [person_id])  # noqa: S608
    return viewer_from(person_id, rows[0]) if rows else GUEST


def viewer_from(person_id: int, row: Sequence[Any]) -> Viewer:
    """The viewer out of `columns()`."""
    if not row[0]:
        return GUEST
    (
        is_admin,
        is_employee,
        language,
        timezone,
        theme,
        spaces,
        moderated,
        hidden,
        username,
        name,
        picture,
        rights,
        *brought,
    ) = row[1:]
    return Viewer(
        person_id=person_id,
        clearance=Audience.EMPLOYEES if is_employee else Audience.SIGNED_IN,
        space_ids=frozenset(spaces or ()),
        moderated_space_ids=frozenset(moderated or ()),
        hidden_person_ids=frozenset(hidden or ()),
        is_admin=is_admin,
        language=language,
        timezone=timezone,
        theme=theme,
        username=username,
        name=name,
        picture_id=picture,
        rights=frozenset(rights or ()),
        brought=dict(zip(_brought, brought, strict=True)),
    )
