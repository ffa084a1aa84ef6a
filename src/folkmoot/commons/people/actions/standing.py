"""What somebody is to the organisation, and where in it they stand. Set by administrators, imports and demos."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit

from .. import policy
from ..errors import LastAdministrator, ManagersInACircle, NotAllowed
from ..models import Person, Relation, Unit

_DEEPEST = 100
# What somebody may earn: in the order in which they usually come.
RIGHTS = ("retag", "edit", "close", "moderate")


@transaction.atomic
def set_relation(
    *, actor: Person | None, person: Person, kind: str, since_on: date, until_on: date | None = None, at: datetime
) -> Relation:
    """This will note what `person` is to the organisation; an open relation of the kind is left as it is.

    `actor` None is the system itself (sign-up, import). An employee's earlier candidacy ends by this. Raises
    NotAllowed.
    """
    _check(actor)
    relation = Relation.objects.filter(person=person, kind=kind, until_on=None).first() if until_on is None else None
    if relation is None:
        relation = Relation.objects.create(person=person, kind=kind, since_on=since_on, until_on=until_on)
        if kind == Relation.Kind.EMPLOYEE and until_on is None:
            others = Relation.objects.filter(person=person, kind=Relation.Kind.CANDIDATE, until_on=None)
            others.filter(since_on__lte=since_on).update(until_on=since_on)
        _tell(actor, person, "people.relation.began", kind, at)
    _keep_is_employee(person, at)
    return relation


@transaction.atomic
def entrust(*, rights: Mapping[int, Collection[str]], at: datetime) -> int:
    """This will have exactly these people hold exactly these RIGHTS over the work of others; how many changed.

    For rooms above that work out who has earned them, not for pages. Each change is audited and logged.
    """
    wanted = {person: sorted(set(held) & set(RIGHTS)) for person, held in rights.items() if held}
    people = Person.objects.filter(Q(pk__in=wanted) | ~Q(rights=[]), is_active=True)
    changed = 0
    for pk, before in list(people.order_by("pk").select_for_update(no_key=True).values_list("pk", "rights")):
        after = wanted.get(pk, [])
        if after != before:
            Person.objects.filter(pk=pk).update(rights=after)
            audit.note("people.rights.changed", at=at, actor=None, subject=pk, before=before, after=after)
            outbox.record("people.rights.changed", at=at, person=pk, data={"before": before, "after": after})
            changed += 1
    return changed


@transaction.atomic
def end_relation(*, actor: Person | None, relation: Relation, until_on: date, at: datetime) -> Relation:
    """This will end a relation; what the person wrote stays theirs. Raises NotAllowed."""
    _check(actor)
    relation.until_on = max(until_on, relation.since_on)
    relation.save(update_fields=["until_on"])
    _tell(actor, relation.person, "people.relation.ended", relation.kind, at)
    _keep_is_employee(relation.person, at)
    return relation


@transaction.atomic
def set_place(
    *, actor: Person | None, person: Person, unit: Unit | None, manager: Person | None, at: datetime
) -> Person:
    """This will put somebody into a unit under a manager. Raises NotAllowed or ManagersInACircle."""
    _check(actor)
    _check_no_circle(person, manager)
    Person.objects.filter(pk=person.pk).update(unit=unit, manager=manager)
    person.unit, person.manager = unit, manager
    data = {"unit": unit.pk if unit else None, "manager": manager.pk if manager else None}
    outbox.record("people.place.changed", at=at, actor=actor.pk if actor else None, person=person.pk, data=data)
    if actor is not None:
        audit.note("people.place.changed", at=at, actor=actor.pk, subject=person.pk, **data)
    return person


@transaction.atomic
def set_administrator(*, actor: Person, person: Person, is_admin: bool, at: datetime) -> Person:
    """This will give or take the right to administer the site. Raises NotAllowed or LastAdministrator."""
    _check(actor)
    if not is_admin:
        check_not_last_administrator(person)
    Person.objects.filter(pk=person.pk).update(is_admin=is_admin)
    person.is_admin = is_admin
    verb = "people.administrator.made" if is_admin else "people.administrator.unmade"
    audit.note(verb, at=at, actor=actor.pk, subject=person.pk)
    return person


def check_not_last_administrator(person: Person) -> None:
    """Raises LastAdministrator; waits for whoever is taking the right from another at this moment."""
    admins = list(
        Person.objects.select_for_update().filter(is_admin=True, is_active=True).values_list("pk", flat=True)
    )
    if admins == [person.pk]:
        raise LastAdministrator


def _check(actor: Person | None) -> None:
    if actor is not None and not policy.may_administer(actor):
        raise NotAllowed


def _check_no_circle(person: Person, manager: Person | None) -> None:
    above, steps = manager, 0
    while above is not None and steps < _DEEPEST:
        if above.pk == person.pk:
            raise ManagersInACircle
        above, steps = above.manager, steps + 1


def _keep_is_employee(person: Person, at: datetime) -> None:
    employed = Relation.objects.filter(person=person, kind=Relation.Kind.EMPLOYEE, since_on__lte=at.date())
    person.is_employee = employed.filter(until_on=None).exists() or employed.filter(until_on__gt=at.date()).exists()
    Person.objects.filter(pk=person.pk).update(is_employee=person.is_employee)


def keep_employees(at: datetime) -> int:
    """This will bring `is_employee` up to date with relations that began or ended by the calendar."""
    changed = 0
    today = at.date()
    employed = Relation.objects.filter(kind=Relation.Kind.EMPLOYEE, since_on__lte=today).exclude(until_on__lte=today)
    ids = employed.values("person")
    changed += Person.objects.filter(is_employee=False, pk__in=ids).update(is_employee=True)
    changed += Person.objects.filter(is_employee=True).exclude(pk__in=ids).update(is_employee=False)
    return changed


def _tell(actor: Person | None, person: Person, name: str, kind: str, at: datetime) -> None:
    who = actor.pk if actor else None
    outbox.record(name, at=at, actor=who, person=person.pk, data={"kind": kind})
    if actor is not None:
        audit.note(name, at=at, actor=who, subject=person.pk, kind=kind)
