"""Putting a run's results into the tables, and taking people out of all of them."""

from collections.abc import Iterable, Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from folkmoot.base.outbox import columns
from folkmoot.graph.roles import Role

from ..keeping import Kept
from ..measuring import Ties
from ..models import Bridge, Consent, Lesson, Picture, Snapshot, Standing

Array = npt.NDArray[Any]
CHOICES_LOCK = 0x43484F49  # "CHOI": choosing to be left out and finishing a run exclude each other.
MOST_TOPICS = 3  # Of each person, those with most answers.

_TIE = {
    "source": "i8", "target": "i8", "kind": "i2", "count": "i4", "open_count": "i4", "weight": "f8",
    "first_day": "f8", "last_day": "f8",
}  # fmt: skip
_STANDING = {
    "person_id": "i8", "snapshot_id": "i8", "partners": "i4", "turned_to": "i4", "turned_to_me": "i4",
    "outside": "f8", "groups_reached": "i4", "community": "i4", "x": "f8", "y": "f8",
}  # fmt: skip


def newest() -> Snapshot | None:
    """The last run that came to its end."""
    return Snapshot.objects.filter(state="done").order_by("-as_of", "-pk").first()


def hold_choices() -> None:
    """This will have others wait who choose, until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHOICES_LOCK])


def prepare_ties(people: Array, ties: Ties, *, kinds: Sequence[int]) -> None:
    """This will write all ties beside the table in use, which goes on answering."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS network_tie_next")
        cursor.execute("CREATE TABLE network_tie_next (LIKE network_tie INCLUDING DEFAULTS)")
        columns.write("network_tie_next", _TIE, _tie_rows(people, ties, kinds))
        cursor.execute("ALTER TABLE network_tie_next ADD PRIMARY KEY (source, target, kind)")
        cursor.execute("CREATE INDEX ON network_tie_next (target)")
        cursor.execute("ANALYZE network_tie_next")


def exchange_ties() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE network_tie")
        cursor.execute("ALTER TABLE network_tie_next RENAME TO network_tie")


