"""What the parts of the demo share while it is built: the plan of deeds in time, and who and what exists."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from django.db import connection, transaction

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

Deed = Callable[[datetime], object]
YEAR = timedelta(days=366)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """No deed inside has a place to fall back to: where one fails, the whole is undone. Saves a third of all
    statements."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


@contextmanager
def unless(refusal: type[Exception]) -> Iterator[None]:
    """A deed inside may be refused in this way, as deeds are in life; then it has not happened."""
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = True
    try:
        with suppress(refusal), transaction.atomic():
            # This is the only place to fall back to: those within the deed would lead no further.
            connection.features.uses_savepoints = before
            try:
                yield
            finally:
                connection.features.uses_savepoints = True
    finally:
        connection.features.uses_savepoints = before


@dataclass(slots=True)
class Timeline:
    """Deeds with their moments; they are done in the order of time, whatever the order of planning."""

    end_at: datetime
    deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)

    def plan(self, at: datetime, deed: Deed) -> datetime:
        """This will have `deed` done at that moment, called with it; never later than the end."""
        at = min(at, self.end_at)
        self.deeds.append((at, len(self.deeds), deed))
        return at

    def run(self) -> Iterator[None]:
        """This will do one deed after the other, yielding after each."""
        for at, _, deed in sorted(self.deeds, key=lambda planned: planned[:2]):
            deed(at)
            yield


@dataclass(slots=True)
class Character:
    """Somebody of the cast, before and while they are a person here."""

    username: str
    name: str
    relation: str
    site: str
    arrives_at: datetime
    since_years: float
    unit: str = ""
    manager: str = ""
    headline: str = ""
    about: str = ""
    language: str = "en"
    timezone: str = "UTC"
    skills: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    ask: list[str] = field(default_factory=list)
    email: str = ""
    is_named: bool = False

    @property
    def is_employee(self) -> bool:
        return self.relation == "employee"


@dataclass(slots=True)
class Stage:
    """The firm as far as it is planned and built."""

    seed: int
    scale: float
    now: datetime
    timeline: Timeline
    cast: dict[str, Character] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    spaces: dict[str, Space] = field(default_factory=dict)
    # Of each space: user name → the moment from which they are a member.
    members: dict[str, dict[str, datetime]] = field(default_factory=dict)
    # Of each person: whom they follow, from when on.
    follows: dict[str, dict[str, datetime]] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    beside: Executor | None = None
    _viewers: dict[str, Viewer] = field(default_factory=dict)

    def dice(self, *about: object) -> Random:
        """Chance of its own for every matter, so that a change in one leaves the others as they were."""
        return Random(":".join(map(str, (self.seed, *about))))  # noqa: S311 - a story, no secret

    def viewer(self, username: str) -> Viewer:
        """Who the person is at this moment of the story."""
        if username not in self._viewers:
            self._viewers[username] = viewer_of(self.people[username].pk)
        return self._viewers[username]

    def forget_viewer(self, username: str) -> None:
        """This will have `viewer` look again: they joined something, or became somebody."""
        self._viewers.pop(username, None)

    def heed(self, name: str, at: datetime) -> set[str]:
        """Who follows somebody at that moment: they look at what that person does."""
        return {follower for follower, whom in self.follows.items() if name in whom and whom[name] < at}

    def arrived(self, at: datetime) -> list[Character]:
        return [one for one in self.cast.values() if one.arrives_at < at]
