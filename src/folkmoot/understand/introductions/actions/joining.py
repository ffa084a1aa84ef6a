"""Taking part, and no longer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from folkmoot.base import outbox
from folkmoot.base.audit import actions as auditing
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.understand.network import queries as network

from .. import policy
from ..models import Participant, Step, Suggestion
from ..refusals import LeftOutOfAnalysis, NotAllowed

MOST = 3


@transaction.atomic
def join(*, viewer: Viewer, per_week: int = 2, at: datetime) -> Participant:
    """This will have the viewer take part, with so many introductions a week (1 to 3); again, it changes the number.

    Who joins waits for the next round. Raises NotAllowed, LeftOutOfAnalysis.
    """
    if not policy.may_take_part(viewer) or viewer.person_id is None:
        raise NotAllowed
    if network.standing(viewer).left_out:
        raise LeftOutOfAnalysis
    per_week = max(1, min(int(per_week), MOST))
    found, is_new = Participant.objects.select_for_update().get_or_create(
        person_id=viewer.person_id, defaults={"per_week": per_week, "joined_at": at}
    )
    is_back = found.left_at is not None
    if is_back:
        found.joined_at, found.left_at = at, None
    found.per_week = per_week
    found.save()
    if is_new or is_back:
        auditing.note("introductions.joined", at=at, actor=viewer.person_id, subject=viewer.person_id)
    return found


@transaction.atomic
def leave(*, viewer: Viewer, at: datetime) -> None:
    """This will end taking part: from now on the viewer is named to nobody, and earlier introductions of them are
    hidden from others. What they were asked and asked themselves is withdrawn. Nothing happens when they do not.

    Raises NotAllowed.
    """
    if viewer.person_id is None:
        raise NotAllowed
    if not Participant.objects.filter(person=viewer.person_id, left_at=None).update(left_at=at):
        return
    mine = Q(suggestion__person=viewer.person_id) | Q(asked_of=viewer.person_id)
    Step.objects.filter(mine, state="asked").update(state="withdrawn")
    auditing.note("introductions.left", at=at, actor=viewer.person_id, subject=viewer.person_id)


def forget(events: Sequence[outbox.Event]) -> None:
    """This will delete everything that is kept of people who have erased their accounts."""
    gone = [event.person for event in events if event.person is not None]
    Participant.objects.filter(person__in=gone).delete()
    Suggestion.objects.filter(Q(person__in=gone) | Q(other__in=gone)).delete()
    Step.objects.filter(asked_of__in=gone).delete()
