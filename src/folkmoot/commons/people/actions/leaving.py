"""How people leave: shut out, let back, or erased; what they wrote stays."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.ids import new_id, to_text

from .. import policy
from ..errors import NotAllowed
from ..logic import sort_name
from ..models import (
    Arrival,
    Connection,
    Distance,
    Endorsement,
    Follow,
    Person,
    PersonSkill,
    ProfileValue,
    Relation,
)
from .standing import check_not_last_administrator


@transaction.atomic
def deactivate(*, actor: Person, person: Person, at: datetime) -> Person:
    """This will shut somebody out at once, ending all their sessions. Raises NotAllowed or LastAdministrator."""
    if not policy.may_administer(actor):
        raise NotAllowed
    check_not_last_administrator(person)
    Person.objects.filter(pk=person.pk).update(is_active=False, left_at=at)
    _end_sessions(person)
    audit.note("people.person.deactivated", at=at, actor=actor.pk, subject=person.pk)
    outbox.record("people.person.deactivated", at=at, actor=actor.pk, person=person.pk)
    person.refresh_from_db()
    return person


@transaction.atomic
def reactivate(*, actor: Person, person: Person, at: datetime) -> Person:
    """This will let somebody sign in again who was shut out; the erased stay erased. Raises NotAllowed."""
    if not policy.may_administer(actor) or is_erased(person):
        raise NotAllowed
    Person.objects.filter(pk=person.pk).update(is_active=True, left_at=None)
    audit.note("people.person.reactivated", at=at, actor=actor.pk, subject=person.pk)
    outbox.record("people.person.reactivated", at=at, actor=actor.pk, person=person.pk)
    person.refresh_from_db()
    return person


@transaction.atomic
def erase(*, actor: Person, person: Person, at: datetime) -> Person:
    """This will remove everything about somebody for good; what they wrote stays, by a former member.

    Raises NotAllowed (people erase themselves, administrators anybody) or LastAdministrator.
    """
    if actor.pk != person.pk and not policy.may_administer(actor):
        raise NotAllowed
    check_not_last_administrator(person)
    _end_sessions(person)
    _erase_ties(person)
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=person).delete()
    for model in (ProfileValue, PersonSkill, Relation, Arrival):
        model.objects.filter(person=person).delete()
    Person.objects.filter(manager=person).update(manager=None)
    _blank(person, at)
    audit.note("people.person.erased", at=at, actor=actor.pk, subject=person.pk)
    outbox.record("people.person.erased", at=at, actor=actor.pk, person=person.pk)
    return person


def is_erased(person: Person) -> bool:
    return not person.is_active and person.username.startswith("former-")


def _end_sessions(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()


def _erase_ties(person: Person) -> None:
    followed = Follow.objects.filter(follower=person).values("person")
    Person.objects.filter(pk__in=followed).update(follower_count=F("follower_count") - 1)
    Follow.objects.filter(Q(follower=person) | Q(person=person)).delete()
    Connection.objects.filter(Q(asker=person) | Q(asked=person)).delete()
    Distance.objects.filter(Q(person=person) | Q(other=person)).delete()
    endorsed = Endorsement.objects.filter(by=person).values("person_skill")
    PersonSkill.objects.filter(pk__in=endorsed).update(endorsement_count=F("endorsement_count") - 1)
    Endorsement.objects.filter(by=person).delete()


def _blank(person: Person, at: datetime) -> None:
    """`origin` stays: without it the next run of an import would bring the person back."""
    name = gettext("Former member")
    person.username, person.name, person.sort_name = f"former-{to_text(new_id())}", name, sort_name(name)
    person.email = person.headline = person.about = person.about_html = person.location = ""
    person.ask_me_about, person.interests, person.rights = [], [], []
    person.picture = person.unit = person.manager = None
    person.is_active = person.is_admin = person.is_employee = False
    person.timezone, person.left_at, person.follower_count = "UTC", at, 0
    person.version += 1
    person.set_unusable_password()
    person.save()
