"""Tasks, dated reports of progress, and other units that do it too."""

from datetime import date, datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.ids import to_text
from folkmoot.commons.content.refusals import NotAllowed, TextIsEmpty, WrongState
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Borrowing, Member, ProgressLine, Task
from ..refusals import AlreadyAsked, CannotBeAsked, TooMany, WrongNumber
from .holding import Held, check_words, hold, save, tell

MOST_TASKS = 100


@transaction.atomic
def add_task(
    *, viewer: Viewer, item_id: int, title: str, person_id: int | None = None, due_on: date | None = None,
    at: datetime,
) -> Task:  # fmt: skip
    """This will plan a task, for somebody of the team or for nobody yet.

    Raises NotAllowed, WrongState, TextIsEmpty, TooMany, CannotBeAsked.
    """
    held = _working(viewer, item_id)
    title = " ".join(check_words(title, most=160).split())
    if not title:
        raise TextIsEmpty
    if Task.objects.filter(idea=held.idea).count() >= MOST_TASKS:
        raise TooMany
    if person_id is not None and person_id != held.idea.owner_id:
        team = Member.objects.filter(idea=held.idea, left_at__isnull=True, person_id=person_id)
        if not team.exists():
            raise CannotBeAsked
    made = Task.objects.create(idea=held.idea, title=title, person_id=person_id, due_on=due_on, at=at)
    save(held)
    return made


@transaction.atomic
def finish_task(*, viewer: Viewer, item_id: int, task_id: int, is_done: bool = True, at: datetime) -> Task:
    """This will tick a task off, or untick it. Raises NotAllowed, WrongState."""
    held = _working(viewer, item_id)
    task = Task.objects.get(pk=task_id, idea=held.idea)
    if (task.done_at is not None) == is_done:
        return task
    task.done_at, task.done_by_id = (at, held.signature) if is_done else (None, None)
    task.save(update_fields=["done_at", "done_by"])
    save(held)
    if is_done:
        tell("ideas.task.done", held, at, person=held.signature, task=to_text(task.pk))
    return task


@transaction.atomic
def drop_task(*, viewer: Viewer, item_id: int, task_id: int, at: datetime) -> None:
    """This will take a task that is not done off the list. Raises NotAllowed, WrongState."""
    held = _working(viewer, item_id)
    Task.objects.filter(pk=task_id, idea=held.idea, done_at__isnull=True).delete()
    save(held)


@transaction.atomic
def report_progress(*, viewer: Viewer, item_id: int, percent: int, words: str = "", at: datetime) -> ProgressLine:
    """This will say how far it is, in percent and words, with today's date; followers are told.

    Raises NotAllowed, WrongState, WrongNumber.
    """
    held = _working(viewer, item_id)
    if not 0 <= percent <= 100:
        raise WrongNumber
    line = ProgressLine.objects.create(
        idea=held.idea, by_id=held.signature, percent=percent, words=check_words(words, most=1000), at=at
    )
    save(held, progress=percent, progress_at=at)
    tell("ideas.progress.reported", held, at, percent=percent)
    return line


def _working(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not policy.may_work(held.standing):
        raise NotAllowed
    if held.idea.phase != "develop":
        raise WrongState
    return held


@transaction.atomic
def borrow(*, viewer: Viewer, item_id: int, words: str = "", at: datetime) -> Borrowing:
    """This will say that the viewer's unit does it too; the idea stays whose it is, and says so on its page.

    Raises NotAllowed, AlreadyAsked when the unit has said so before.
    """
    held = hold(viewer, item_id)
    unit_id = Person.objects.filter(pk=viewer.person_id).values_list("unit_id", flat=True).first()
    if not policy.may_borrow(viewer, held.item, held.idea, has_unit=unit_id is not None):
        raise NotAllowed
    made, is_new = Borrowing.objects.get_or_create(
        idea=held.idea, unit_id=unit_id, defaults={"by_id": viewer.person_id, "words": check_words(words), "at": at}
    )
    if not is_new:
        raise AlreadyAsked
    save(held)
    outbox.record(
        "ideas.idea.borrowed", at=at, actor=viewer.person_id, item=held.item.id, root=held.item.id,
        person=held.item.author_id, space=held.item.space_id,
        data={"campaign": held.idea.campaign_id, "unit": unit_id, "borrowing": to_text(made.pk)},
    )  # fmt: skip
    return made
