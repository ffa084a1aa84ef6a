"""Who leads the house: administrators, and whomever a room says in `ready()` (those who plan campaigns)."""

from collections.abc import Callable

from .viewer import Viewer

_rules: list[Callable[[Viewer], bool]] = []


def register(rule: Callable[[Viewer], bool]) -> None:
    """This will count those among the stewards of whom `rule(viewer)` is true."""
    if rule not in _rules:
        _rules.append(rule)


def is_steward(viewer: Viewer) -> bool:
    """A query for each rule, for those who do not administer the site."""
    return viewer.is_admin or any(rule(viewer) for rule in _rules)
