"""What lots taught about somebody who carried messages. For the person alone; what others see of it is in `shown`."""

from collections.abc import Collection

from django.db.models import QuerySet

from ..models import Lesson
from ..persuasion import Taught

SHOWN = 12  # The newest; who carried more messages than these has changed since.


def lessons_of(person_id: int) -> list[Taught]:
    """Every lesson, newest first."""
    return _read(Lesson.objects.filter(person_id=person_id))


def taught_of(lesson_ids: Collection[int]) -> list[Taught]:
    """These lessons, newest first."""
    return _read(Lesson.objects.filter(pk__in=lesson_ids))


def _read(lessons: QuerySet[Lesson]) -> list[Taught]:
    rows = lessons.order_by("-at", "-pk")[:SHOWN]
    return [Taught(r.title, r.at, r.exposed, r.others, r.difference, r.low, r.high) for r in rows]
