"""The reading door of boards: lists of threads."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.base.web.paging import Page, count_up_to, page_of
from folkmoot.commons.content.models import Item, ItemTag
from folkmoot.commons.content.queries import visible_items, whole
from folkmoot.commons.spaces.viewer import Viewer

MOST_COUNTED = 1000
SHOWN = ("all", "open", "resolved")
SORTS = {"active": "last_activity_at", "new": "published_at"}


def threads(viewer: Viewer, *, show: str = "all", tag: str = "", space_id: int | None = None) -> QuerySet[Item]:
    """The threads a viewer may read; `show` is one of SHOWN."""
    found = visible_items(viewer).filter(kind="thread", root__isnull=True)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    if tag:
        named = ItemTag.objects.filter(Q(tag__name__iexact=tag) | Q(tag__synonyms__name__iexact=tag))
        found = found.filter(id__in=named.values("item_id"))
    if show in ("open", "resolved"):
        found = found.filter(resolved_at__isnull=show == "open")
    return found


def thread_page(viewer: Viewer, *, sort: str = "active", after: str = "", **which: Any) -> Page:
    """One page of `threads(**which)`; `sort` is one of SORTS."""
    by = SORTS.get(sort, "last_activity_at")
    page = page_of(threads(viewer, **which).only("version", by), by=by, after=after)
    return replace(page, rows=whole(viewer, page.rows))


def pinned_threads(viewer: Viewer, space_id: int) -> list[Item]:
    """What the moderators put on top of a space's list."""
    return list(threads(viewer, space_id=space_id).filter(pinned_at__isnull=False).order_by("-pinned_at")[:5])


def thread_counts(viewer: Viewer, *, tag: str = "", space_id: int | None = None) -> dict[str, int]:
    """How many there are of each of SHOWN, up to a thousand."""
    shown = {show: threads(viewer, show=show, tag=tag, space_id=space_id) for show in ("open", "resolved")}
    counts = count_up_to(shown, MOST_COUNTED)
    return {"all": min(sum(counts.values()), MOST_COUNTED), **counts}
