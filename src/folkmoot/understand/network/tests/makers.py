"""A small log: who answered, thanked and voted for whom, written as the rooms below write it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from folkmoot.base.outbox import Event
from folkmoot.base.outbox.log import record_many
from folkmoot.commons.people.models import Person, Unit
from folkmoot.testing.makers import AT, make_person


def log(*events: Event) -> None:
    with transaction.atomic():
        record_many(events)


def act(name: str, actor: Person | None, person: Person | None, *, at: datetime = AT, **facts: Any) -> Event:
    return Event(name, at, actor=actor.pk if actor else None, person=person.pk if person else None, **facts)


def answer(actor: Person, person: Person, *, question: int, item: int, at: datetime = AT, **facts: Any) -> Event:
    return act(
        "content.reply.published", actor, person, at=at, item=item, root=question,
        data={"kind": "answer", "root_kind": "question", "people": [], "audience": 2}, **facts,
    )  # fmt: skip


def reply(actor: Person, person: Person, *, at: datetime = AT, audience: int = 2, **facts: Any) -> Event:
    return act(
        "content.reply.published", actor, person, at=at, item=facts.pop("item", 7), root=facts.pop("root", 7),
        data={"kind": "comment", "root_kind": "note", "people": facts.pop("people", []), "audience": audience},
        **facts,
    )  # fmt: skip


def crew(unit: str, size: int, **fields: Any) -> list[Person]:
    """People of one unit."""
    found, _ = Unit.objects.get_or_create(name=unit)
    return [make_person(unit=found, name=f"{unit} {number}", **fields) for number in range(size)]


def chat(people: Sequence[Person], *, at: datetime = AT, both: bool = True) -> list[Event]:
    """Everybody replies to the next few, who reply back."""
    events = []
    for place, one in enumerate(people):
        for step in (1, 2, 3):
            other = people[(place + step) % len(people)]
            if other.pk != one.pk:
                events.append(reply(one, other, at=at - timedelta(hours=place)))
                if both:
                    events.append(reply(other, one, at=at - timedelta(hours=place)))
    return events
