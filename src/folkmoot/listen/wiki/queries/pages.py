"""Single pages: by id, by name, with what stands above them."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.models import Q
from django.urls import reverse

from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import OldName, Page, Wiki
from ..policy import Facts


def wiki_of(space: Space) -> Wiki:
    """How a space keeps its pages; the usual way when nobody has said."""
    return Wiki.objects.filter(space=space).first() or Wiki(space=space)


def facts_of(items: Sequence[Item]) -> dict[int, Facts]:
    """What the room keeps of (visible) pages, two queries."""
    pages = Page.objects.filter(item_id__in=[item.id for item in items]).select_related("space", "owner")
    found = list(pages)
    rules = Wiki.objects.in_bulk({page.space_id for page in found})
    return {page.pk: _facts(page, rules.get(page.space_id) or Wiki()) for page in found}


def _facts(page: Page, wiki: Wiki) -> Facts:
    return Facts(
        name=page.name, space=page.space, who_edits=wiki.who_edits, needs_approval=wiki.needs_approval,
        is_protected=page.is_protected, is_template=page.is_template, owner_id=page.owner_id,
        owner_name=page.owner.name if page.owner is not None else "", review_due_on=page.review_due_on,
        is_outdated=page.outdated_at is not None, approved_at=page.approved_at, reviewed_at=page.reviewed_at,
    )  # fmt: skip


def may_write(viewer: Viewer, space: Space | None) -> bool:
    """The kind's rule for the commons: begin a page at once, in a space and where nobody has to approve."""
    if space is None:
        return False
    wiki = wiki_of(space)
    return not wiki.needs_approval and policy.may_take_part(viewer, space, wiki.who_edits)


def page_of(item: Item) -> Page:
    """The row of a (visible) page; raises Item.DoesNotExist when there is none."""
    found = Page.objects.select_related(
        "space", "owner", "owner__picture", "reviewed_by", "approved_by", "outdated_by"
    ).filter(item_id=item.id)
    page = found.first()
    if page is None:
        raise Item.DoesNotExist
    return page


_UP = """
WITH RECURSIVE up AS (
    SELECT p.item_id, p.parent_id, 0 AS steps FROM wiki_page p WHERE p.item_id = %s
    UNION ALL SELECT p.item_id, p.parent_id, up.steps + 1 FROM wiki_page p JOIN up ON p.item_id = up.parent_id
    WHERE up.steps < 60
)
SELECT item_id FROM up WHERE steps > 0 ORDER BY steps
"""


def ids_above(page_id: int) -> list[int]:
    """Everything above a page, the nearest first, seen or not."""
    with connection.cursor() as cursor:
        cursor.execute(_UP, [page_id])
        return [row[0] for row in cursor.fetchall()]


def path_of(viewer: Viewer, above: Sequence[int]) -> list[Item]:
    """Of the pages above one (`ids_above`) those that the viewer may see, from the top down."""
    seen = visible_items(viewer).filter(id__in=above).defer("body", "html").in_bulk() if above else {}
    return [seen[each] for each in reversed(above) if each in seen]


Names = Iterable[tuple[str, str]]


def named(viewer: Viewer, names: Names) -> dict[tuple[str, str], Item]:
    """The pages that the viewer may see by (space's slug, name), each the oldest of its name; two queries."""
    by_place: dict[str, set[str]] = {}
    for place, name in names:
        by_place.setdefault(place, set()).add(name)
    if not by_place:
        return {}
    wanted = Q()
    for place, texts in by_place.items():
        wanted |= Q(space__slug=place, name__in=texts)
    seen = visible_items(viewer).filter(kind="page")
    found: dict[tuple[str, str], int] = {}
    rows = (
        Page.objects.filter(wanted, item__in=seen).order_by("-item_id").values_list("space__slug", "name", "item_id")
    )
    old = OldName.objects.filter(wanted, page__item__in=seen).order_by("until")
    for place, name, item_id in (*old.values_list("space__slug", "name", "page_id"), *rows):
        found[place, name] = item_id
    items = seen.in_bulk(set(found.values()))
    return {key: items[item_id] for key, item_id in found.items() if item_id in items}


def page_named(viewer: Viewer, slug: str, name: str) -> Item | None:
    """One page by name, today's or an earlier one; None when the viewer may see none."""
    return named(viewer, [(slug, name)]).get((slug, name))


def find_titles(titles: frozenset[str], space_id: int | None) -> Mapping[str, str]:
    """Where `[[Title]]` leads, for texts of every kind: an address that says nothing of whether there is a page."""
    slug = Space.objects.filter(id=space_id).values_list("slug", flat=True).first() if space_id is not None else None
    found = {}
    for written in titles:
        place, title = logic.target_of(written)
        if place or slug:
            found[written] = reverse("wiki:by_name", args=[place or slug, logic.name_of(title)])
    return found


def count_below(page_id: int, most: int) -> int:
    """How many pages stand below one, at any depth; counting ends soon after `most`."""
    level, found = [page_id], 0
    while level and found <= most:
        level = list(Page.objects.filter(parent_id__in=level).values_list("pk", flat=True)[: most + 1])
        found += len(level)
    return found
