"""The reading door of boards: lists of threads."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.base.web.paging import Page, PreparedList
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.content.models import Item, ItemTag
from folkmoot.commons.content.queries import visible_items, visible_items_given, visible_values, whole
from folkmoot.commons.spaces.viewer import Viewer

MOST_COUNTED = 1000
SHOWN = ("all", "open", "resolved")
SORTS = {"active": "last_activity_at", "new": "published_at"}


def threads(viewer: Viewer, *, show: str = "all", tag: str = "", space_id: int | None = None) -> QuerySet[Item]:
    """The threads a viewer may read; `show` is one of SHOWN."""
    return _narrowed(visible_items(viewer), show=show, tag=tag, space_id=space_id)


def _narrowed(items: QuerySet[Item], *, show: str, tag: Any, space_id: Any) -> QuerySet[Item]:
    found = items.filter(kind="thread", root__isnull=True)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    if tag:
        named = ItemTag.objects.filter(Q(tag__name__iexact=tag) | Q(tag__synonyms__name__iexact=tag))
        found = found.filter(id__in=named.values("item_id"))
    if show in ("open", "resolved"):
        found = found.filter(resolved_at__isnull=show == "open")
    return found


def _given(show: str = "all", *, has_tag: bool = False, in_space: bool = False) -> QuerySet[Item]:
    return _narrowed(
        visible_items_given(),
        show=show,
        tag=Given("tag") if has_tag else "",
        space_id=Given("space") if in_space else None,
    )


_lists = PreparedList(_given, only=("version",))
_pinned = Statement(
    lambda: _given(in_space=True).filter(pinned_at__isnull=False).only("version").order_by("-pinned_at")[:5]
)


def thread_page(
    viewer: Viewer, *, sort: str = "active", after: str = "", show: str = "all", tag: str = "",
    space_id: int | None = None,
) -> Page:  # fmt: skip
    """One page of `threads(show=…, tag=…, space_id=…)`; `sort` is one of SORTS."""
    shape = {"show": show, "has_tag": bool(tag), "in_space": space_id is not None}
    values = {"tag": tag, "space": space_id, **visible_values(viewer)}
    page = _lists.page(shape, values, by=SORTS.get(sort, "last_activity_at"), after=after)
    return replace(page, rows=whole(viewer, page.rows))


def pinned_threads(viewer: Viewer, space_id: int) -> list[Item]:
    """What the moderators put on top of a space's list."""
    return whole(viewer, _pinned.rows({"space": space_id, **visible_values(viewer)}))


def thread_counts(viewer: Viewer, *, tag: str = "", space_id: int | None = None) -> dict[str, int]:
    """How many there are of each of SHOWN, up to a thousand."""
    shape = {"has_tag": bool(tag), "in_space": space_id is not None}
    values = {"tag": tag, "space": space_id, **visible_values(viewer)}
    counts = _lists.counts(
        {show: {"show": show, **shape} for show in ("open", "resolved")}, values, most=MOST_COUNTED
    )
    return {"all": min(sum(counts.values()), MOST_COUNTED), **counts}
