"""Ties as rooms above need them: of oneself, of some pairs, and those that everybody who works here could see."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db import connection

from folkmoot.commons.spaces.viewer import Viewer

_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def partners_of(viewer: Viewer) -> frozenset[int]:
    """Whom the viewer has turned to or heard from, as the newest run has it; nobody for guests."""
    if viewer.person_id is None:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT target FROM network_tie WHERE source = %s UNION SELECT source FROM network_tie WHERE target = %s",
            [viewer.person_id, viewer.person_id],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def ties_for_system(*, is_open: bool = True) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Who turned to whom: pairs of people (ties, 2) and how much each counts, of the newest run.

    is_open: only what every employee could see happen, so that nothing that is told of these ties is news to any of
    them. For rooms, not for pages. Whoever is left out has none.
    """
    share = "sum(weight * open_count / count)" if is_open else "sum(weight)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT source, target, {share} FROM network_tie WHERE %s OR open_count > 0"  # noqa: S608 - fixed words
            " GROUP BY source, target",
            [not is_open],
        )
        rows = cursor.fetchall()
    pairs = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2)
    return pairs, np.array([row[2] for row in rows], np.float32)


def last_met_for_system(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], datetime]:
    """When either of each pair last turned to the other; pairs without a tie are missing. For rooms."""
    wanted = list(pairs)
    sides = [list(side) for side in zip(*wanted, strict=True)] or [[], []]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.a, p.b, max(t.last_day) FROM unnest(%s::bigint[], %s::bigint[]) AS p(a, b) JOIN network_tie t"
            " ON (t.source, t.target) IN ((p.a, p.b), (p.b, p.a)) GROUP BY p.a, p.b",
            sides,
        )
        return {(a, b): _BEGIN + timedelta(days=day) for a, b, day in cursor.fetchall()}
