"""Which ways are compared with which, and how many people must stand behind a number."""

from collections.abc import Sequence

from folkmoot.base.site import settings as site

from .models import Arm

FLOOR = 5  # Whatever a site chooses, of fewer people nothing is told.


def least() -> int:
    """The fewest people behind any number that is shown."""
    return max(FLOOR, int(site.get("campaigns.least")))


def pairs(arms: Sequence[Arm]) -> list[tuple[int, int]]:
    """The comparisons of a campaign, the main one first: the way that is tried over the next one that says something
    (or over nothing), and every way over nothing. Without "nothing": the first way over every other one."""
    nothing = next((place for place, arm in enumerate(arms) if arm.kind == Arm.Kind.NOTHING), None)
    others = [place for place in range(1, len(arms)) if place != nothing]
    if nothing is None:
        return [(0, place) for place in others]
    found = [(0, others[0])] if others else []
    return found + [(place, nothing) for place in (0, *others)]
