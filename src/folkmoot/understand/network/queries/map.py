"""The map: groups as they may be told, people by name who have chosen so, and oneself to oneself.

Nobody else is on it, in no shape: not as a dot without a name either, for a place among ties can tell who it is. What
is drawn as a crowd within a group is only as many dots as the group is about large, put there by the browser.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.commons.people.models import Unit
from folkmoot.commons.spaces.viewer import Viewer

from .. import groups, policy, reading
from ..looking import note_look
from ..models import SavedView, Snapshot
from ..refusals import NotAllowed
from .standing import consenting
from .system import last_run

MOST_PEOPLE = 5000
MOST_TIES = 20_000
ROLES = ("maven", "connector", "salesman")


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it may be told. `ei`: how open it is, from -1 (all inside) to 1, give or take `step`."""

    key: int
    name: str
    about: int
    ei: float | None
    step: float
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody by name. `group`: place among the groups, -1 for none; `size` 1 to 5; `roles` they publish."""

    id: int
    username: str
    name: str
    group: int
    x: float
    y: float
    size: int
    roles: tuple[str, ...]
    is_me: bool = False

    @property
    def url(self) -> str:
        return f"/@{self.username}/"


@dataclass(frozen=True, slots=True)
class Map:
    """What one viewer sees. links: places of two groups and how much they have to do with each other (-3 to 3, as
    against chance); ties: places of two people."""

    by: str
    snapshot: Snapshot | None = None
    groups: list[Group] = field(default_factory=list)
    links: list[tuple[int, int, int]] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)
    ties: list[tuple[int, int]] = field(default_factory=list)
    moments: list[tuple[str, datetime]] = field(default_factory=list)
    least: int = 5

    def as_json(self) -> dict[str, Any]:
        """The map as the browser takes it: rows without names, numbers short."""
        return {
            "by": self.by,
            "groups": [[g.name, g.about, g.ei, g.step, g.x, g.y, g.r] for g in self.groups],
            "links": self.links,
            "people": [
                [p.name, p.username, p.group, p.x, p.y, p.size, "".join(role[0] for role in p.roles), int(p.is_me)]
                for p in self.people
            ],
            "ties": self.ties,
        }


def map_of(viewer: Viewer, *, by: str = "unit", moment: str = "", at: datetime) -> Map:
    """The map as the viewer may see it, of the newest run or of an earlier snapshot (`moment`, one of `Map.moments`).

    That the viewer saw everybody who is shown by name is written down. Raises NotAllowed.
    """
    if not policy.may_see_map(viewer):
        raise NotAllowed
    by = by if by in groups.PARTITIONS else "unit"
    newest = last_run()
    if newest is None:
        return Map(by)
    moments = moments_kept()
    snapshot = next((each for each in moments if to_text(each.pk) == moment), newest)
    figures = snapshot.shown.get("partitions", {}).get(by, {"groups": [], "cells": []})
    shown = groups_told(figures["groups"])
    place = {group.key: number for number, group in enumerate(shown)}
    people = _people(viewer, snapshot, by, place)
    note_look(viewer=viewer, purpose="map", people=None, at=at)
    return Map(
        by=by, snapshot=snapshot, groups=shown, links=[(a, b, level) for a, b, level in figures["cells"] if a != b],
        people=people, ties=_ties(people, snapshot), least=snapshot.shown.get("least", 5),
        moments=[(to_text(each.pk), each.as_of) for each in moments],
    )  # fmt: skip


def moments_kept(*fields: str) -> list[Snapshot]:
    """The full runs one may go back to: of each week the last, oldest first, with these fields loaded."""
    found: dict[str, Snapshot] = {}
    runs = Snapshot.objects.filter(state="done", kind="full").exclude(week="").order_by("as_of")
    for snapshot in runs.only("pk", "as_of", "week", *fields):
        found[snapshot.week] = snapshot
    return list(found.values())[-60:]


def groups_told(rows: list[dict[str, Any]]) -> list[Group]:
    names = dict(Unit.objects.filter(pk__in={key for row in rows for key in row["mostly"]}).values_list("pk", "name"))
    found = []
    for number, row in enumerate(rows):
        name = group_name(row, names, number)
        found.append(
            Group(row["key"], name, row["about"], row["ei"], row["step"], row["x"], row["y"], row["r"])
        )  # fmt: skip
    return found


def group_name(row: dict[str, Any], units: dict[int, str], number: int) -> str:
    """What a group is called: its own name, or what most of a community belong to."""
    if row["key"] == 0:
        return _("All others")
    if row["label"]:
        return str(row["label"])
    mostly = [units[key] for key in row["mostly"] if key in units]
    return _("Around %(units)s") % {"units": " · ".join(mostly)} if mostly else _("Circle %(n)d") % {"n": number + 1}


_PEOPLE = """
SELECT p.id, p.username, p.name, coalesce(p.unit_id, 0), p.location, s.community, s.x, s.y, s.partners,
    (SELECT array_agg(DISTINCT r.role) FROM network_picture r
     WHERE r.snapshot_id = s.snapshot_id AND r.person_id = p.id AND r.is_found)
