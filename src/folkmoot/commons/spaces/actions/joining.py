"""Becoming a member, ceasing to be one, and reading along without being one."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.letters import at_most
from folkmoot.base.web import statements
from folkmoot.base.web.statements import Given, Statement

from .. import policy
from ..models import MOST_WORDS, Departure, Membership, Space, SpaceFollow
from ..problems import LastOwner, NotYours, SpaceIsArchived, WordsAreTooLong
from ..viewer import Viewer


def join(*, actor: Viewer, space: Space, at: datetime, note: str = "") -> Membership:
    """This will make the actor a member, or where one has to ask, leave a request that moderators answer.

    Done twice it is done once. Raises NotYours where one comes by invitation only, SpaceIsArchived, WordsAreTooLong.
    """
    if space.archived_at is not None and policy.may_know(actor, space):
        raise SpaceIsArchived
    with transaction.atomic():
        place = Membership.objects.filter(space=space, person_id=actor.person_id).first()
        if place is not None and (not place.is_asked or space.joining == "request"):
            return place
        if policy.may_join(actor, space):
            assert actor.person_id is not None
            return add_member(space=space, person_id=actor.person_id, at=at, by=actor.person_id)
        if not policy.may_ask(actor, space):
            raise NotYours
        place, is_new = Membership.objects.get_or_create(
            space=space,
            person_id=actor.person_id,
            defaults={"is_asked": True, "note": check_words(note), "since_at": at},
        )
        if is_new:
            outbox.record("spaces.member.asked", at=at, actor=actor.person_id, person=actor.person_id, space=space.pk)
        return place


def add_member(
    *, space: Space, person_id: int, at: datetime, role: str = Membership.Role.MEMBER, by: int | None = None
) -> Membership:
    """This will make somebody a member without asking anybody: for the verbs of this door and for importers.

    A waiting request is fulfilled by it; a member stays what they are. They follow the space from now on.
    """
    with transaction.atomic():
        lock(space)
        place = Membership(space=space, person_id=person_id, role=role, since_at=at)
        if not statements.add(place):
            place = Membership.objects.get(space=space, person_id=person_id)
            if not place.is_asked:
                return place
            place.is_asked, place.role, place.since_at = False, role, at
            place.save(update_fields=["is_asked", "role", "since_at"])
        statements.tell(_ONE_MORE, [space.pk])
        statements.add(SpaceFollow(space=space, person_id=person_id, at=at))
        statements.tell(_INVITATIONS_ANSWERED, [at, space.pk, person_id])
        outbox.record("spaces.member.joined", at=at, actor=by, person=person_id, space=space.pk)
        return place


_ONE_MORE = "UPDATE spaces_space SET member_count = member_count + 1, version = version + 1 WHERE id = %s"
_INVITATIONS_ANSWERED = """
UPDATE spaces_invitation SET answered_at = %s
WHERE space_id = %s AND person_id = %s AND answered_at IS NULL AND withdrawn_at IS NULL
"""


def withdraw_request(*, actor: Viewer, space: Space, at: datetime) -> None:
    """This will take the actor's own request back."""
    with transaction.atomic():
        gone, _ = Membership.objects.filter(space=space, person_id=actor.person_id, is_asked=True).delete()
        if gone:
            outbox.record(
                "spaces.request.withdrawn", at=at, actor=actor.person_id, person=actor.person_id, space=space.pk
            )


def answer_request(*, actor: Viewer, space: Space, person_id: int, accept: bool, at: datetime) -> None:
    """This will let somebody in who asked, or not; raises NotYours, Membership.DoesNotExist."""
    if not policy.may_moderate(actor, space):
        raise NotYours
    with transaction.atomic():
        place = Membership.objects.select_for_update().get(space=space, person_id=person_id, is_asked=True)
        if accept:
            add_member(space=space, person_id=person_id, at=at, by=actor.person_id)
        else:
            place.delete()
            outbox.record("spaces.request.declined", at=at, actor=actor.person_id, person=person_id, space=space.pk)
        audit.note(
            "spaces.request.answered",
            at=at,
            actor=actor.person_id,
            subject=person_id,
            space=space.pk,
            accepted=accept,
        )


def leave(*, actor: Viewer, space: Space, at: datetime, reason: str = "", words: str = "") -> None:
    """This will end the actor's membership and keep the reason, if any, without the name; raises LastOwner,
    WordsAreTooLong."""
    with transaction.atomic():
        lock(space)
        place = Membership.objects.filter(space=space, person_id=actor.person_id, is_asked=False).first()
        if place is None:
            return
        check_not_last_owner(place)
        if reason not in Departure.Reason.values:
            reason = ""
        Departure.objects.create(
            space=space,
            reason=reason,
            words=check_words(words),
            joined_on=place.since_at.date(),
            left_on=at.date(),
        )
        end_membership(place)
        # The log names who left and never why.
        outbox.record("spaces.member.left", at=at, actor=actor.person_id, person=actor.person_id, space=space.pk)


def follow(*, actor: Viewer, space: Space, at: datetime) -> None:
    """This will put the space into the actor's feed; it gives no access to anything."""
    if actor.is_guest or not policy.may_read(actor, space):
        raise NotYours
    with transaction.atomic():
        _, is_new = SpaceFollow.objects.get_or_create(space=space, person_id=actor.person_id, defaults={"at": at})
        if is_new:
            outbox.record("spaces.space.followed", at=at, actor=actor.person_id, space=space.pk)


def unfollow(*, actor: Viewer, space: Space, at: datetime) -> None:
    """This will take the space out of the actor's feed; a member stays a member."""
    with transaction.atomic():
        gone, _ = SpaceFollow.objects.filter(space=space, person_id=actor.person_id).delete()
        if gone:
            outbox.record("spaces.space.unfollowed", at=at, actor=actor.person_id, space=space.pk)


def check_words(text: str) -> str:
    """The words without what surrounds them; raises WordsAreTooLong."""
    return at_most(MOST_WORDS, text, WordsAreTooLong)


def check_not_last_owner(place: Membership) -> None:
    """Raise LastOwner when the space would be left without one; the space's row must be locked."""
    if place.role != Membership.Role.OWNER:
        return
    others = Membership.objects.filter(space_id=place.space_id, role=Membership.Role.OWNER, is_asked=False).exclude(
        pk=place.pk
    )
    if not others.exists():
        raise LastOwner


def end_membership(place: Membership) -> None:
    """Take the row away, with the follow that came with it; the space's row must be locked."""
    SpaceFollow.objects.filter(space_id=place.space_id, person_id=place.person_id).delete()
    Space.objects.filter(pk=place.space_id).update(member_count=F("member_count") - 1, version=F("version") + 1)
    place.delete()


def lock(space: Space) -> None:
    # Whoever changes who belongs waits here, so that counts are right and an owner is left.
    if _LOCKED.first({"space": space.pk}) is None:
        raise Space.DoesNotExist


_LOCKED: Statement[int] = Statement(
    lambda: Space.objects.select_for_update().filter(pk=Given("space")).values_list("pk", flat=True)
)
