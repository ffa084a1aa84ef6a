"""Lists of pages: what links here, what is wanted, what changed, what has to be looked at."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from folkmoot.base.web.paging import Page as Rows
from folkmoot.base.web.paging import page_of
from folkmoot.commons.content.models import Item, Revision
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from ..models import OldName, Page, PageLink

SOON = timedelta(days=14)


def backlinks(viewer: Viewer, page: Page, *, limit: int = 200) -> list[Item]:
    """The visible pages that name this one, by today's name or an earlier one."""
    names = Q(space_id=page.space_id, name=page.name)
    for space_id, name in OldName.objects.filter(page=page).values_list("space_id", "name")[:50]:
        names |= Q(space_id=space_id, name=name)
    sources = PageLink.objects.filter(names).exclude(page=page).values("page_id")
    found = visible_items(viewer).filter(kind="page", id__in=sources).select_related("space")
    return list(found.defer("body", "html").order_by("title", "id")[:limit])


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that others name and that the viewer finds nowhere."""

    name: str
    title: str
    count: int


def wanted(viewer: Viewer, space: Space, *, limit: int = 100) -> list[Wanted]:
    """What visible pages link to and the viewer sees no page of; the most wanted first.

    A hidden page is as wanted as one that is not there.
    """
    seen = visible_items(viewer).filter(kind="page")
    there = Page.objects.filter(space_id=OuterRef("space_id"), name=OuterRef("name"), item__in=seen)
    was = OldName.objects.filter(space_id=OuterRef("space_id"), name=OuterRef("name"), page__item__in=seen)
    links = PageLink.objects.filter(space=space, page__item__in=seen).exclude(Exists(there)).exclude(Exists(was))
    rows = links.values("name").annotate(title=Max("title"), count=Count("id")).order_by("-count", "name")[:limit]
    return [Wanted(row["name"], row["title"], row["count"]) for row in rows]


def recent(viewer: Viewer, space: Space, *, limit: int = 8) -> list[Item]:
    """The pages changed last."""
    return list(_pages(viewer, space).order_by("-last_activity_at", "-id")[:limit])


def _pages(viewer: Viewer, space: Space) -> QuerySet[Item]:
    found = visible_items(viewer).filter(kind="page", space=space, root__isnull=True)
    return found.select_related("author", "alias").defer("body", "html")


def changes(viewer: Viewer, space: Space, *, after: str = "", with_minor: bool = True) -> Rows:
    """Every change of a page the viewer may see, the newest first."""
    seen = visible_items(viewer).filter(kind="page", space=space)
    found = Revision.objects.filter(item__in=seen).select_related("item", "editor", "editor__picture", "alias")
    if not with_minor:
        found = found.filter(is_minor=False)
    return page_of(found.defer("body", "item__body", "item__html"), by="at", after=after, size=40)


def due_pages(viewer: Viewer, space: Space, today: date, *, limit: int = 100) -> list[Page]:
    """Pages to be looked at by now or soon, and those that somebody calls outdated; the longest waiting first."""
    found = Page.objects.filter(space=space, is_template=False, item__in=visible_items(viewer))
    found = found.filter(Q(review_due_on__lte=today + SOON) | Q(outdated_at__isnull=False))
    return list(found.select_related("item", "owner").order_by("review_due_on", "pk")[:limit])


def templates(viewer: Viewer, space: Space) -> list[Item]:
    """The texts that new pages can begin with."""
    pages = Page.objects.filter(space=space, is_template=True).values("item_id")
    return list(visible_items(viewer).filter(id__in=pages).order_by("title", "id")[:50])


def owned_ids(viewer: Viewer) -> QuerySet[Page, int]:
    """The ids of pages the viewer answers for."""
    return Page.objects.filter(owner_id=viewer.person_id).values_list("item_id", flat=True)


def may_approve(viewer: Viewer, item: Item | None, space: Space | None) -> bool:
    """The kind's rule for the commons: whoever answers for a page lets changes to it into force."""
    return item is not None and not viewer.is_guest and owned_ids(viewer).filter(item_id=item.id).exists()
