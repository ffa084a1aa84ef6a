"""What crews say of a day together: one opens and names the others, who answer and name whom they stood beside.

Most of a firm's ties are within its units. Some people come along to many crews (a guest); they are named there and
answer, and so hold units together.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from folkmoot.acknowledge.recognition import actions as recognition
from folkmoot.acknowledge.recognition.models import Value
from folkmoot.commons.content import actions as content
from folkmoot.commons.people.audiences import Audience
from folkmoot.listen.notes import actions as notes

from .cast import SIX
from .reading import table
from .stage import Character, Stage

_TOGETHER = 1  # The place of the value that is about helping each other.
LEAST = 3  # So many make a crew.
LATEST = timedelta(hours=40)


@dataclass(slots=True)
class _Crew:
    """One crew's day. `members`: who opens, then those who answer in turn."""

    key: str
    told: dict[str, Any]
    members: list[Character]
    at: datetime

    @property
    def guest(self) -> str:
        return self.told.get("guest", "")

    def beside(self, place: int) -> dict[str, str]:
        """Who stood on both sides of one of those who answer."""
        ring = self.members[1 : 1 + len(self.told["said"])]
        left, right = ring[place - 1], ring[(place + 1) % len(ring)]
        if left is right:
            left = self.members[0]
        return {"a": f"@{left.username}", "b": f"@{right.username}", "guest": f"@{self.guest}"}


def plan_crews(stage: Stage) -> None:
    """This will plan what every crew says of its day; a unit too small has none."""
    told = table("crews")["crews"]
    for unit in dict.fromkeys(facts["unit"] for facts in told):
        days = [facts for facts in told if facts["unit"] == unit]
        for number, (facts, members) in enumerate(_crews(stage, unit, days)):
            at = stage.now - timedelta(days=facts["ago"], hours=stage.dice("crew", unit, number).uniform(0, 9))
            here = [*members, stage.cast[facts["guest"]]] if "guest" in facts else members
            at = max([at, *(one.arrives_at + timedelta(days=2) for one in here)])
            if at < stage.now - LATEST:
                _plan(stage, _Crew(f"crew:{unit}/{number}", facts, members, at))


def _crews(stage: Stage, unit: str, days: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[Character]]]:
    """A unit's people in as many crews as it has days to tell of: those who came first in the first. Whom the files
    name speak there already, but for the six who sign in."""
    people = [one for one in stage.cast.values() if one.unit == unit and (not one.is_named or one.username in SIX)]
    people.sort(key=lambda one: (one.arrives_at, one.username))
    size = max(LEAST, -(-len(people) // len(days)))
    parts = [people[start : start + size] for start in range(0, len(people), size)]
    return [(facts, members) for facts, members in zip(days, parts, strict=False) if len(members) >= LEAST]


def _plan(stage: Stage, crew: _Crew) -> None:
    dice, at = stage.dice(crew.key), crew.at
    stage.timeline.plan(at, partial(_open, stage, crew))
    answers = list(zip(crew.members[1:], crew.told["said"], strict=False))
    for place, (one, words) in enumerate(answers):
        at += timedelta(hours=dice.uniform(0.1, 5))
        text = words.format(**crew.beside(place))
        stage.timeline.plan(at, partial(_reply, stage, crew.key, one.username, text))
    if crew.guest:
        first, second = (f"@{one.username}" for one, _ in (answers * 2)[:2])
        text = crew.told["words"].format(a=first, b=second)
        stage.timeline.plan(at + timedelta(hours=3), partial(_reply, stage, crew.key, crew.guest, text))
    stage.timeline.plan(at + timedelta(hours=5), partial(_thank, stage, crew))
    unit = [one for one in stage.arrived(crew.at) if one.unit == crew.told["unit"] and one is not crew.members[0]]
    for one in dice.sample(unit, min(len(unit), dice.randint(1, 5))):
        when = crew.at + timedelta(hours=dice.expovariate(1 / 20))
        stage.timeline.plan(when, partial(_like, stage, crew.key, one.username))


def _thank(stage: Stage, crew: _Crew, at: datetime) -> None:
    """Whoever opened thanks the others, with a link to what they said."""
    recognition.give(
        viewer=stage.viewer(crew.members[0].username), to=[stage.people[one.username].pk for one in crew.members[1:]],
        value_id=Value.objects.get(position=_TOGETHER).pk, deed_id=stage.items[crew.key], at=at,
        message=stage.dice("thanks", crew.key).choice(table("crews")["thanks"]),
    )  # fmt: skip


def _open(stage: Stage, crew: _Crew, at: datetime) -> None:
    others = [f"@{one.username}" for one in crew.members[1:]]
    names = f"{', '.join(others[:-1])} and {others[-1]}"
    body = crew.told["open"].format(all=names, guest=f"@{crew.guest}")
    viewer = stage.viewer(crew.members[0].username)
    how = {"tags": crew.told["tags"], "language": crew.told.get("lang", "en"), "audience": Audience.EMPLOYEES}
    stage.items[crew.key] = notes.post(viewer=viewer, body=body, at=at, **how).id


def _like(stage: Stage, key: str, name: str, at: datetime) -> None:
    content.vote(viewer=stage.viewer(name), item_id=stage.items[key], value=1, at=at)


def _reply(stage: Stage, key: str, name: str, text: str, at: datetime) -> None:
    content.reply(viewer=stage.viewer(name), parent_id=stage.items[key], body=text, at=at)
