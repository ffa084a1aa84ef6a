"""Lifecycles declared as a graph: refused at import when impossible, turned into a database constraint."""

from collections.abc import Mapping, Sequence

from django.db import models


class ImpossibleLifecycle(ValueError):
    """The declared graph has an unknown, unreachable or unnamed state."""


class MoveNotAllowed(ValueError):
    """There is no step from the one state to the other."""


class Lifecycle:
    """States and the steps between them.

    `Lifecycle("asked", {"asked": ["accepted", "declined"], "accepted": [], "declined": []})`
    """

    def __init__(self, start: str, steps: Mapping[str, Sequence[str]]) -> None:
        self.start = start
        self.steps = {state: frozenset(targets) for state, targets in steps.items()}
        unknown = {target for targets in self.steps.values() for target in targets} - set(self.steps)
        if start not in self.steps or unknown:
            raise ImpossibleLifecycle(f"unknown states: {sorted(unknown | ({start} - set(self.steps)))}")
        reached, frontier = {start}, [start]
        while frontier:
            for target in self.steps[frontier.pop()] - reached:
                reached.add(target)
                frontier.append(target)
        if lost := set(self.steps) - reached:
            raise ImpossibleLifecycle(f"never reached from {start}: {sorted(lost)}")

    @property
    def states(self) -> list[str]:
        return list(self.steps)

    def may_move(self, source: str, target: str) -> bool:
        return target in self.steps.get(source, frozenset())

    def check(self, source: str, target: str) -> None:
        """Raise MoveNotAllowed unless there is a step from `source` to `target`."""
        if not self.may_move(source, target):
            raise MoveNotAllowed(f"{source} cannot become {target}")

    def constraint(self, field: str, name: str) -> models.CheckConstraint:
        """The check that the column holds one of the states."""
        return models.CheckConstraint(condition=models.Q(**{f"{field}__in": self.states}), name=name)
