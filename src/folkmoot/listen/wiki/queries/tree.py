"""The tree of a space's pages as one viewer sees it: what stands below a hidden page moves up to where they see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from folkmoot.base.ids import to_text
from folkmoot.base.web.statements import ask
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Page
from .pages import ids_above

MOST = 100


@dataclass(slots=True)
class Node:
    """One page in the tree. `children` is None where they are not loaded; `more` when there are others after them."""

    id: int
    title: str
    url: str
    position: int
    has_children: bool = False
    is_outdated: bool = False
    is_current: bool = False
    children: "list[Node] | None" = None
    more: str = ""

    @property
    def key(self) -> str:
        return to_text(self.id)


@dataclass(slots=True)
class Branch:
    """Some siblings, and from where to go on. `below`: of a tree, what stands directly below the current page."""

    nodes: list[Node] = field(default_factory=list)
    more: str = ""
    below: list[Node] = field(default_factory=list)


def overview(viewer: Viewer, space: Space) -> Branch:
    """The first two levels at a glance; where the second holds too many pages it opens when it is asked for."""
    found = branch(viewer, space, None)
    rows = list(
        _siblings(viewer, space)
        .filter(parent_id__in=[node.id for node in found.nodes if node.has_children])
        .order_by("parent_id", "position", "item_id")[: MOST * 2 + 1]
    )
    if len(rows) > MOST * 2:
        return found
    below: dict[int, list[Page]] = {}
    for row in rows:
        below.setdefault(row.parent_id or 0, []).extend([row] if row.is_seen else _lifted(viewer, space, row.pk))
    deeper = _with_children(viewer, [row.pk for children in below.values() for row in children])
    for node in found.nodes:
        node.children = [_node(row, deeper) for row in below.get(node.id, [])] or None
    return found


# The first of those on top, and of those below each page of a way down; whoever sees them.
_ON_THE_WAY = f"""
    (SELECT item_id FROM wiki_page WHERE space_id = %(space)s AND parent_id IS NULL AND NOT is_template
     ORDER BY position, item_id LIMIT {MOST + 1})
    UNION ALL
    SELECT below.item_id FROM unnest(%(way)s::bigint[]) AS above(id) CROSS JOIN LATERAL (
        SELECT item_id FROM wiki_page WHERE space_id = %(space)s AND parent_id = above.id AND NOT is_template
        ORDER BY position, item_id LIMIT {MOST + 1}) below"""  # noqa: S608 - a number


def tree(viewer: Viewer, space: Space, current: int | None = None, *, above: Sequence[int] | None = None) -> Branch:
    """The first level, and the levels on the way down to the current page and below it; at most 100 a level.

    above: what `ids_above` says of the current page, where that is known already.
    """
    way: list[int] = []
    if current is not None:
        way = [*reversed(ids_above(current) if above is None else above), current]
    first = {pk for (pk,) in ask(_ON_THE_WAY, {"space": space.pk, "way": way})}
    levels: dict[int | None, list[Any]] = {parent: [] for parent in (None, *way)}
    for row in _siblings(viewer, space).filter(pk__in=first.union(way)).order_by("position", "item_id"):
        levels[row.parent_id].append(row)
    shown: dict[int | None, list[Page]] = {}
    more: dict[int | None, str] = {}
    for parent, rows in levels.items():
        begin = [row for row in rows if row.pk in first]
        late = [row for row in rows if row.pk in way and row not in begin[:MOST] and row.is_seen]
        shown[parent], more[parent] = _seen(viewer, space, begin[:MOST]) + late, _more(begin)
    below = _with_children(viewer, [row.pk for rows in shown.values() for row in rows])
    loaded = {parent: Branch([_node(row, below) for row in rows], more[parent]) for parent, rows in shown.items()}
    found = _joined(loaded, None, current)
    found.below = loaded[current].nodes if current is not None else []
    return found


def _joined(loaded: dict[int | None, Branch], parent: int | None, current: int | None) -> Branch:
    found = loaded[parent]
    for node in found.nodes:
        node.is_current = node.id == current
        if node.id in loaded:
            below = _joined(loaded, node.id, current)
            node.children, node.more = below.nodes, below.more
    return found


def branch(viewer: Viewer, space: Space, parent_id: int | None, *, after: int | None = None) -> Branch:
    """What stands directly below a page (or on top), from after a position on."""
    rows = _siblings(viewer, space).filter(parent_id=parent_id)
    if after is not None:
        rows = rows.filter(position__gt=after)
    found = list(rows.order_by("position", "item_id")[: MOST + 1])
    shown = _seen(viewer, space, found[:MOST])
    below = _with_children(viewer, [row.pk for row in shown])
    return Branch([_node(row, below) for row in shown], _more(found))


def _more(found: Sequence[Page]) -> str:
    return str(found[MOST - 1].position) if len(found) > MOST else ""


def _seen(viewer: Viewer, space: Space, rows: Iterable[Any]) -> list[Page]:
    """Of some siblings those that are seen, and in the place of a hidden one what is seen below it."""
    shown: list[Page] = []
    for row in rows:
        shown += [row] if row.is_seen else _lifted(viewer, space, row.pk)
    return shown


def _node(row: Page, have_children: set[int]) -> Node:
    return Node(
        row.pk, row.item.title, kinds.kind("page").page_url(row.item), row.position, row.pk in have_children,
        row.outdated_at is not None,
    )  # fmt: skip


def _siblings(viewer: Viewer, space: Space):  # type: ignore[no-untyped-def]
    seen = visible_items(viewer).filter(id=OuterRef("item_id"))
    pages = Page.objects.filter(space=space, is_template=False).annotate(is_seen=Exists(seen))
    return pages.select_related("item").defer("item__body", "item__html")


def _lifted(viewer: Viewer, space: Space, hidden_id: int, depth: int = 0) -> list[Page]:
    """What is seen below a hidden page, which stands in its place."""
    found: list[Page] = []
    if depth < 20:
        for row in _siblings(viewer, space).filter(parent_id=hidden_id).order_by("position", "item_id")[:MOST]:
            found += [row] if row.is_seen else _lifted(viewer, space, row.pk, depth + 1)
    return found


def _with_children(viewer: Viewer, ids: list[int]) -> set[int]:
    """Those of some pages that have something below them which the viewer may see."""
    if not ids:
        return set()
    seen = visible_items(viewer).filter(id=OuterRef("item_id"))
    grandchild = Page.objects.filter(parent_id=OuterRef("pk"), item__in=visible_items(viewer))
    children = Page.objects.filter(parent_id__in=ids, is_template=False).filter(Exists(seen) | Exists(grandchild))
    return {each for each in children.values_list("parent_id", flat=True).distinct() if each is not None}


def subtree(viewer: Viewer, space: Space, root_id: int | None = None, *, most: int = 2000) -> list[tuple[int, Item]]:
    """All visible pages below one (with it), or of the whole space, with their depth, as one would read them.

    Raises OverflowError when there are more than `most`.
    """
    rows = list(
        Page.objects.filter(space=space, is_template=False)
        .order_by("position", "item_id")
        .values_list("pk", "parent_id")[: most * 4 + 1]
    )
    if len(rows) > most * 4:
        raise OverflowError
    below: dict[int | None, list[int]] = {}
    for page_id, parent_id in rows:
        below.setdefault(parent_id, []).append(page_id)
    order: list[tuple[int, int]] = []
    waiting = [(root_id, 0)] if root_id is not None else [(each, 0) for each in reversed(below.get(None, []))]
    while waiting:
        page_id, depth = waiting.pop()
        order.append((depth, page_id))
        waiting += [(each, depth + 1) for each in reversed(below.get(page_id, []))]
    items = visible_items(viewer).in_bulk([page_id for _depth, page_id in order])
    if len(items) > most:
        raise OverflowError
    return [(depth, items[page_id]) for depth, page_id in order if page_id in items]


def ordered(viewer: Viewer, space: Space, ids: Iterable[int]) -> list[Page]:
    """Some pages of a space that the viewer may see."""
    return [row for row in _siblings(viewer, space).filter(pk__in=list(ids)) if row.is_seen]


def places(viewer: Viewer, space: Space, *, words: str = "", limit: int = 50) -> list[Item]:
    """Pages to choose a place from, by the words in their titles."""
    seen = visible_items(viewer).filter(kind="page", space=space)
    pages = Page.objects.filter(space=space, is_template=False).values("item_id")
    found = seen.filter(id__in=pages).only("id", "title", "kind")
    for word in words.split()[:5]:
        found = found.filter(Q(title__icontains=word))
    return list(found.order_by("title", "id")[:limit])
