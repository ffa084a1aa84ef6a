"""Which events are one person turning to another, and which are somebody taking something up.

A room declares its own in `ready()`, as it declares deeds. Nothing here keeps or counts them: a room above reads the
declarations and the log. So a room that comes later (mentoring, cases) is in everybody's network without the network
knowing of it. Only names that stand in the log count: an act under an alias has no actor, and so joins nobody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Part = Literal["", "answer", "valued", "not_valued", "votes"]


@dataclass(frozen=True, slots=True)
class Encounter:
    """The event `event` is its actor turning to its person, or to each of the people its data list under `people`.

    `name` is what such acts are counted under (several events may share one), `label` says it of the actor.
    `worth` is what one counts beside the others. `kind` narrows to items of one kind, and goes before a declaration
    without one; `where` narrows to events whose data hold these values. `is_open`: others could see it happen where
    they may read; a vote they cannot.
    `part` is its part in answering, for finding who knows: "answer" (actor answers person's question, which is the
    root), "valued" and "not_valued" (the answer, which is the item, was accepted; no longer is), "votes" (for it).
    `helper` says who helped whom by it: the actor (by answering), the person (whom the actor thanks), or nobody.
    `is_on` says whether this site has such events at all.
    """

    event: str
    name: str
    label: Any
    worth: float = 1.0
    kind: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    people: str = ""
    is_open: bool = True
    part: Part = ""
    helper: Literal["", "actor", "person"] = ""
    is_on: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Uptake:
    """The event `event` is its actor taking something up: an item, a space, or the things its data list.

    `subject` is "item", "root", "space", or the key of a list of numbers in the data (tags). For finding whom others
    follow.
    """

    event: str
    name: str
    subject: str
    kind: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    is_on: Callable[[], bool] = lambda: True


_encounters: dict[tuple[str, str, str, str], Encounter] = {}
_uptakes: dict[tuple[str, str], Uptake] = {}


def declare(*each: Encounter) -> None:
    """This will make encounters known; of one event, name, kind and list the last declaration counts."""
    for one in each:
        _encounters[(one.event, one.name, one.kind, one.people)] = one


def declare_uptakes(*each: Uptake) -> None:
    """This will make known what counts as taking something up."""
    for one in each:
        _uptakes[(one.event, one.name)] = one


def encounters() -> list[Encounter]:
    """All that were declared, in an order that does not depend on which room was set up first."""
    return [_encounters[key] for key in sorted(_encounters) if _encounters[key].is_on()]


def uptakes() -> list[Uptake]:
    return [_uptakes[key] for key in sorted(_uptakes) if _uptakes[key].is_on()]
