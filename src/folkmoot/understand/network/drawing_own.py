"""One's own course over time as a small picture of two lines, drawn on the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Course:
    """Points of a line in a box of 600 by 120, with what stands beside it."""

    points: str
    first: datetime
    last: datetime
    least: int
    most: int
    began: int
    ended: int


def course(rows: Sequence[tuple[datetime, int, float | None]]) -> Course | None:
    """How many people one deals with, from snapshot to snapshot; None while there are fewer than two."""
    if len(rows) < 2:
        return None
    counts = [partners for _, partners, _ in rows]
    low, high = min(counts), max(counts)
    begin, end = rows[0][0].timestamp(), rows[-1][0].timestamp()
    span, height = max(end - begin, 1.0), max(high - low, 1)
    points = " ".join(
        f"{(at.timestamp() - begin) / span * 600:.1f},{112 - (count - low) / height * 104:.1f}"
        for at, count, _ in rows
    )
    return Course(points, rows[0][0], rows[-1][0], low, high, counts[0], counts[-1])
