"""What people are credited for. A room declares which of its events are deeds, and whose, in its `ready()`.

Nothing here keeps credit: a room above reads the declarations and the log. So a room that comes later (mentoring,
cases) earns its people credit without the ledger knowing of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from folkmoot.base.outbox import Event
from folkmoot.commons.people.audiences import Audience


@dataclass(frozen=True, slots=True)
class Deed:
    """The event `event` is a deed. `verb` names it in the ledger; `label` says it of the person: "asked a question".

    `whose`: "actor" (who acted, or their alias), "author" (of the item the event speaks of), "person" (the event's),
    or a function of the event to the ids of people (co-authors, a team). `kind` narrows to items of one kind: a deed
    with a kind goes before one without. `where` is the field or the key of the data that holds the item to point at.
    `taken_back_by` are events about the same item that undo it. `weight` says how much it counts for reputation;
    deeds that others did to one's work (`is_received`) weigh by who did them. `audience` limits who learns of a deed
    that points at no item and no space.
    """

    event: str
    verb: str
    label: Any
    whose: "str | Callable[[Event], Sequence[int]]" = "actor"
    kind: str = ""
    icon: str = "sparkles"
    where: str = "item"
    taken_back_by: tuple[str, ...] = ()
    weight: float = 1.0
    is_received: bool = False
    audience: int = Audience.EMPLOYEES
    when: Callable[[Event], bool] = lambda event: True


_deeds: dict[tuple[str, str], Deed] = {}


def declare(*deeds: Deed) -> None:
    """This will make deeds known; one verb an event and kind, the last declaration counts."""
    for deed in deeds:
        _deeds[(deed.event, f"{deed.verb}:{deed.kind}")] = deed


def deeds() -> list[Deed]:
    return list(_deeds.values())


def deeds_of(event: Event) -> list[Deed]:
    """The deeds an event is, in the order of their verbs."""
    kind = str(event.data.get("kind", ""))
    fitting = [deed for deed in _deeds.values() if deed.event == event.name and deed.kind in ("", kind)]
    if any(deed.kind for deed in fitting):
        fitting = [deed for deed in fitting if deed.kind]
    return sorted((deed for deed in fitting if deed.when(event)), key=lambda deed: deed.verb)


def taken_back_by(event: Event) -> list[Deed]:
    """The deeds that an event undoes."""
    return [deed for deed in _deeds.values() if event.name in deed.taken_back_by]


def heard() -> tuple[str, ...]:
    """The events that a ledger must hear of."""
    names = {deed.event for deed in _deeds.values()}
    return tuple(sorted(names.union(*(deed.taken_back_by for deed in _deeds.values()))))
