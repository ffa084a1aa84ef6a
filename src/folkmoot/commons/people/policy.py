"""Who may do what with and between people: pure predicates over what is loaded."""

from .audiences import Audience
from .models import Person, ProfileField
from .reader import Reader

ONLY_CONNECTIONS = 3
ONLY_ME = 4


def may_enter(person: Person) -> bool:
    """Whether somebody may act here at all."""
    return person.is_active and person.is_approved


def may_meet(actor: Person, person: Person) -> bool:
    """Follow, connect to, endorse: anybody who is in, towards anybody else who is in. Blocks are asked apart."""
    return actor.pk != person.pk and may_enter(actor) and may_enter(person)


def may_administer(actor: Person) -> bool:
    return may_enter(actor) and actor.is_admin


def may_edit_profile(actor: Person, person: Person) -> bool:
    return may_enter(actor) and (actor.pk == person.pk or actor.is_admin)


def profile_audience(person: Person, site_choice: int) -> int:
    """Who may read the whole profile: the person's choice, else the site's for employees, else colleagues only."""
    if person.profile_audience is not None:
        return person.profile_audience
    return site_choice if person.is_employee else Audience.EMPLOYEES


def may_read_field(reader: Reader, field: ProfileField, person: Person) -> bool:
    return reader.person_id == person.pk or reader.is_admin or field.audience <= reader.clearance


def may_see_ties(reader: Reader, person: Person, *, is_connected: bool) -> bool:
    """Whom somebody follows and is connected to is theirs to show."""
    if reader.person_id == person.pk:
        return True
    if person.ties_audience == ONLY_CONNECTIONS:
        return is_connected
    return person.ties_audience < ONLY_CONNECTIONS and person.ties_audience <= reader.clearance
