"""How groups work together: each with each beside chance, what one person holds together, openness over time."""

from dataclasses import dataclass, field
from datetime import datetime

from folkmoot.commons.people.models import Unit
from folkmoot.commons.spaces.viewer import Viewer

from .. import groups, policy
from ..models import Snapshot
from ..refusals import NotAllowed
from .map import Group, groups_told, moments_kept
from .system import last_run


@dataclass(frozen=True, slots=True)
class Row:
    """One group's line of the table: its levels towards each group (None: too little to say), its course."""

    group: Group
    levels: list[int | None]
    course: list[float]


@dataclass(frozen=True, slots=True)
class Silos:
    """The whole table, and the pairs of groups that one person holds together."""

    by: str
    snapshot: Snapshot | None = None
    rows: list[Row] = field(default_factory=list)
    bridges: list[tuple[str, str]] = field(default_factory=list)
    least: int = 5
    week: str = ""
    since: datetime | None = None


def silos(viewer: Viewer, *, by: str = "unit") -> Silos:
    """How groups work together, as decided for this week. For colleagues; raises NotAllowed."""
    if not policy.may_see_units(viewer):
        raise NotAllowed
    by = by if by in groups.PARTITIONS else "unit"
    snapshot = last_run()
    if snapshot is None:
        return Silos(by)
    figures = snapshot.shown.get("partitions", {}).get(by)
    if figures is None:
        return Silos(by, snapshot, least=snapshot.shown.get("least", 5), week=snapshot.week)
    shown = groups_told(figures["groups"])
    levels: dict[tuple[int, int], int] = {}
    for a, b, level in figures["cells"]:
        levels[a, b] = levels[b, a] = level
    moments = [] if by == "community" else moments_kept("shown")
    course = _course(moments, by)
    return Silos(
        by=by, snapshot=snapshot, least=snapshot.shown.get("least", 5), week=snapshot.week,
        since=moments[0].as_of if len(moments) > 1 else None,
        rows=[
            Row(group, [levels.get((a, b)) for b in range(len(shown))], course.get(group.key, []))
            for a, group in enumerate(shown)
        ],
        bridges=[(shown[a].name, shown[b].name) for a, b in figures["bridges"]],
    )  # fmt: skip


def _course(moments: list[Snapshot], by: str) -> dict[int, list[float]]:
    """How open each group was in each week it was shown. Communities have no names that last, so no course."""
    found: dict[int, list[float]] = {}
    for snapshot in moments:
        for row in snapshot.shown.get("partitions", {}).get(by, {"groups": []})["groups"]:
            if row["ei"] is not None and row["key"]:
                found.setdefault(row["key"], []).append(row["ei"])
    return found


def units_for_quotas(viewer: Viewer) -> list[tuple[int, str]]:
    """The units that a choice of advocates may have quotas for: those of enough people."""
    snapshot = last_run()
    if snapshot is None or not policy.may_choose_advocates(viewer):
        return []
    rows = snapshot.shown.get("partitions", {}).get("unit", {"groups": []})["groups"]
    return list(Unit.objects.filter(pk__in=[row["key"] for row in rows]).order_by("name").values_list("pk", "name"))