FROM network_standing s JOIN people_person p ON p.id = s.person_id
WHERE s.person_id = ANY(%(people)s) AND s.snapshot_id = %(snapshot)s AND p.is_active
ORDER BY p.id LIMIT %(most)s
"""


def _people(viewer: Viewer, snapshot: Snapshot, by: str, place: dict[int, int]) -> list[Named]:
    """Those who chose to be shown by name, and the viewer."""
    wanted = (consenting("publish") - viewer.hidden_person_ids) | {viewer.person_id}
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE, {"people": list(wanted), "snapshot": snapshot.pk, "most": MOST_PEOPLE}
        )  # fmt: skip
        rows = cursor.fetchall()
    sites = _sites(snapshot) if by == "site" else {}
    rest = place.get(0, -1)
    found = []
    for pk, username, name, unit, location, community, x, y, partners, roles in rows:
        key = {"unit": unit, "site": sites.get(location.strip().casefold(), 0), "community": community + 1}[by]
        found.append(
            Named(
                id=pk, username=username, name=name, group=place.get(key, rest), x=round(x, 2), y=round(y, 2),
                size=1 + sum(partners >= edge for edge in (5, 15, 30, 60)),
                roles=tuple(role for role in ROLES if role in (roles or ())), is_me=pk == viewer.person_id,
            )
        )  # fmt: skip
    return found


def _sites(snapshot: Snapshot) -> dict[str, int]:
    rows = snapshot.shown.get("partitions", {}).get("site", {"groups": []})["groups"]
    return {row["label"].casefold(): row["key"] for row in rows if row["label"]}


def _ties(people: list[Named], snapshot: Snapshot) -> list[tuple[int, int]]:
    """Who among those shown had to do with each other where all colleagues may read, firmest first."""
    if len(people) < 2:
        return []
    place = {person.id: number for number, person in enumerate(people)}
    ids = list(place)
    until = (snapshot.as_of.timestamp() - reading.EPOCH) / reading.DAY
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT least(source, target), greatest(source, target) FROM network_tie
               WHERE source = ANY(%(ids)s) AND target = ANY(%(ids)s) AND open_count > 0 AND first_day <= %(until)s
               GROUP BY 1, 2 ORDER BY sum(weight * open_count / count) DESC, 1, 2 LIMIT %(most)s""",
            {"ids": ids, "until": until, "most": MOST_TIES},
        )
        return [(place[a], place[b]) for a, b in cursor.fetchall()]


def saved_views(viewer: Viewer) -> list[SavedView]:
    """How the viewer saved the map, by name."""
    return list(SavedView.objects.filter(person_id=viewer.person_id).order_by("name")[:50])
