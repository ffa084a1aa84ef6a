"""The firm's network: who works with whom by day, who lets themselves be seen, and the snapshots of a year.

What people do here they do through the rooms, and it is in the log. That they also work side by side and take up each
other's habits would be told by other systems (a shift book, a tool's licences); for these the demo writes the log.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from folkmoot.base.outbox import Event
from folkmoot.base.outbox.log import record_many
from folkmoot.commons.people.models import Follow, Person
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.understand.network import actions

from .cast import SIX

MOMENTS = (210, 150, 105, 70, 42, 21, 7, 0)  # Days ago.
SHOWN, WILLING, LEFT_OUT = 0.45, 0.3, 0.02
MATES, DAYS_WITH_EACH = 7, 3
EVERYWHERE = ("hana", "lena")  # They have to do with all units: HR, and quality.
FOLLOWED, HABITS = "torben", 16
LONG = 330


def live(*, at: datetime, seed: int) -> None:
    """This will write into the log who worked with whom, and who took up which habit when."""
    dice = Random(f"{seed}:side by side")  # noqa: S311 - a story, no secret
    people = list(Person.objects.filter(is_active=True, is_employee=True).order_by("username"))
    record_many([*_working_days(dice, people, at), *_habits(dice, people, at)])


def _working_days(dice: Random, people: Sequence[Person], at: datetime) -> Iterator[Event]:
    """Most work with a few of their own unit; some have to do with everybody."""
    units: dict[int | None, list[Person]] = {}
    for person in people:
        units.setdefault(person.unit_id, []).append(person)
    for person in people:
        mates = [mate for mate in units[person.unit_id] if mate.pk > person.pk]
        for mate in dice.sample(mates, min(len(mates), MATES)):
            yield from _days(dice, person, mate, at)
    for name in EVERYWHERE:
        for one in (person for person in people if person.username == name):
            others = [person for person in people if person.unit_id != one.unit_id]
            for other in dice.sample(others, min(len(others), 34)):
                yield from _days(dice, one, other, at)


def _days(dice: Random, one: Person, other: Person, at: datetime) -> Iterator[Event]:
    first = max(at - timedelta(days=LONG), one.joined_at, other.joined_at)
    for _ in range(dice.randint(1, DAYS_WITH_EACH)):
        day = first + (at - first) * dice.random()
        yield Event("demo.day.worked", day, actor=one.pk, person=other.pk)
        yield Event("demo.day.worked", day, actor=other.pk, person=one.pk)


def _habits(dice: Random, people: Sequence[Person], at: datetime) -> Iterator[Event]:
    """A checklist, a shortcut, a way to name files: one person is soon followed by those who follow them."""
    followed = next((person for person in people if person.username == FOLLOWED), None)
    if followed is None:
        return
    near = set(Follow.objects.filter(person=followed).values_list("follower_id", flat=True))
    for habit in range(HABITS):
        begin = at - timedelta(days=300 - habit * 18)
        shown = begin + timedelta(days=dice.uniform(3, 12))
        taken = {followed.pk: shown}
        for person in people:
            if person.pk in near and dice.random() < 0.45:
                taken[person.pk] = shown + timedelta(days=dice.uniform(0.05, 2.5))
            elif dice.random() < 0.12:
                taken.setdefault(person.pk, begin + timedelta(days=dice.uniform(0, 16)))
        for person_id, when in taken.items():
            if when < at:
                yield Event("demo.habit.taken_up", when, actor=person_id, data={"habits": [habit + 1]})


def measure(*, at: datetime, seed: int) -> None:
    """This will have people choose, and measure the network as it was at several moments of the year."""
    dice = Random(f"{seed}:network")  # noqa: S311 - a story, no secret
    chosen_at = at - timedelta(days=240)
    named = (*EVERYWHERE, FOLLOWED, "eli")
    with transaction.atomic():
        for person in Person.objects.filter(is_active=True, is_employee=True).order_by("username"):
            luck = dice.random()
            is_left_out = luck > 1 - LEFT_OUT and person.username not in (*SIX, *named)
            actions.set_switches(
                viewer=viewer_of(person.pk), publish=luck < SHOWN or person.username in named,
                advocacy=luck < WILLING, left_out=is_left_out, at=max(chosen_at, person.joined_at),
            )  # fmt: skip
    for days in MOMENTS:
        actions.run(at=at - timedelta(days=days))