def add_ties(people: Array, ties: Ties, *, kinds: Sequence[int]) -> None:
    """This will add what is new to the ties that are known."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE network_tie_more (LIKE network_tie) ON COMMIT DROP")
        columns.write("network_tie_more", _TIE, _tie_rows(people, ties, kinds))
        cursor.execute(
            """INSERT INTO network_tie AS t SELECT * FROM network_tie_more
               ON CONFLICT (source, target, kind) DO UPDATE SET count = t.count + excluded.count,
                   open_count = t.open_count + excluded.open_count, weight = t.weight + excluded.weight,
                   first_day = least(t.first_day, excluded.first_day),
                   last_day = greatest(t.last_day, excluded.last_day)"""
        )
        cursor.execute("DROP TABLE network_tie_more")


def _tie_rows(people: Array, ties: Ties, kinds: Sequence[int]) -> dict[str, Array]:
    keep = np.isin(ties.kind, np.asarray(kinds, np.int16))
    rows = {name: getattr(ties, name)[keep] for name in _TIE}
    return rows | {"source": people[rows["source"]], "target": people[rows["target"]]}


def standings(snapshot: Snapshot, kept: Kept) -> None:
    """This will write where everybody stands."""
    night, n = kept.night, len(kept.people)
    evidence = night.connectors.evidence
    partners = evidence["partners"]
    outside = np.divide(evidence["outside"], partners, out=np.full(n, np.nan), where=partners > 0)
    graph = night.graph
    columns.write(
        "network_standing",
        _STANDING,
        {
            "person_id": kept.people, "snapshot_id": np.full(n, snapshot.pk), "partners": partners,
            "turned_to": graph.degrees(), "turned_to_me": graph.reverse().degrees(), "outside": outside,
            "groups_reached": evidence["groups reached"], "community": night.communities.labels,
            "x": kept.places[:, 0], "y": kept.places[:, 1],
        },
    )  # fmt: skip


def take_over(snapshot: Snapshot, roles: Sequence[str]) -> None:
    """This will have an update say of these roles, and of bridges, what the run before it says."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO network_picture
                   (snapshot_id, person_id, role, topic, is_enough, is_found, score, low, high, evidence)
               SELECT %s, person_id, role, topic, is_enough, is_found, score, low, high, evidence FROM network_picture
               WHERE snapshot_id = %s AND role = ANY(%s)""",
            [snapshot.pk, snapshot.base_id, list(roles)],
        )
        cursor.execute(
            """INSERT INTO network_bridge (snapshot_id, person_id, one, other, share)
               SELECT %s, person_id, one, other, share FROM network_bridge WHERE snapshot_id = %s""",
            [snapshot.pk, snapshot.base_id],
        )


def pictures(snapshot: Snapshot, kept: Kept, topic_names: Array, *, without: Sequence[str] = ()) -> None:
    """This will write what is known of everybody in each role, also when it is not enough."""
    night = kept.night
    statement = (
        "COPY network_picture (snapshot_id, person_id, role, topic, is_enough, is_found, score, low, high, evidence) "
        "FROM STDIN"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for role in (night.mavens, night.connectors, night.salesmen):
            if role is not None and role.name not in without:
                for lines in _lines(snapshot.pk, kept.people, role, topic_names):
                    copy.write(lines)


def _lines(snapshot: int, people: Array, role: Role, topic_names: Array) -> Iterator[str]:
    """The rows of a role as COPY takes them, some thousand at a time: whole columns become text at once, for there
    are hundreds of thousands of rows."""
    told, more = _told(role, topic_names)
    shape = ", ".join(f'"{name}": ' + "%s" for name in role.evidence)
    for start in range(0, len(told), 20_000):
        rows = told[start : start + 20_000]
        ids = people[role.people[rows]].tolist()
        topics = topic_names[role.topics[rows]].tolist() if role.topics is not None else [0] * len(rows)
        marks = zip(role.enough[rows].tolist(), role.found[rows].tolist(), strict=True)
        seen = zip(*(_texts(values[rows], "null") for values in role.evidence.values()), strict=True)
        numbers = zip(
            _texts(role.score[rows], "0"), _texts(role.low[rows], "\\N"), _texts(role.high[rows], "\\N"), strict=True
        )
        others = [f', "more": {more[row]}' if row in more else "" for row in rows.tolist()]
        yield "".join(
            f"{snapshot}\t{who}\t{role.name}\t{topic}\t{enough}\t{found}\t{score}\t{low}\t{high}"
            f"\t{{{shape % facts}{other}}}\n"
            for who, topic, (enough, found), (score, low, high), facts, other in zip(
                ids, topics, marks, numbers, seen, others, strict=True
            )
        )


def _texts(values: Array, nothing: str) -> list[str]:
    return [f"{value:.6g}" if isfinite(value) else nothing for value in values.tolist()]


def bridges(snapshot: Snapshot, found: Iterable[tuple[int, int, int, float]]) -> None:
    """This will write who holds which two units together."""
    Bridge.objects.bulk_create(
        [Bridge(snapshot=snapshot, person_id=who, one=a, other=b, share=share) for who, a, b, share in found],
        batch_size=1000,
    )


def _told(role: Role, topic_names: Array) -> tuple[Array, dict[int, list[list[int]]]]:
    """The rows worth keeping: of each person the best, and all with enough behind them. And by the best one's row the
    next topics, of which there is too little to say more than how many answers were given and accepted."""
    first = next(iter(role.evidence.values()))
    rows = np.flatnonzero((first > 0) | role.enough)
    if role.topics is None:
        return rows, {}
    order = rows[np.lexsort((-first[rows], ~role.enough[rows], ~role.found[rows], role.people[rows]))]
    starts = np.flatnonzero(np.diff(role.people[order], prepend=-1))
    size = np.diff(np.append(starts, len(order)))
    place = np.arange(len(order)) - np.repeat(starts, size)
    best = np.repeat(order[starts], size)
    is_kept = (place == 0) | role.enough[order] | role.found[order]
    also = np.flatnonzero(~is_kept & (place < MOST_TOPICS))
    named = zip(
        best[also].tolist(), topic_names[role.topics[order[also]]].tolist(),
        *(role.evidence[name][order[also]].astype(int).tolist() for name in ("answers", "accepted")), strict=True,
    )  # fmt: skip
    more: dict[int, list[list[int]]] = {}
    for row, *counts in named:
        more.setdefault(row, []).append(counts)
    return order[is_kept], more


def retire(before: Snapshot) -> None:
    """This will keep of an older run only what its time is remembered for: no file, nothing but what it found.

    An update that another run follows goes altogether.
    """
    if before.kind == Snapshot.Kind.UPDATE:
        before.delete()
        return
    Snapshot.objects.filter(pk=before.pk).update(file="")
    Picture.objects.filter(snapshot=before, is_found=False).delete()


def forget_left_out() -> None:
    """This will take everybody who wants to be left out from all tables, also of earlier runs."""
    forget(list(Consent.objects.filter(what="left_out", until_at=None).values_list("person_id", flat=True)))


def forget(people: Sequence[int]) -> None:
    """This will take people out of the ties, of every snapshot there is, and of what campaigns taught."""
    if not people:
        return
    Picture.objects.filter(person_id__in=people).delete()
    Bridge.objects.filter(person_id__in=people).delete()
    Standing.objects.filter(person_id__in=people).delete()
    Lesson.objects.filter(person_id__in=people).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM network_tie WHERE source = ANY(%(ids)s) OR target = ANY(%(ids)s)", {"ids": list(people)}
        )


def empty_ties() -> None:
    """This will forget all ties."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE network_tie")
