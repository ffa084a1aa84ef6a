"""How people come in: invited, signing up, let in, claiming an account that was imported."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.db.models import F, Q

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.ids import new_id
from folkmoot.base.site import settings as site

from .. import logic, policy
from ..errors import AlreadyClaimed, AlreadyDone, InvitationIsOver, NotAllowed
from ..models import Arrival, Person, SiteInvitation
from .standing import set_relation

INVITATION_LASTS = timedelta(days=30)
CLAIM_LASTS = timedelta(days=14)
_CLAIM_SALT = "people.claim"


@transaction.atomic
def invite(
    *, actor: Person, email: str = "", relation: str = "", max_uses: int = 1, at: datetime
) -> tuple[SiteInvitation, str]:
    """This will make an invitation to sign up; the secret of its link is returned, never stored.

    With an address it is for that address alone, once, and a letter is sent there. Raises NotAllowed.
    """
    if not policy.may_administer(actor):
        raise NotAllowed
    invitation_id = new_id()
    token = logic.token_of(invitation_id)
    invitation = SiteInvitation.objects.create(
        id=invitation_id,
        token_hash=logic.hash_of(token),
        email=email.strip().lower(),
        relation=relation,
        by=actor,
        made_at=at,
        expires_at=at + INVITATION_LASTS,
        max_uses=1 if email else max(1, max_uses),
    )
    outbox.record("people.invitation.made", at=at, actor=actor.pk, data={"invitation": invitation.pk})
    audit.note("people.invitation.made", at=at, actor=actor.pk, relation=relation, uses=invitation.max_uses)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, actor: Person, invitation: SiteInvitation, at: datetime) -> None:
    """This will end an invitation before its time. Raises NotAllowed."""
    if not policy.may_administer(actor):
        raise NotAllowed
    SiteInvitation.objects.filter(pk=invitation.pk, withdrawn_at=None).update(withdrawn_at=at)
    audit.note("people.invitation.withdrawn", at=at, actor=actor.pk)


@transaction.atomic
def sign_up(
    *, person: Person, invitation: SiteInvitation | None, luggage: Mapping[str, Any], timezone: str = "", at: datetime
) -> None:
    """This will keep what a newcomer brought until their e-mail is confirmed; nobody sees them before.

    A time zone that is none is passed over: their browser said so, not they.
    """
    if timezone in logic.timezones():
        person.timezone = timezone
        person.save(update_fields=["timezone"])
    Arrival.objects.update_or_create(
        person=person, defaults={"invitation": invitation, "luggage": dict(luggage), "at": at}
    )


@transaction.atomic
def arrive(*, person: Person, email: str, at: datetime) -> Person:
    """This will bring in somebody whose e-mail is confirmed, or have them wait where the site wants that.

    Called at every way in; nothing happens to those who are in already. An imported account becomes its person's.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.claimed_at is not None:
        return person
    person.claimed_at = at
    person.save(update_fields=["claimed_at"])
    if person.is_approved:  # An imported account, or one an administrator made.
        outbox.record("people.person.claimed", at=at, actor=person.pk, person=person.pk)
        return person
    arrival = Arrival.objects.filter(person=person).first()
    invitation = _use(arrival, email, at)
    if invitation is None and not _is_welcome(email):
        outbox.record("people.person.waits", at=at, person=person.pk)
        return person
    return _join(person, email, invitation, at)


@transaction.atomic
def let_in(*, actor: Person, person: Person, at: datetime) -> Person:
    """This will let in somebody who waits. Raises NotAllowed, or AlreadyDone when they are in."""
    if not policy.may_administer(actor):
        raise NotAllowed
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_approved or person.claimed_at is None:
        raise AlreadyDone
    audit.note("people.person.let_in", at=at, actor=actor.pk, subject=person.pk)
    outbox.record("people.person.let_in", at=at, actor=actor.pk, person=person.pk)
    return _join(person, person.email, None, at)


