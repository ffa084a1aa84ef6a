"""People, units and what they say to each other, made for a study."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from folkmoot.base.ids import new_id
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person, Unit
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def hire(units: Sequence[int], *, name: str) -> list[Person]:
    """Employees; `units` says of each the number of their unit."""
    rooms = [Unit.objects.create(name=f"{name} {number}") for number in range(max(units) + 1)]
    made = []
    for number, unit in enumerate(units):
        word = f"{name.lower()}{number}x{new_id() % 100_000}"
        made.append(
            Person(
                username=word, name=f"{name} {number}", sort_name=word, email=f"{word}@example.org", password="!",
                is_employee=True, is_active=True, is_approved=True, joined_at=NOW - 900 * DAY,
                claimed_at=NOW - 900 * DAY, unit=rooms[unit],
            )
        )  # fmt: skip
    return Person.objects.bulk_create(made)


def viewers(people: Iterable[Person]) -> list[Viewer]:
    return [viewer_of(person.pk) for person in people]


def notes(who: Sequence[Viewer], *, at: datetime) -> list[Item]:
    """One note of everybody, for others to reply to."""
    return [
        content.publish(viewer=one, kind="note", body=f"What I am at this week ({number}).", audience=2, at=at)
        for number, one in enumerate(who)
    ]


def talk(who: Sequence[Viewer], notes: Sequence[Item], pairs: Iterable[tuple[int, int]], *, at: datetime) -> int:
    """The first of each pair replies to the second; how many did."""
    count = 0
    for a, b in pairs:
        content.reply(viewer=who[a], parent_id=notes[b].pk, body="Thank you, that helps.", at=at)
        count += 1
    return count
