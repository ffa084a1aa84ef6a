"""Keeping somebody away: muting is silent and one-sided, blocking hides both from each other."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox

from .. import policy
from ..errors import NotAllowed
from ..models import Distance, Person
from .ties import cut_all_ties


@transaction.atomic
def mute(*, actor: Person, person: Person, at: datetime) -> None:
    """This will no longer show `actor` what `person` writes; a block stays a block. Nobody is told."""
    _check(actor, person)
    Distance.objects.get_or_create(person=actor, other=person, defaults={"at": at})


@transaction.atomic
def unmute(*, actor: Person, person: Person, at: datetime) -> None:
    """This will show `person` to `actor` again, unless blocked."""
    Distance.objects.filter(person=actor, other=person, is_block=False).delete()


@transaction.atomic
def block(*, actor: Person, person: Person, at: datetime) -> None:
    """This will end every tie between the two and hide each from the other. Raises NotAllowed."""
    _check(actor, person)
    Distance.objects.update_or_create(person=actor, other=person, defaults={"is_block": True, "at": at})
    cut_all_ties(actor.pk, person.pk, at)
    # For the rooms that keep something between two people. The actor is not named: logs are read by many.
    outbox.record("people.block.made", at=at, data={"pair": sorted((actor.pk, person.pk))})


@transaction.atomic
def unblock(*, actor: Person, person: Person, at: datetime) -> None:
    """This will let the two meet again; their ties do not come back."""
    Distance.objects.filter(person=actor, other=person, is_block=True).delete()


def _check(actor: Person, person: Person) -> None:
    if actor.pk == person.pk or not policy.may_enter(actor):
        raise NotAllowed
