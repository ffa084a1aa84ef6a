"""The first step, feedback, and what became of it."""

from datetime import datetime, timedelta

from django.db import transaction

from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.understand.network import queries as network

from ..models import NOTE, Suggestion
from ..queries.weekly import held
from ..refusals import TextIsTooLong

AFTER = timedelta(days=60)
LATELY = timedelta(days=30)


@transaction.atomic
def follow(*, viewer: Viewer, suggestion_id: int, at: datetime) -> None:
    """This will have the viewer read what somebody named to them writes. Raises Suggestion.DoesNotExist, and what
    following raises."""
    one = held(viewer, suggestion_id)
    people.follow(actor=Person.objects.get(pk=viewer.person_id), person=one.other, at=at)
    if one.begun_at is None:
        one.begun_at = at
        one.save(update_fields=["begun_at"])


@transaction.atomic
def answer(*, viewer: Viewer, suggestion_id: int, answer: str, why: str = "", at: datetime) -> None:
    """This will keep whether the viewer was glad of an introduction, or it was not for them, and why. The other is
    never told. Raises Suggestion.DoesNotExist, TextIsTooLong, and ValueError for another word."""
    one = held(viewer, suggestion_id)
    why = why.strip()
    if len(why) > NOTE:
        raise TextIsTooLong
    one.answer, one.why, one.answered_at = Suggestion.Answer(answer), why, at
    one.save(update_fields=["answer", "why", "answered_at"])


def measure(*, at: datetime) -> int:
    """This will write down of everybody who met 60 days ago whether one of the two turned to the other within the
    last 30 of these days or since; of how many. Nobody is asked."""
    due = list(Suggestion.objects.filter(is_alive=None, accepted_at__lte=at - AFTER).order_by("accepted_at")[:10_000])
    newest = network.last_run()
    if not due or newest is None:
        return 0
    due = [one for one in due if one.accepted_at is not None and newest.as_of >= one.accepted_at + AFTER]
    gone = network.left_out()
    last = network.last_met_for_system((one.person_id, one.other_id) for one in due)
    measured = []
    for one in due:
        # Of whoever is left out of analysis nothing is known, which is not that they never met again.
        if one.accepted_at is None or one.person_id in gone or one.other_id in gone:
            continue
        met = last.get((one.person_id, one.other_id))
        one.is_alive = met is not None and met >= one.accepted_at + LATELY
        measured.append(one)
    Suggestion.objects.bulk_update(measured, ["is_alive"])
    return len(measured)
