"""Who writes and works with: co-authors by their consent, open positions, applications, members."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.ids import to_text
from folkmoot.commons.content.refusals import NotAllowed, TextIsEmpty, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Application, CoAuthor, Member, Position
from ..refusals import AlreadyAsked, CannotBeAsked, TooMany
from .holding import Held, check_reaches, check_words, hold, is_author, save, tell

MOST_CO_AUTHORS = 12
MOST_POSITIONS = 20
_RUNNING = ("gather", "discuss", "evaluate", "develop")


@transaction.atomic
def invite_co_author(*, viewer: Viewer, item_id: int, person_id: int | None, at: datetime) -> CoAuthor:
    """This will ask somebody to be named as co-author; nobody is before saying yes. By the author or owner.

    Raises NotAllowed, TooMany, AlreadyAsked, and CannotBeAsked for whoever wrote it, cannot see it or keeps away.
    """
    held = hold(viewer, item_id)
    if not policy.may_invite_co_author(held.standing):
        raise NotAllowed
    person_id = check_reaches(held.item, viewer, person_id)
    if is_author(held.item, person_id):
        raise CannotBeAsked
    if CoAuthor.objects.filter(idea=held.idea).count() >= MOST_CO_AUTHORS:
        raise TooMany
    made, is_new = CoAuthor.objects.get_or_create(
        idea=held.idea, person_id=person_id, defaults={"state": "asked", "by_id": held.signature, "at": at}
    )
    if not is_new:
        raise AlreadyAsked
    tell("ideas.coauthor.invited", held, at, person=person_id)
    return made


@transaction.atomic
def answer_co_authorship(*, viewer: Viewer, item_id: int, is_yes: bool, at: datetime) -> CoAuthor:
    """This will join as co-author, decline, or later leave. Raises NotAllowed for whoever was not asked."""
    held = hold(viewer, item_id)
    asked = CoAuthor.objects.filter(idea=held.idea, person_id=viewer.person_id).first()
    if asked is None:
        raise NotAllowed
    state = "joined" if is_yes else "declined"
    if asked.state != state:
        asked.state, asked.answered_at = state, at
        asked.save(update_fields=["state", "answered_at"])
        save(held)
        tell(f"ideas.coauthor.{state}", held, at, person=viewer.person_id)
    return asked


@transaction.atomic
def cancel_co_author(*, viewer: Viewer, item_id: int, person_id: int, at: datetime) -> None:
    """This will take back an invitation that nobody has answered yet. Raises NotAllowed."""
    held = hold(viewer, item_id)
    if not policy.may_invite_co_author(held.standing):
        raise NotAllowed
    CoAuthor.objects.filter(idea=held.idea, person_id=person_id, state="asked").delete()


@transaction.atomic
def open_position(*, viewer: Viewer, item_id: int, title: str, about: str = "", at: datetime) -> Position:
    """This will say whom the team looks for. Raises NotAllowed, WrongState, TooMany, TextIsEmpty."""
    held = hold(viewer, item_id)
    if not (policy.may_lead(held.standing) or held.standing.is_author):
        raise NotAllowed
    if held.idea.phase not in _RUNNING:
        raise WrongState
    title = " ".join(check_words(title, most=80).split())
    if not title:
        raise TextIsEmpty
    if Position.objects.filter(idea=held.idea).count() >= MOST_POSITIONS:
        raise TooMany
    made = Position.objects.create(idea=held.idea, title=title, about=check_words(about), at=at)
    save(held)
    tell("ideas.position.opened", held, at, position=to_text(made.pk))
    return made


@transaction.atomic
def close_position(*, viewer: Viewer, item_id: int, position_id: int, at: datetime) -> None:
    """This will look for nobody any more; who applied is told that the place is taken. Raises NotAllowed."""
    held = hold(viewer, item_id)
    if not (policy.may_lead(held.standing) or held.standing.is_author):
        raise NotAllowed
    position = Position.objects.get(pk=position_id, idea=held.idea)
    Position.objects.filter(pk=position.pk).update(is_open=False)
    waiting = Application.objects.filter(position=position, state="asked")
    waiting.update(state="declined", answered_at=at, answered_by=held.signature)
    save(held)


@transaction.atomic
def apply(*, viewer: Viewer, item_id: int, position_id: int, words: str = "", at: datetime) -> Application:
    """This will apply for a place in the team, under one's name. Raises NotAllowed, WrongState, AlreadyAsked."""
    held = hold(viewer, item_id)
    if not policy.may_apply(viewer, held.item, held.standing):
        raise NotAllowed
    position = Position.objects.get(pk=position_id, idea=held.idea)
    if not position.is_open:
        raise WrongState
    made, is_new = Application.objects.get_or_create(
        position=position, person_id=viewer.person_id, state="asked",
        defaults={"words": check_words(words, most=1000), "at": at},
    )  # fmt: skip
    if not is_new:
        raise AlreadyAsked
    # Whoever applies does so under their name, also the author under an alias: nothing ties the two.
    _tell_openly("ideas.position.applied", held, at, person=held.idea.owner_id, position=to_text(position.pk))
    return made


@transaction.atomic
def withdraw_application(*, viewer: Viewer, item_id: int, position_id: int, at: datetime) -> None:
    """This will take one's own application back."""
    hold(viewer, item_id)
    mine = Application.objects.filter(position_id=position_id, person_id=viewer.person_id, state="asked")
    mine.update(state="withdrawn", answered_at=at)


@transaction.atomic
def answer_application(
    *, viewer: Viewer, item_id: int, application_id: int, is_yes: bool, at: datetime
) -> Application:
    """This will take somebody into the team, or not. By the owner, the author or who decides. Raises NotAllowed."""
    held = hold(viewer, item_id)
    if not (policy.may_lead(held.standing) or held.standing.is_author):
        raise NotAllowed
    asked = Application.objects.select_related("position").get(pk=application_id, position__idea=held.idea)
    if asked.state != "asked":
        raise WrongState
    asked.state = "accepted" if is_yes else "declined"
    asked.answered_at, asked.answered_by_id = at, held.signature
    asked.save(update_fields=["state", "answered_at", "answered_by"])
    if is_yes:
        _member, is_new = Member.objects.get_or_create(
            idea=held.idea, person_id=asked.person_id, left_at=None,
            defaults={"role": asked.position.title, "since_at": at},
        )  # fmt: skip
        if is_new:
            save(held)
            tell("ideas.team.joined", held, at, person=asked.person_id, role=asked.position.title)
    return asked


@transaction.atomic
def leave_team(*, viewer: Viewer, item_id: int, at: datetime) -> None:
    """This will leave the team; that one was in it stays written. Raises NotAllowed."""
    held = hold(viewer, item_id)
    left = Member.objects.filter(idea=held.idea, person_id=viewer.person_id, left_at__isnull=True)
    role = left.values_list("role", flat=True).first()
    if role is None:
        raise NotAllowed
    left.update(left_at=at)
    save(held)
    _tell_openly("ideas.team.left", held, at, person=viewer.person_id, role=role)


def _tell_openly(name: str, held: Held, at: datetime, *, person: int | None, **data: object) -> None:
    outbox.record(
        name, at=at, actor=held.viewer.person_id, item=held.item.id, root=held.item.id, person=person,
        space=held.item.space_id, data={"campaign": held.idea.campaign_id, **data},
    )  # fmt: skip
