"""Asking a connector to introduce two people, or the other to a coffee; and answering such a question."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from folkmoot.base import outbox
from folkmoot.commons.feed import actions as feed
from folkmoot.commons.spaces.viewer import Viewer

from ..models import NOTE, STEP, Step, Suggestion
from ..queries.asked import asked_of, own_step
from ..queries.weekly import connectors_of, held
from ..refusals import AskedAlready, MetAlready, NoSuchConnector, TextIsTooLong, TimeIsOver, WrongTimes

FARTHEST = timedelta(days=92)
LENGTHS = (15, 30, 45, 60)


@transaction.atomic
def ask_to_introduce(*, viewer: Viewer, suggestion_id: int, connector_id: int, note: str = "", at: datetime) -> Step:
    """This will ask somebody who knows both to introduce them. Only the connector is told; they may say no without a
    trace. Raises Suggestion.DoesNotExist, NoSuchConnector, AskedAlready, MetAlready, TextIsTooLong."""
    one = held(viewer, suggestion_id)
    if connector_id not in {each.id for each in connectors_of(viewer, one)}:
        raise NoSuchConnector
    return _ask(viewer, one, Step(kind="introduce", asked_of_id=connector_id, note=note), at)


@transaction.atomic
def ask_for_coffee(
    *, viewer: Viewer, suggestion_id: int, times: Sequence[datetime], minutes: int = 30, place: str = "",
    note: str = "", at: datetime,
) -> Step:  # fmt: skip
    """This will ask the other to a coffee at one of some times. Raises Suggestion.DoesNotExist, WrongTimes,
    AskedAlready, MetAlready, TextIsTooLong."""
    one = held(viewer, suggestion_id)
    wanted = sorted(set(times))
    if not 1 <= len(wanted) <= 3 or not all(at < each <= at + FARTHEST for each in wanted) or minutes not in LENGTHS:
        raise WrongTimes
    if len(place) > 200:
        raise TextIsTooLong
    step = Step(
        kind="coffee", asked_of_id=one.other_id, note=note, times=wanted, minutes=minutes, place=place.strip()
    )
    return _ask(viewer, one, step, at)


def _ask(viewer: Viewer, one: Suggestion, step: Step, at: datetime) -> Step:
    if one.accepted_at is not None and step.kind == "introduce":
        raise MetAlready
    step.note = step.note.strip()
    if len(step.note) > NOTE:
        raise TextIsTooLong
    step.suggestion, step.asked_at = one, at
    try:
        with transaction.atomic():
            step.save(force_insert=True)
    except IntegrityError:
        raise AskedAlready from None
    feed.tell([_news(viewer, step.asked_of_id, step, at)])
    return step


@transaction.atomic
def introduce(*, viewer: Viewer, step_id: int, words: str = "", at: datetime) -> None:
    """This will introduce two people to each other in the viewer's words, as one of them asked; both are told.

    Raises Step.DoesNotExist, TextIsTooLong.
    """
    step = asked_of(viewer, step_id, kind="introduce", is_locked=True)
    words = words.strip()
    if len(words) > NOTE:
        raise TextIsTooLong
    step.words = words
    _done(step, Suggestion.How.INTRODUCED, at)
    one = step.suggestion
    feed.tell([_news(viewer, person, step, at) for person in (one.person_id, one.other_id)])
    outbox.record(
        "introductions.introduced", at=at, actor=viewer.person_id, data={"people": [one.person_id, one.other_id]}
    )


@transaction.atomic
def agree(*, viewer: Viewer, step_id: int, time: datetime, at: datetime) -> None:
    """This will agree to a coffee at one of the times suggested; the other is told.

    Raises Step.DoesNotExist, WrongTimes for another time, TimeIsOver.
    """
    step = asked_of(viewer, step_id, kind="coffee", is_locked=True)
    if time not in step.times:
        raise WrongTimes
    if time <= at:
        raise TimeIsOver
    step.chosen_time = time
    _done(step, Suggestion.How.COFFEE, at)
    feed.tell([_news(viewer, step.suggestion.person_id, step, at)])
    outbox.record("introductions.kept", at=at, actor=viewer.person_id, person=step.suggestion.person_id)


def _done(step: Step, how: Suggestion.How, at: datetime) -> None:
    STEP.check(step.state, "done")
    step.state, step.done_at = "done", at
    step.save()
    one = Suggestion.objects.select_for_update().get(pk=step.suggestion_id)
    if one.accepted_at is None:
        one.accepted_at, one.how = at, how
        one.save(update_fields=["accepted_at", "how"])


@transaction.atomic
def decline(*, viewer: Viewer, step_id: int) -> None:
    """This will let a question be. Whoever asked is not told, and sees what they saw before.

    Raises Step.DoesNotExist.
    """
    step = asked_of(viewer, step_id, is_locked=True)
    step.state = "declined"
    step.save(update_fields=["state"])


@transaction.atomic
def withdraw(*, viewer: Viewer, step_id: int) -> None:
    """This will take back what the viewer asked and nobody has done. Raises Step.DoesNotExist."""
    step = own_step(viewer, step_id, is_locked=True)
    step.state = "withdrawn"
    step.save(update_fields=["state"])


def _news(viewer: Viewer, person: int, step: Step, at: datetime) -> feed.News:
    topic = {"asked": "introduction_asked", "done": "introduced"}[step.state]
    return feed.News(
        topic, {person: "asked"}, at, actor=viewer.person_id, path=reverse("introductions:step", args=[step.pk])
    )
