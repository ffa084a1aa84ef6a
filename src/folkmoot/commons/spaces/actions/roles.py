"""Who is what in a space, and who has to go."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit

from .. import policy
from ..models import Membership, Space
from ..problems import NotYours
from ..viewer import Viewer
from .joining import check_not_last_owner, end_membership, lock


def change_role(*, actor: Viewer, space: Space, person_id: int, role: str, at: datetime) -> None:
    """This will make a member owner, moderator or plain member; for owners. Raises LastOwner."""
    if role not in Membership.Role.values:
        raise ValueError(role)
    with transaction.atomic():
        lock(space)
        if not policy.may_own(actor, space, own_role(actor, space)):
            raise NotYours
        place = Membership.objects.get(space=space, person_id=person_id, is_asked=False)
        if place.role == role:
            return
        check_not_last_owner(place)
        before, place.role = place.role, role
        place.save(update_fields=["role"])
        Space.objects.filter(pk=space.pk).update(version=F("version") + 1)
        audit.note(
            "spaces.member.role_changed",
            at=at,
            actor=actor.person_id,
            subject=person_id,
            space=space.pk,
            before=before,
            after=role,
        )
        outbox.record(
            "spaces.member.role_changed",
            at=at,
            actor=actor.person_id,
            person=person_id,
            space=space.pk,
            data={"role": role},
        )


def remove_member(*, actor: Viewer, space: Space, person_id: int, at: datetime) -> None:
    """This will end somebody's membership. Moderators remove plain members, owners anybody but the last owner."""
    with transaction.atomic():
        lock(space)
        place = Membership.objects.get(space=space, person_id=person_id, is_asked=False)
        is_plain = place.role == Membership.Role.MEMBER
        if not (
            policy.may_own(actor, space, own_role(actor, space)) or (is_plain and policy.may_moderate(actor, space))
        ):
            raise NotYours
        check_not_last_owner(place)
        end_membership(place)
        audit.note("spaces.member.removed", at=at, actor=actor.person_id, subject=person_id, space=space.pk)
        outbox.record("spaces.member.removed", at=at, actor=actor.person_id, person=person_id, space=space.pk)


def own_role(actor: Viewer, space: Space) -> str:
    """What the actor is in the space just now: the viewer may have been loaded before a change."""
    return (
        Membership.objects.filter(space=space, person_id=actor.person_id, is_asked=False)
        .values_list("role", flat=True)
        .first()
        or ""
    )
