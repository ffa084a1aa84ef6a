"""The reading door of blogs: articles by person, space and series, for a viewer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from folkmoot.base.web.paging import Page, page_of
from folkmoot.base.web.statements import AnyOf, Statement
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .models import Article, Series


def articles(
    viewer: Viewer, *, person_id: int | None = None, space_id: int | None = None, series_id: int | None = None
) -> QuerySet[Item]:
    """The articles a viewer may read: all, or of one person (under their name), one space, one series."""
    found = visible_items(viewer).filter(kind="article", root__isnull=True)
    if person_id is not None:
        found = found.filter(author_id=person_id)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    if series_id is not None:
        found = found.filter(id__in=Article.objects.filter(series_id=series_id).values("item_id"))
    return found


def article_page(viewer: Viewer, *, after: str = "", size: int = 20, **which: int | None) -> Page:
    """One page of `articles(**which)`, the newest first."""
    return page_of(articles(viewer, **which), by="published_at", after=after, size=size)


def frames_of(items: Sequence[Item]) -> dict[int, Article]:
    """What (visible) articles have around their text, one query."""
    return {article.pk: article for article in _FRAMES.rows({"ids": [item.id for item in items]})}


_FRAMES: Statement[Article] = Statement(
    lambda: Article.objects.filter(item_id=AnyOf("ids")).select_related("cover", "series")
)


@dataclass(frozen=True, slots=True)
class InSeries:
    """Where an article stands in its series, as far as the viewer may see the others."""

    series: Series
    parts: list[Item]
    number: int
    before: Item | None
    after: Item | None


def in_series(viewer: Viewer, article: Article | None) -> InSeries | None:
    """The series around an article; None when it is in none."""
    if article is None or article.series is None:
        return None
    parts = parts_of(viewer, article.series)
    ids = [part.id for part in parts]
    if article.pk not in ids:
        return None
    at = ids.index(article.pk)
    before, after = parts[at - 1] if at else None, parts[at + 1] if at + 1 < len(parts) else None
    return InSeries(article.series, parts, at + 1, before, after)


def parts_of(viewer: Viewer, series: Series) -> list[Item]:
    """The articles of a series in its order."""
    places = dict(Article.objects.filter(series=series).values_list("item_id", "position"))
    found = visible_items(viewer).filter(id__in=places).defer("body", "html")
    return sorted(found, key=lambda item: (places[item.id], item.published_at, item.id))


def visible_series(viewer: Viewer, series_id: int) -> Series:
    """A series that holds something the viewer may read, or is theirs; raises Series.DoesNotExist."""
    series = Series.objects.select_related("author", "space").get(id=series_id)
    is_mine = series.author_id is not None and series.author_id == viewer.person_id
    if is_mine or series.space_id in viewer.moderated_space_ids:
        return series
    if not articles(viewer, series_id=series.id).exists():
        raise Series.DoesNotExist
    return series


def series_of(viewer: Viewer, *, person: Person | None = None, space: Space | None = None) -> list[Series]:
    """The series of a blog in which the viewer may read something."""
    found = Series.objects.filter(author=person) if person is not None else Series.objects.filter(space=space)
    readable = Article.objects.filter(item__in=visible_items(viewer).filter(kind="article")).values("series_id")
    return list(found.filter(id__in=readable).order_by("-made_at")[:50])


def series_to_write_in(viewer: Viewer) -> list[Series]:
    """Where the viewer may put an article: their own series and those of spaces they are in."""
    if viewer.is_guest:
        return []
    own = Series.objects.filter(author_id=viewer.person_id) | Series.objects.filter(space_id__in=viewer.space_ids)
    return list(own.select_related("space").order_by("-made_at")[:100])


def may_read_file(viewer: Viewer, file_id: int) -> bool:
    """Whether a file is the cover of an article the viewer may read."""
    covered = Article.objects.filter(cover_id=file_id).values("item_id")
    return visible_items(viewer).filter(id__in=covered).exists()
