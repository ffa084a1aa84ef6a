"""The log as arrays: who turned to whom, when and how; who answered whom; who took what up.

Only what stands there by name: an act under an alias has no actor and one towards an alias no person, so neither is
ever read. People who want to be left out are not in `people`, and nothing that touches them is kept.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from folkmoot.base.outbox import columns
from folkmoot.commons.content import encounters
from folkmoot.commons.people.audiences import Audience

from .keeping import Answered

Array = npt.NDArray[Any]
EPOCH = 1_577_836_800  # 2020-01-01; days are counted from here.
DAY = 86_400.0


@dataclass(frozen=True, eq=False)
class Acts:
    """Who turned to whom: places in `people`, places in the list of names of encounters, days, and whether every
    employee may read where it happened."""

    source: Array
    target: Array
    kind: Array
    day: Array
    is_open: Array


@dataclass(frozen=True, eq=False)
class Taken:
    """Who took what up when: places in `people`, numbers of things, days."""

    person: Array
    thing: Array
    day: Array


@dataclass(frozen=True, eq=False)
class Marks:
    """What answers got: ids of items (whole numbers: no float holds them), change of marks, change of votes."""

    item: Array
    gained: Array
    votes: Array


@dataclass(frozen=True, eq=False)
class Read:
    """What of the log was read."""

    acts: Acts
    answered: Answered
    marks: Marks
    taken: Taken

    @property
    def is_empty(self) -> bool:
        return not (len(self.acts.source) or len(self.marks.item) or len(self.taken.person))


@dataclass(frozen=True)
class Window:
    """What part of the log is read: what `target` sees and `seen` does not, of the days from `since` to `until`."""

    target: str
    seen: str
    since: float
    until: float


def names() -> list[str]:
    """The names of encounters, in the order in which `Acts.kind` counts them."""
    return sorted({each.name for each in encounters.encounters()})


def worth() -> dict[str, float]:
    """What each encounter counts; of several declarations of one name the largest."""
    found: dict[str, float] = {}
    for each in encounters.encounters():
        found[each.name] = max(each.worth, found.get(each.name, 0.0))
    return found


def labels() -> dict[str, Any]:
    return {each.name: each.label for each in encounters.encounters()}


def helpers() -> dict[str, str]:
    """Of each name whether it is the actor who helps, or the person."""
    return {each.name: each.helper for each in encounters.encounters() if each.helper}


def open_names() -> frozenset[str]:
    """The names of what others may see happen; only these are ever shown person by person."""
    closed = {each.name for each in encounters.encounters() if not each.is_open}
    return frozenset(set(names()) - closed)


def read(people: Array, window: Window, *, with_uptakes: bool = True) -> Read:
    """Everything between these people in a part of the log. O(events of the part), in memory a few bytes an act."""
    declared = encounters.encounters()
    shut_spaces, shut_roots = _shut()
    kind_of = {name: place for place, name in enumerate(names())}
    kind = np.array([kind_of[each.name] for each in declared], np.int16)
    is_open = np.array([each.is_open for each in declared])
    part = np.array([each.part for each in declared])
    worth_of = np.array([each.worth for each in declared])
    acts: list[tuple[Array, ...]] = []
    answers: list[tuple[Array, ...]] = []
    marks: list[tuple[Array, ...]] = []
    for rows in _encountered(declared, window):
        source, target = places(people, rows["actor"]), places(people, rows["person"])
        keep = (source >= 0) & (target >= 0) & (source != target)
        rows, source, target = rows[keep], source[keep], target[keep]
        code = rows["code"]
        seen = is_open[code] & (rows["audience"] < Audience.MEMBERS)
        seen &= ~np.isin(rows["space"], shut_spaces) & ~np.isin(rows["root"], shut_roots)
        counts = worth_of[code] > 0
        row_of_act = (source, target, kind[code], rows["day"].astype(np.float32), seen)
        acts.append(tuple(values[counts] for values in row_of_act))
        which = part[code]
        here = which == "answer"
        answers.append((rows["item"][here], source[here], target[here], rows["root"][here], rows["day"][here]))
        here = (which == "valued") | (which == "not_valued") | (which == "votes")
        gained = np.where(which[here] == "valued", 1, np.where(which[here] == "not_valued", -1, 0))
        marks.append((rows["item"][here], gained, np.where(which[here] == "votes", rows["value"][here], 0)))
    found = [np.concatenate(x) for x in zip(*acts, strict=True)] if acts else _empty(5)
    said = [np.concatenate(x) for x in zip(*answers, strict=True)] if answers else _empty(5)
    nothing = np.zeros(len(said[0]), np.int32)
    answered = Answered(said[0], said[1], said[2], said[3], said[4], nothing, nothing.copy())
    gained_all = [np.concatenate(x) for x in zip(*marks, strict=True)] if marks else [np.zeros(0, np.int64)] * 3
    taken = _taken(people, window) if with_uptakes else _NOTHING_TAKEN
    return Read(Acts(*found), answered, Marks(*gained_all), taken)


def _empty(count: int) -> list[Array]:
    kinds = [np.int32, np.int32, np.int16, np.float32, np.bool_] if count == 5 else []
    return [np.zeros(0, each) for each in kinds]


def places(people: Array, ids: Array) -> Array:
    """Where ids stand in `people` (sorted); -1 for those who do not."""
    if not len(people):
        return np.full(len(ids), -1, np.int32)
    place = np.minimum(np.searchsorted(people, ids), len(people) - 1)
    return np.where(people[place] == ids, place, -1).astype(np.int32)


def with_marks(answered: Answered, marks: Marks) -> Answered:
    """Answers with what they got since added up."""
    if not len(answered.item) or not len(marks.item):
        return answered
    order = np.argsort(answered.item, kind="stable")
    ids = answered.item[order]
    at = np.minimum(np.searchsorted(ids, marks.item), len(ids) - 1)
    known = ids[at] == marks.item
    row = order[at[known]]
    size = len(answered.item)
    return Answered(
        answered.item, answered.answerer, answered.asker, answered.root, answered.day,
        answered.marks + np.bincount(row, weights=marks.gained[known], minlength=size).astype(np.int32),
        answered.votes + np.bincount(row, weights=marks.votes[known], minlength=size).astype(np.int32),
    )  # fmt: skip


def _encountered(declared: Sequence[encounters.Encounter], window: Window) -> Iterator[Array]:
    shape = {
        "code": "i2", "day": "f8", "actor": "i8", "person": "i8", "item": "i8", "root": "i8", "space": "i8",
        "value": "i2", "audience": "i2",
    }  # fmt: skip
    for in_list in (False, True):
        kinds = [(place, each) for place, each in enumerate(declared) if bool(each.people) == in_list]
        if not kinds:
            continue
        person = "to_person.id::bigint" if in_list else "e.person"
        more = "CROSS JOIN LATERAL jsonb_array_elements_text(e.data -> k.people) to_person(id)" if in_list else ""
        select = f"""k.code, {_DAY} AS day, e.actor, {person} AS person, coalesce(e.item, 0) AS item,
            coalesce(e.root, 0) AS root, coalesce(e.space, 0) AS space,
            CASE WHEN k.counts THEN (e.data ->> 'value')::int - (e.data ->> 'before')::int ELSE 0 END AS value,
            coalesce((e.data ->> 'audience')::int, 0) AS audience"""
        where = "e.actor IS NOT NULL" + ("" if in_list else " AND e.person IS NOT NULL")
        yield from _events(select, shape, _table(kinds, declared), more, where, window)


def _taken(people: Array, window: Window) -> Taken:
    """Who took what up, of all that was declared."""
    parts: list[tuple[Array, Array, Array]] = []
    shape = {"code": "i2", "day": "f8", "actor": "i8", "thing": "i8"}
    for place, each in enumerate(encounters.uptakes()):
        is_column = each.subject in ("item", "root", "space", "person")
        thing = f"e.{each.subject}" if is_column else "thing.id::bigint"
        more = "" if is_column else "CROSS JOIN LATERAL jsonb_array_elements_text(e.data -> k.people) thing(id)"
        wanted = {**each.where, **({"kind": each.kind} if each.kind else {})}
        table: list[_Row] = [(place, each.event, json.dumps(wanted), [], each.subject, False)]
        select = f"k.code, {_DAY} AS day, e.actor, {thing} AS thing"
        where = "e.actor IS NOT NULL" + (f" AND e.{each.subject} IS NOT NULL" if is_column else "")
        for rows in _events(select, shape, table, more, where, window):
            person = places(people, rows["actor"])
            keep = person >= 0
            # One number space for all: a thing of another sort is another thing, whatever its number.
            number = rows["thing"][keep] * 64 + place
            parts.append((person[keep], number, rows["day"][keep]))
    found = [np.concatenate(x) for x in zip(*parts, strict=True)] if parts else None
    return Taken(*found) if found else _NOTHING_TAKEN


_NOTHING_TAKEN = Taken(np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0))


_DAY = f"(extract(epoch FROM e.at)::float8 - {EPOCH}) / {DAY}"
_Row = tuple[int, str, str, list[str], str, bool]


def _table(kinds: list[tuple[int, encounters.Encounter]], declared: Sequence[encounters.Encounter]) -> list[_Row]:
    """What the events are joined with. A declaration for a kind goes before one for any; votes go beside."""
    found: list[_Row] = []
    for place, each in kinds:
        others = {
            other.kind for other in declared
            if other.event == each.event and other.kind and not other.people and other.part != "votes"
        }  # fmt: skip
        wanted = {**each.where, **({"kind": each.kind} if each.kind else {})}
        not_kinds = sorted(others) if not each.kind and not each.people else []
        found.append((place, each.event, json.dumps(wanted), not_kinds, each.people, each.part == "votes"))
    return found


def _events(
    select: str, shape: dict[str, str], table: list[_Row], more: str, where: str, window: Window
) -> Iterator[Array]:
    values: dict[str, Any] = {
        "since": window.since * DAY + EPOCH, "until": window.until * DAY + EPOCH, "events": [row[1] for row in table],
    }  # fmt: skip
    lines = []
    for number, row in enumerate(table):
        lines.append(
            f"(%(code{number})s::int, %(event{number})s::text, %(wanted{number})s::jsonb, %(not{number})s::text[], "
            f"%(people{number})s::text, %(counts{number})s::boolean)"
        )
        for name, value in zip(("code", "event", "wanted", "not", "people", "counts"), row, strict=True):
            values[f"{name}{number}"] = value
    joins = f"JOIN (VALUES {', '.join(lines)}) k(code, event, wanted, not_kinds, people, counts) ON k.event = e.name"
    condition = f"""e.name = ANY(%(events)s) AND e.at >= to_timestamp(%(since)s)
        AND e.at <= to_timestamp(%(until)s) AND e.data @> k.wanted
        AND NOT coalesce(e.data ->> 'kind', '') = ANY(k.not_kinds) AND {where}"""
    return columns.events(
        select, shape, target=window.target, seen=window.seen, joins=f"{joins} {more}", where=condition, values=values
    )


def _shut() -> tuple[Array, Array]:
    """The spaces and conversations that not every employee may read."""
    members = {"members": int(Audience.MEMBERS)}
    spaces = list(columns.read("SELECT id FROM spaces_space WHERE audience >= %(members)s", {"id": "i8"}, members))
    roots = list(
        columns.read(
            "SELECT id FROM content_item WHERE root_id IS NULL AND audience >= %(members)s", {"id": "i8"}, members
        )
    )
    return tuple(
        np.sort(np.concatenate([x["id"] for x in xs])) if xs else np.zeros(0, np.int64) for xs in (spaces, roots)
    )  # type: ignore[return-value]


def people_in(whom: str, left_out: Sequence[int]) -> tuple[Array, Array]:
    """The people a run takes in: ids, sorted, and the ids of their units (0: none)."""
    rows = list(
        columns.read(
            "SELECT id, coalesce(unit_id, 0) AS unit FROM people_person WHERE is_active AND is_approved "
            "AND (is_employee OR %(everybody)s) AND NOT id = ANY(%(left_out)s) ORDER BY id",
            {"id": "i8", "unit": "i8"},
            {"left_out": list(left_out), "everybody": whom == "everybody"},
        )
    )
    if not rows:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    found = np.concatenate(rows)
    return found["id"].copy(), found["unit"].copy()


def topics(answered: Answered) -> tuple[Array, Array]:
    """The tags of the questions answered: rows of `answered` and tags (a community's id below 0 where a question has
    no tags, 0 where neither), one pair for each."""
    roots = np.unique(answered.root)
    if not len(roots):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    of_root: list[tuple[Array, Array]] = []
    for rows in columns.read("SELECT item_id, tag_id FROM content_itemtag", {"item_id": "i8", "tag_id": "i8"}):
        here = np.isin(rows["item_id"], roots)
        of_root.append((rows["item_id"][here], rows["tag_id"][here]))
    root = np.concatenate([x[0] for x in of_root]) if of_root else np.zeros(0, np.int64)
    tag = np.concatenate([x[1] for x in of_root]) if of_root else np.zeros(0, np.int64)
    bare = np.setdiff1d(roots, root)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, coalesce(space_id, 0) FROM content_item WHERE id = ANY(%s)", [[int(x) for x in bare]]
        )
        spaces = dict(cursor.fetchall())
    root = np.concatenate([root, bare])
    tag = np.concatenate([tag, np.array([-int(spaces.get(int(x), 0)) for x in bare], np.int64)])
    order = np.argsort(root, kind="stable")
    root, tag = root[order], tag[order]
    first, last = np.searchsorted(root, answered.root, "left"), np.searchsorted(root, answered.root, "right")
    many = last - first
    row = np.repeat(np.arange(len(answered.root)), many)
    inside = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, tag[np.repeat(first, many) + inside]
