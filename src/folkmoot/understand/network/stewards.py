"""Who plans campaigns and so may have advocates chosen, besides administrators; a room above says so in `ready()`."""

from collections.abc import Callable

from folkmoot.commons.spaces.viewer import Viewer

_rules: list[Callable[[Viewer], bool]] = []


def register(rule: Callable[[Viewer], bool]) -> None:
    """This will let those have advocates chosen of whom `rule(viewer)` is true."""
    if rule not in _rules:
        _rules.append(rule)


def is_steward(viewer: Viewer) -> bool:
    return any(rule(viewer) for rule in _rules)
