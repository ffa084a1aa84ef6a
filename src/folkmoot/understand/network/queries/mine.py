"""One's own network. Everything of it is for the viewer alone: it has no parameter that names anybody else."""

import math
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from heapq import nsmallest
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base.web.statements import OneOf, ask
from folkmoot.commons.content.models import Tag
from folkmoot.commons.people.models import Unit
from folkmoot.commons.people.queries import PersonLine, lines_of, visible_people
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import reading, words
from ..models import Bridge, Lesson, Picture, Snapshot, Standing
from .standing import Switches, standing
from .system import last_run
from .taught import lessons_of

SHOWN = 8  # Of each list of people.


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody, and what was between us in words."""

    person: PersonLine
    said: str
    count: int


@dataclass(frozen=True, slots=True)
class RolePicture:
    """One of the three roles: what was found in me, with what evidence, and how sure."""

    role: str
    label: str
    definition: str
    verdict: str
    sentence: str
    topic: str = ""
    evidence: list[tuple[str, str]] = field(default_factory=list)
    interval: str = ""
    needed: str = ""
    before: list[tuple[datetime, str]] = field(default_factory=list)
    lots: "Lots | None" = None


@dataclass(frozen=True, slots=True)
class Lots:
    """What campaigns taught by lot, in words; each campaign's title, day, and a sentence."""

    sentence: str
    campaigns: list[tuple[str, datetime, str]]


@dataclass(frozen=True, slots=True)
class Mine:
    """What is known of me. `is_in`: whether the newest run took me in."""

    switches: Switches
    snapshot: Snapshot | None = None
    is_in: bool = False
    partners: int = 0
    outside: float | None = None
    i_help: list[Partner] = field(default_factory=list)
    help_me: list[Partner] = field(default_factory=list)
    talk: list[Partner] = field(default_factory=list)
    units: list[tuple[str, int]] = field(default_factory=list)
    bridges: list[tuple[str, str, int]] = field(default_factory=list)
    topics: list[tuple[str, int, int]] = field(default_factory=list)
    roles: list[RolePicture] = field(default_factory=list)
    course: list[tuple[datetime, int, float | None]] = field(default_factory=list)


_PARTNERS = """
SELECT other, sum(helped)::int, sum(was_helped)::int, sum(count)::int FROM (
    SELECT target AS other, count, CASE WHEN kind = ANY(%(by_actor)s) THEN count ELSE 0 END AS helped,
        CASE WHEN kind = ANY(%(by_person)s) THEN count ELSE 0 END AS was_helped
    FROM network_tie WHERE source = %(me)s
    UNION ALL SELECT source, count, CASE WHEN kind = ANY(%(by_person)s) THEN count ELSE 0 END,
        CASE WHEN kind = ANY(%(by_actor)s) THEN count ELSE 0 END
    FROM network_tie WHERE target = %(me)s) acts
GROUP BY other
"""
_ACTS = """
SELECT other, kind, sum(count)::int FROM (
    SELECT target AS other, kind, count FROM network_tie WHERE source = %(me)s AND target = ANY(%(others)s)
    UNION ALL SELECT source, kind, count FROM network_tie WHERE target = %(me)s AND source = ANY(%(others)s)) acts
GROUP BY other, kind
"""


def mine(viewer: Viewer) -> Mine:
    """The viewer's own network, as of the newest run."""
    switches, snapshot = standing(viewer), last_run()
    if snapshot is None or viewer.person_id is None or switches.left_out:
        return Mine(switches, snapshot)
    me = Standing.objects.filter(snapshot=snapshot, person_id=viewer.person_id).first()
    if me is None:
        return Mine(switches, snapshot)
    rows = _partners(viewer.person_id, snapshot)
    people = visible_people(viewer, for_list=False).filter(pk=OneOf(list(rows)))
    names, units = {}, Counter[str]()
    for pk, name, unit in people.values_list("pk", "name", "unit__name"):
        names[pk] = name
        if unit is not None:
            units[unit] += 1
    pictures = list(Picture.objects.filter(person_id=viewer.person_id, snapshot=snapshot))
    topics = _topic_names([topic for row in pictures for topic, _answers, _accepted in _answers_in(row)])
    i_help, help_me, talk = _listed(viewer, rows, names, snapshot)
    return Mine(
        switches=switches, snapshot=snapshot, is_in=True, partners=me.partners, outside=_number(me.outside),
        i_help=i_help, help_me=help_me, talk=talk,
        units=_most(units), bridges=_bridges(viewer.person_id, snapshot),
        topics=_topics(pictures, topics), roles=_roles(viewer.person_id, snapshot, pictures, topics),
        course=_course(viewer.person_id),
    )  # fmt: skip


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _partners(me: int, snapshot: Snapshot) -> dict[int, tuple[int, int, int]]:
    """Everybody there was something with: how often I helped, was helped, anything at all."""
    kinds = snapshot.parameters["kinds"]
    helpers = reading.helpers()
    values = {"me": me} | {
        f"by_{who}": [place for place, name in enumerate(kinds) if helpers.get(name) == who]
        for who in ("actor", "person")
    }
    return {row[0]: row[1:] for row in ask(_PARTNERS, values)}