@transaction.atomic
def refuse_entry(*, actor: Person, person: Person, at: datetime) -> None:
    """This will forget somebody who waits and was never in. Raises NotAllowed, or AlreadyDone when they are in."""
    if not policy.may_administer(actor):
        raise NotAllowed
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_approved:
        raise AlreadyDone
    audit.note("people.person.refused", at=at, actor=actor.pk, subject=person.pk)
    person.delete()


@transaction.atomic
def open_claim(*, actor: Person, person: Person, at: datetime) -> str:
    """This will make the secret of a link by which somebody takes over an imported account.

    Raises NotAllowed or AlreadyClaimed.
    """
    if not policy.may_administer(actor):
        raise NotAllowed
    if not Person.objects.filter(pk=person.pk, claimed_at=None).exclude(origin="").exists():
        raise AlreadyClaimed
    audit.note("people.claim.opened", at=at, actor=actor.pk, subject=person.pk)
    return signing.dumps(person.pk, salt=_CLAIM_SALT)


def claimable(token: str) -> Person:
    """The imported person a claim link is for. Raises InvitationIsOver."""
    try:
        person_id = signing.loads(token, salt=_CLAIM_SALT, max_age=CLAIM_LASTS)
        return Person.objects.get(pk=person_id, claimed_at=None, is_active=True)
    except (signing.BadSignature, Person.DoesNotExist):
        raise InvitationIsOver from None


@transaction.atomic
def claim(*, token: str, email: str, password: str, at: datetime) -> Person:
    """This will give an imported account an address and a password; it is claimed once the address is confirmed.

    Raises InvitationIsOver, or AlreadyClaimed when the address belongs to another account.
    """
    person = Person.objects.select_for_update(no_key=True).get(pk=claimable(token).pk)
    if Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise AlreadyClaimed
    EmailAddress.objects.filter(user=person).delete()  # Of an earlier try with the same link.
    person.email = email.strip().lower()
    person.set_password(password)
    person.save(update_fields=["email", "password"])
    return person


def usable_invitation(token: str, at: datetime) -> SiteInvitation | None:
    """The invitation behind a link, while it can be used."""
    usable = Q(withdrawn_at=None, expires_at__gt=at, used_count__lt=F("max_uses"))
    return SiteInvitation.objects.filter(usable, token_hash=logic.hash_of(token)).first()


def _use(arrival: Arrival | None, email: str, at: datetime) -> SiteInvitation | None:
    """The newcomer's invitation, one use counted, when it still holds and is for this address."""
    if arrival is None or arrival.invitation_id is None:
        return None
    invitation = SiteInvitation.objects.select_for_update().get(pk=arrival.invitation_id)
    is_over = invitation.withdrawn_at is not None or invitation.used_count >= invitation.max_uses
    if is_over or (invitation.email and invitation.email != email.lower()):
        return None
    invitation.used_count += 1
    invitation.save(update_fields=["used_count"])
    return invitation


def _is_welcome(email: str) -> bool:
    """Whether somebody with this address comes in without anybody's help."""
    mode = site.get("people.signup")
    if logic.is_in_domains(email, site.get("people.employee_domains")):
        return True
    if mode == "domain":
        return logic.is_in_domains(email, site.get("people.signup_domains"))
    return bool(mode == "open")


def _join(person: Person, email: str, invitation: SiteInvitation | None, at: datetime) -> Person:
    person.is_approved, person.joined_at = True, at
    person.save(update_fields=["is_approved", "joined_at"])
    if logic.is_in_domains(email, site.get("people.employee_domains")):
        kind = "employee"
    else:
        kind = (invitation.relation if invitation else "") or site.get("people.default_relation")
    if kind:
        set_relation(actor=None, person=person, kind=kind, since_on=at.date(), at=at)
    arrival = Arrival.objects.filter(person=person).first()
    luggage = arrival.luggage if arrival else {}
    outbox.record("people.person.joined", at=at, actor=person.pk, person=person.pk, data={"luggage": luggage})
    person.refresh_from_db()
    return person
