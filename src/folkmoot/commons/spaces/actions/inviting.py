"""Inviting: a person who is here, an address, or by a link that several may use."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.commons.people.models import Person

from .. import logic, policy, queries
from ..models import Invitation, Membership, Space
from ..problems import AlreadyMember, InvitationIsOver, NobodyThere, NotYours
from ..viewer import Viewer
from .joining import add_member, check_words
from .roles import own_role

VALID_FOR = timedelta(days=30)
LONGEST = timedelta(days=365)
MOST_USES = 10_000


def invite_person(
    *, actor: Viewer, space: Space, person_id: int, at: datetime, role: str = "member", note: str = ""
) -> Invitation:
    """This will invite somebody who has an account; a second time only renews the waiting invitation."""
    _check_role(actor, space, role)
    if not policy.may_invite(actor, space):
        raise NotYours
    is_there = Person.objects.filter(pk=person_id, is_active=True, is_approved=True).exists()
    if person_id in actor.hidden_person_ids or not is_there:
        raise NobodyThere
    if Membership.objects.filter(space=space, person_id=person_id, is_asked=False).exists():
        raise AlreadyMember
    with transaction.atomic():
        waiting = _waiting(space).filter(person_id=person_id).first()
        if waiting is not None:
            waiting.expires_at = at + VALID_FOR
            waiting.save(update_fields=["expires_at"])
            return waiting
        return _send(actor, space, at, role=role, note=note, person_id=person_id)


def invite_by_mail(
    *, actor: Viewer, space: Space, email: str, at: datetime, role: str = "member", note: str = ""
) -> Invitation:
    """This will invite whoever reads that mailbox. The letter is sent afterwards, by the worker.

    Whether somebody here has that address is not told: whoever confirms it sees the invitation.
    """
    _check_role(actor, space, role)
    if not policy.may_invite_outsiders(actor, space):
        raise NotYours
    with transaction.atomic():
        waiting = _waiting(space).filter(email__iexact=email).first()
        if waiting is not None:
            waiting.expires_at = at + VALID_FOR
            waiting.save(update_fields=["expires_at"])
            return waiting
        return _send(actor, space, at, role=role, note=note, email=email, has_link=True)


def make_link(
    *, actor: Viewer, space: Space, at: datetime, valid_for: timedelta = VALID_FOR, max_uses: int = 100
) -> Invitation:
    """This will make a link that lets in whoever follows it, until it expires or is used up."""
    if not policy.may_invite_outsiders(actor, space):
        raise NotYours
    uses = max(1, min(max_uses, MOST_USES))
    with transaction.atomic():
        return _send(actor, space, at, valid_for=min(valid_for, LONGEST), max_uses=uses, has_link=True)


def accept_invitation(*, actor: Viewer, invitation_id: int, at: datetime) -> Space:
    """This will make the actor a member by an invitation addressed to them; raises InvitationIsOver."""
    with transaction.atomic():
        found = queries.invitations_for(actor, at=at).filter(pk=invitation_id).first()
        if found is None:
            raise InvitationIsOver
        return _use(found.pk, actor, at)


def accept_link(*, actor: Viewer, token: str, at: datetime) -> Space:
    """This will make the actor a member by a link or a letter, once for each of its uses."""
    invitation_id = logic.invitation_of(token)
    if invitation_id is None or actor.is_guest:
        raise InvitationIsOver
    with transaction.atomic():
        return _use(invitation_id, actor, at)


def decline_invitation(*, actor: Viewer, invitation_id: int, at: datetime) -> None:
    """This will say no to an invitation addressed to the actor."""
    with transaction.atomic():
        found = queries.invitations_for(actor, at=at).filter(pk=invitation_id).first()
        if found is None:
            raise InvitationIsOver
        Invitation.objects.filter(pk=found.pk).update(answered_at=at)
        outbox.record(
            "spaces.invitation.declined",
            at=at,
            actor=actor.person_id,
            person=found.by_id,
            space=found.space_id,
            data={"invitation": found.pk},
        )


def withdraw_invitation(*, actor: Viewer, space: Space, invitation_id: int, at: datetime) -> None:
    """This will end an invitation before it is used; for moderators and for whoever sent it."""
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(pk=invitation_id, space=space).first()
        if found is None:
            raise InvitationIsOver
        if not (policy.may_moderate(actor, space) or found.by_id == actor.person_id):
            raise NotYours
        if found.withdrawn_at is None and found.answered_at is None:
            found.withdrawn_at = at
            found.save(update_fields=["withdrawn_at"])
            outbox.record(
                "spaces.invitation.withdrawn",
                at=at,
                actor=actor.person_id,
                person=found.person_id,
                space=space.pk,
                data={"invitation": found.pk},
            )


def _check_role(actor: Viewer, space: Space, role: str) -> None:
    if role not in Membership.Role.values:
        raise ValueError(role)
    if role != Membership.Role.MEMBER and not policy.may_own(actor, space, own_role(actor, space)):
        raise NotYours


def _waiting(space: Space) -> QuerySet[Invitation]:
    return Invitation.objects.select_for_update().filter(
        space=space, answered_at__isnull=True, withdrawn_at__isnull=True
    )


def _send(
    actor: Viewer,
    space: Space,
    at: datetime,
    *,
    role: str = "member",
    note: str = "",
    person_id: int | None = None,
    email: str = "",
    valid_for: timedelta = VALID_FOR,
    max_uses: int = 1,
    has_link: bool = False,
) -> Invitation:
    made = Invitation(
        space=space,
        by_id=actor.person_id,
        person_id=person_id,
        email=email,
        role=role,
        note=check_words(note),
        made_at=at,
        expires_at=at + valid_for,
        max_uses=max_uses,
    )
    if has_link:
        made.token_hash = logic.hash_of(logic.token_of(made.pk))
    made.save(force_insert=True)
    how = "person" if person_id else "mail" if email else "link"
    audit.note("spaces.invitation.sent", at=at, actor=actor.person_id, subject=person_id, space=space.pk, how=how)
    outbox.record(
        "spaces.invitation.sent",
        at=at,
        actor=actor.person_id,
        person=person_id,
        space=space.pk,
        data={"invitation": made.pk, "how": how},
    )
    return made


def _use(invitation_id: int, actor: Viewer, at: datetime) -> Space:
    # The row is locked: of two who follow the last use of a link at once, one gets in.
    found = Invitation.objects.select_for_update(of=("self",)).select_related("space").get(pk=invitation_id)
    space = found.space
    assert actor.person_id is not None
    if Membership.objects.filter(space=space, person_id=actor.person_id, is_asked=False).exists():
        if found.person_id is not None:
            Invitation.objects.filter(pk=found.pk).update(answered_at=at)
        return space
    is_over = found.withdrawn_at or found.answered_at or found.expires_at <= at or space.archived_at
    if is_over or found.used_count >= found.max_uses:
        raise InvitationIsOver
    found.used_count = F("used_count") + 1  # type: ignore[assignment]
    if found.max_uses == 1:
        found.answered_at = at
    found.save(update_fields=["used_count", "answered_at"])
    add_member(space=space, person_id=actor.person_id, role=found.role, at=at, by=actor.person_id)
    outbox.record(
        "spaces.invitation.accepted",
        at=at,
        actor=actor.person_id,
        person=found.by_id,
        space=space.pk,
        data={"invitation": found.pk},
    )
    return space