def _listed(
    viewer: Viewer, rows: dict[int, tuple[int, int, int]], names: dict[int, str], snapshot: Snapshot
) -> list[list[Partner]]:
    """Of each of the three counts those with most; by name where equal, so that nothing but the number decides."""
    most = [
        nsmallest(
            SHOWN, (pk for pk in names if rows[pk][column]), key=lambda pk: (-rows[pk][column], names[pk], pk)
        )
        for column in range(3)
    ]  # fmt: skip
    shown = {pk for column in most for pk in column}
    people = {line.id: line for line in lines_of(visible_people(viewer, for_list=False).filter(pk__in=shown))}
    acts: dict[int, dict[str, int]] = {}
    for other, kind, count in ask(_ACTS, {"me": viewer.person_id, "others": list(shown)}):
        acts.setdefault(other, {})[snapshot.parameters["kinds"][kind]] = count
    return [
        [Partner(people[pk], words.acts_said(acts.get(pk, {})), rows[pk][column]) for pk in some if pk in people]
        for column, some in enumerate(most)
    ]


def _most(units: Counter[str]) -> list[tuple[str, int]]:
    """Where the people are whom I deal with: the units with most of them."""
    return sorted(units.items(), key=lambda each: (-each[1], each[0]))[:12]


def _bridges(me: int, snapshot: Snapshot) -> list[tuple[str, str, int]]:
    found = list(Bridge.objects.filter(person_id=me, snapshot=snapshot).order_by("-share", "id")[:3])
    names = dict(Unit.objects.filter(pk__in={x for b in found for x in (b.one, b.other)}).values_list("pk", "name"))
    return [(names.get(b.one, ""), names.get(b.other, ""), round(100 * b.share)) for b in found]


def _answers_in(row: Picture) -> list[tuple[int, int, int]]:
    """Topics of a maven's row, with the answers given and accepted."""
    if row.role != Picture.Role.MAVEN:
        return []
    seen = row.evidence
    return [(row.topic, int(seen["answers"]), int(seen["accepted"])), *map(tuple, seen.get("more", ()))]


def _topics(pictures: list[Picture], names: dict[int, str]) -> list[tuple[str, int, int]]:
    """What I answer about: name, answers, of them valued."""
    found = [
        (names[topic], answers, accepted)
        for row in pictures for topic, answers, accepted in _answers_in(row) if topic in names
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each[1], each[0]))


def _topic_names(topics: list[int]) -> dict[int, str]:
    tags = dict(Tag.objects.filter(pk__in=[t for t in topics if t > 0]).values_list("pk", "name"))
    spaces = dict(Space.objects.filter(pk__in=[-t for t in topics if t < 0]).values_list("pk", "name"))
    return tags | {-pk: name for pk, name in spaces.items()} | {0: _("questions without a topic")}


def _roles(me: int, snapshot: Snapshot, pictures: list[Picture], topics: dict[int, str]) -> list[RolePicture]:
    """All three roles, whatever is known of them. Of a maven the topic with most in it."""
    lots = words.lots_picture(lessons_of(me))
    earlier = _earlier(me, snapshot)
    found = []
    for role in Picture.Role.values:
        mine_of = [row for row in pictures if row.role == role]
        mine_of.sort(key=lambda row: (not row.is_found, not row.is_enough, -row.score, row.pk))
        best = mine_of[0] if mine_of else None
        picture = words.role_picture(role, best, topics, [(as_of, role) for as_of in earlier.get(role, ())])
        found.append(replace(picture, lots=lots) if role == Picture.Role.SALESMAN else picture)
    return found


def _earlier(me: int, snapshot: Snapshot) -> dict[str, list[datetime]]:
    """When earlier snapshots found which role in me: the last of each of six months at most."""
    rows = (
        Picture.objects.filter(person_id=me, is_found=True, snapshot__kind="full")
        .exclude(snapshot=snapshot)
        .order_by("-snapshot__as_of")
        .values_list("role", "snapshot__as_of")[:600]
    )
    months: dict[str, dict[tuple[int, int], datetime]] = {}
    for role, as_of in rows:
        months.setdefault(role, {}).setdefault((as_of.year, as_of.month), as_of)
    return {role: list(found.values())[:6] for role, found in months.items()}


def _course(me: int) -> list[tuple[datetime, int, float | None]]:
    """How it changed, from the oldest snapshot that is kept."""
    rows = (
        Standing.objects.filter(person_id=me, snapshot__state="done", snapshot__kind="full")
        .order_by("-snapshot__as_of")
        .values_list("snapshot__as_of", "partners", "outside")[:60]
    )
    return [(as_of, partners, _number(outside)) for as_of, partners, outside in reversed(rows)]


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """What is kept of somebody, for the export of their own data."""
    stood: list[dict[str, Any]] = [
        {**row, "outside": _number(row["outside"])}
        for row in Standing.objects.filter(person_id=person_id).values(
            "snapshot__as_of", "partners", "turned_to", "turned_to_me", "outside", "groups_reached", "community"
        )
    ]
    pictures: list[dict[str, Any]] = [
        dict(row)
        for row in Picture.objects.filter(person_id=person_id).values(
            "snapshot__as_of", "role", "is_enough", "is_found", "score", "low", "high", "evidence"
        )
    ]
    lessons: list[dict[str, Any]] = [
        dict(row)
        for row in Lesson.objects.filter(person_id=person_id).values(
            "title", "at", "exposed", "others", "difference", "low", "high"
        )
    ]
    return [*stood, *pictures, *lessons]
