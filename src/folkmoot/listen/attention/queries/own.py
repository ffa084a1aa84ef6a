"""One's own time: seen by nobody else."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import ItemTag
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from ..models import OptedOut
from .shares import Slice, source_name


@dataclass(frozen=True, slots=True)
class Mine:
    """Where one person's time went. Seen by them alone."""

    is_counted: bool
    seconds: float = 0.0
    reads: int = 0
    days: list[float] = field(default_factory=list)
    spaces: list[Slice] = field(default_factory=list)
    kinds: list[Slice] = field(default_factory=list)
    sources: list[Slice] = field(default_factory=list)
    topics: list[Slice] = field(default_factory=list)
    items: list[Slice] = field(default_factory=list)


_MINE = """
SELECT item, min(at), max(source), bool_or(what = 0),
    least(sum(seconds), extract(epoch FROM max(at) - min(at)) + 60), max(share)
FROM attention_raw WHERE person = %s AND at >= %s GROUP BY item, visit
"""


def mine(viewer: Viewer, *, at: datetime, days: int = 28) -> Mine:
    """Where the viewer's own time went lately, as far as it is still known."""
    if OptedOut.objects.filter(person_id=viewer.person_id).exists():
        return Mine(is_counted=False)
    with connection.cursor() as cursor:
        cursor.execute(_MINE, [viewer.person_id, at - timedelta(days=days)])
        visits = cursor.fetchall()
    items = contents.visible_items(viewer).select_related("space").in_bulk({visit[0] for visit in visits})
    tags = ItemTag.objects.filter(item__in=items).values_list("item_id", "tag__name")
    named: dict[int, list[str]] = {}
    for item_id, name in tags:
        named.setdefault(item_id, []).append(name)
    sums: dict[str, dict[Any, list[float]]] = {name: {} for name in ("space", "kind", "source", "topic", "item")}
    by_day = [0.0] * days

    def add(name: str, key: Any, seconds: float) -> None:
        entry = sums[name].setdefault(key, [0.0, 0])
        entry[0] += seconds
        entry[1] += 1

    total, reads = 0.0, 0
    for item_id, began, source, is_read, seconds, _share in visits:
        seconds = float(seconds or 0)
        item = items.get(item_id)
        total, reads = total + seconds, reads + bool(is_read)
        by_day[min(days - 1, max(0, days - 1 - (at.date() - began.date()).days))] += seconds / 60
        add("source", source, seconds)
        if item is None:
            continue
        add("space", item.space, seconds)
        add("kind", item.kind, seconds)
        add("item", item_id, seconds)
        for name in named.get(item_id, ()):
            add("topic", name, seconds)
    return Mine(
        is_counted=True, seconds=total, reads=reads, days=by_day,
        spaces=_slices(sums["space"], lambda s: s.name if s else "", lambda s: f"/s/{s.slug}/" if s else ""),
        kinds=_slices(sums["kind"], lambda name: kinds.kind(name).label_plural),
        sources=_slices(sums["source"], source_name),
        topics=_slices(sums["topic"], str),
        items=_slices(
            sums["item"], lambda pk: str(items[pk]), lambda pk: kinds.kind(items[pk].kind).page_url(items[pk])
        ),
    )  # fmt: skip


def _slices(sums: dict[Any, list[float]], label: Any, url: Any = lambda key: "", most: int = 8) -> list[Slice]:
    ordered = sorted(sums.items(), key=lambda pair: -pair[1][0])[:most]
    return [
        Slice(label(key), seconds, int(reads), url=url(key)) for key, (seconds, reads) in ordered if seconds or reads
    ]


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """Every single reading of somebody that is still known, for the export of their own data."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, item, seconds, share, source FROM attention_raw WHERE person = %s ORDER BY at", [person_id]
        )
        names = ("at", "item", "seconds", "share", "source")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def moderated_spaces(viewer: Viewer) -> list[Space]:
    return list(Space.objects.filter(pk__in=viewer.moderated_space_ids).order_by("name"))
