"""What administrators set up for everybody: the fields of the profile and the units of the organisation."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from folkmoot.base.audit import actions as audit
from folkmoot.base.ids import new_id, to_text

from .. import policy
from ..errors import NotAllowed, UnitInACircle
from ..models import Person, ProfileField, Unit


@transaction.atomic
def save_field(
    *,
    actor: Person,
    field: ProfileField | None,
    label: str,
    kind: str,
    audience: int,
    at: datetime,
    choices: Sequence[str] = (),
    help: str = "",
    position: int = 0,
) -> ProfileField:
    """This will add a field to everybody's profile, or change one; what people put in stays. Raises NotAllowed."""
    _check(actor)
    if field is None:
        key = slugify(label)[:32] or "field"
        taken = ProfileField.objects.filter(key=key).exists()
        field = ProfileField(key=f"{key}-{to_text(new_id())[-6:]}" if taken else key)
    field.label, field.kind, field.audience = label, kind, audience
    field.choices, field.help, field.position = list(choices), help, position
    field.save()
    audit.note("people.field.saved", at=at, actor=actor.pk, field=field.key, audience=audience)
    return field


@transaction.atomic
def remove_field(*, actor: Person, field: ProfileField, at: datetime) -> None:
    """This will take a field away from every profile, with what people put in. Raises NotAllowed."""
    _check(actor)
    audit.note("people.field.removed", at=at, actor=actor.pk, field=field.key)
    field.delete()


@transaction.atomic
def save_unit(*, actor: Person | None, unit: Unit | None, name: str, parent: Unit | None, at: datetime) -> Unit:
    """This will add or change a unit of the organisation. Raises NotAllowed or UnitInACircle."""
    if actor is not None:
        _check(actor)
    above = parent
    while above is not None:
        if unit is not None and above.pk == unit.pk:
            raise UnitInACircle
        above = above.parent
    unit = unit or Unit()
    unit.name, unit.parent = name, parent
    unit.save()
    if actor is not None:
        audit.note("people.unit.saved", at=at, actor=actor.pk, unit=unit.pk)
    return unit


@transaction.atomic
def remove_unit(*, actor: Person, unit: Unit, at: datetime) -> None:
    """This will remove a unit; its people and the units in it move up to the one above. Raises NotAllowed."""
    _check(actor)
    Person.objects.filter(unit=unit).update(unit=unit.parent)
    Unit.objects.filter(parent=unit).update(parent=unit.parent)
    audit.note("people.unit.removed", at=at, actor=actor.pk, unit=unit.pk)
    unit.delete()


def _check(actor: Person) -> None:
    if not policy.may_administer(actor):
        raise NotAllowed
