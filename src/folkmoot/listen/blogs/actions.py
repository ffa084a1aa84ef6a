"""The writing door of blogs: write and change articles, start and arrange series."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from folkmoot.base import outbox
from folkmoot.base.files.models import StoredFile
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_edit
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import Viewer

from . import logic, policy
from .models import Article, Series
from .refusals import SeriesNeedsTitle, WrongCanonicalUrl, WrongCover, WrongSeries


@dataclass(frozen=True, slots=True)
class Frame:
    """What an article has around its text."""

    subtitle: str = ""
    series_id: int | None = None
    cover_id: int | None = None
    cover_description: str = ""
    canonical_url: str = ""


@transaction.atomic
def write(*, viewer: Viewer, title: str, body: str, frame: Frame | None = None, at: datetime, **how: Any) -> Item:
    """This will publish an article, now or later; `how` is what `content.actions.publish` takes besides.

    Raises a Refused of content, WrongCanonicalUrl, WrongSeries, WrongCover.
    """
    item = content.publish(viewer=viewer, kind="article", title=title, body=body, at=at, **how)
    _keep_frame(viewer, item, frame or Frame())
    return item


@transaction.atomic
def rewrite(
    *, viewer: Viewer, item_id: int, title: str, body: str, frame: Frame | None = None, at: datetime, **how: Any
) -> Item:
    """This will change an article, its text kept as a revision; `how` is what `content.actions.edit` takes besides.

    Without a `frame` that stays as it is. Raises what `write` does, and EditConflict.
    """
    item = contents.visible_item(viewer, item_id, kind="article")
    if not may_edit(viewer, item, is_mine=voices.is_mine(viewer, item)):
        raise NotAllowed
    if (title, body) != (item.title, item.body) or "tags" in how:
        item = content.edit(viewer=viewer, item_id=item_id, title=title, body=body, at=at, **how)
    before = Article.objects.filter(item_id=item_id).first()
    kept = frame or (Frame(**{f.name: getattr(before, f.name) for f in fields(Frame)}) if before else Frame())
    _keep_frame(viewer, item, kept, before)
    content.touch(item_id=item.id)
    return item


def _keep_frame(viewer: Viewer, item: Item, frame: Frame, before: Article | None = None) -> None:
    if frame.canonical_url and not logic.is_canonical_url(frame.canonical_url):
        raise WrongCanonicalUrl
    if frame.cover_id is not None and not (before is not None and before.cover_id == frame.cover_id):
        cover = StoredFile.objects.filter(id=frame.cover_id, owner=viewer.person_id).first()
        if cover is None or not cover.is_image:
            raise WrongCover
    is_new_there = before is None or before.series_id != frame.series_id
    position = 0 if before is None else before.position
    if frame.series_id is not None and is_new_there:
        position = _place_at_end(viewer, item, frame.series_id)
    Article.objects.update_or_create(
        item=item,
        defaults={
            "subtitle": frame.subtitle[:300],
            "series_id": frame.series_id,
            "position": position,
            "cover_id": frame.cover_id,
            "cover_description": frame.cover_description[:300],
            "canonical_url": frame.canonical_url,
            "reading_minutes": logic.reading_minutes(item.body),
        },
    )
    if item.alias_id is not None and frame.cover_id is not None:
        # A file names who brought it; under an alias nobody may.
        StoredFile.objects.filter(id=frame.cover_id).update(owner=None)


def _place_at_end(viewer: Viewer, item: Item, series_id: int) -> int:
    series = Series.objects.select_for_update().filter(id=series_id).first()
    if series is None or not policy.may_use_series(viewer, series, item):
        raise WrongSeries
    last = Article.objects.filter(series=series).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def start_series(*, viewer: Viewer, title: str, about: str = "", space_id: int | None = None, at: datetime) -> Series:
    """This will begin a series: of the viewer's own blog, or as a moderator of a space's.

    Raises SeriesNeedsTitle, NotAllowed.
    """
    title = " ".join(title.split())
    if not 0 < len(title) <= 120:
        raise SeriesNeedsTitle
    author_id = viewer.person_id if space_id is None else None
    series = Series(author_id=author_id, space_id=space_id, title=title, about=about[:500], made_at=at)
    if not policy.may_change_series(viewer, series):
        raise NotAllowed
    series.save(force_insert=True)
    outbox.record("blogs.series.started", at=at, actor=viewer.person_id, space=space_id, data={"series": series.id})
    return series


@transaction.atomic
def arrange_series(*, viewer: Viewer, series_id: int, item_ids: list[int], at: datetime) -> None:
    """This will put the articles of a series into this order; those not named follow as they were."""
    series = Series.objects.select_for_update().get(id=series_id)
    if not policy.may_change_series(viewer, series):
        raise NotAllowed
    articles = list(Article.objects.filter(series=series))
    wanted = {item_id: place for place, item_id in enumerate(item_ids)}
    articles.sort(key=lambda article: (wanted.get(article.pk, len(wanted)), article.position, article.pk))
    for place, article in enumerate(articles, start=1):
        if article.position != place:
            Article.objects.filter(pk=article.pk).update(position=place)
            content.touch(item_id=article.pk)
