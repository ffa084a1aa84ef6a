"""The feeds: articles of everybody, of a person, of a series; all that is public in a community."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import cards, visible_items
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.queries import visible_space
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.blogs import queries as blogs
from folkmoot.listen.blogs.models import Series

LENGTH = 30
_FORMS: dict[str, Any] = {"atom": Atom1Feed, "rss": Rss201rev2Feed}


@dataclass(frozen=True, slots=True)
class _Feed:
    title: str
    about: str
    url: str
    items: QuerySet[Item]


@require_safe
def articles(request: HttpRequest, form: str) -> HttpResponse:
    about = _("Stories, lessons and points of view.")
    return _answer(
        request, form, lambda: _Feed(_("Articles"), about, reverse("blogs:articles"), blogs.articles(GUEST))
    )


@require_safe
def of_person(request: HttpRequest, username: str, form: str) -> HttpResponse:
    """A person's public articles. Somebody without any is not there: feeds tell nobody who has an account."""
    person = Person.objects.filter(username=username.lower(), is_active=True).first()
    if person is None or not blogs.articles(GUEST, person_id=person.pk).exists():
        raise Http404
    title = _("Articles by %(name)s") % {"name": person.name}
    url = reverse("blogs:of_person", args=[person.username])
    return _answer(request, form, lambda: _Feed(title, "", url, blogs.articles(GUEST, person_id=person.pk)))


@require_safe
def of_space(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Everything public in a public community."""
    space = visible_space(GUEST, slug)
    if space is None:
        raise Http404
    items = visible_items(GUEST).filter(space_id=space.pk, root__isnull=True)
    url = reverse("spaces:space", args=[slug])
    return _answer(request, form, lambda: _Feed(space.name, space.tagline, url, items))


@require_safe
def series(request: HttpRequest, series_id: int, form: str) -> HttpResponse:
    try:
        found = blogs.visible_series(GUEST, series_id)
    except Series.DoesNotExist:
        raise Http404 from None
    url = reverse("blogs:series", args=[series_id])
    items = blogs.articles(GUEST, series_id=series_id)
    return _answer(request, form, lambda: _Feed(found.title, found.about, url, items))


def _answer(request: HttpRequest, form: str, make: Callable[[], _Feed]) -> HttpResponse:
    """The feed in the asked form; 304 for a reader that has the newest state already."""
    if form not in _FORMS:
        raise Http404
    feed = make()
    state = list(feed.items.order_by("-published_at", "-id").values_list("id", "version", "edited_at")[:LENGTH])
    etag = f'W/"{form}-{_digest(feed.title, state)}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    drawn = _draw(feed, _FORMS[form], request)
    response = HttpResponse(content_type=drawn.content_type)
    drawn.write(response, "utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    if drawn.items:
        response["Last-Modified"] = http_date(drawn.latest_post_date().timestamp())
    return response


def _digest(*facts: object) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:24]


def _draw(feed: _Feed, form: Any, request: HttpRequest) -> Any:
    drawn = form(
        title=feed.title,
        link=f"{settings.SITE_URL}{feed.url}",
        description=feed.about,
        language=getattr(request, "LANGUAGE_CODE", "en"),
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for card in cards(GUEST, feed.items.order_by("-published_at", "-id")[:LENGTH], template="feeds/nothing.html"):
        item = card.item
        url = f"{settings.SITE_URL}{kinds.kind(item.kind).page_url(item)}"
        drawn.add_item(
            title=item.title or item.excerpt[:80],
            link=url,
            description=_whole(item.html),
            author_name=card.by.name,
            pubdate=item.published_at,
            updateddate=item.edited_at or item.published_at,
            unique_id=f"{settings.SITE_URL}{reverse('content:item', args=[item.id])}",
            unique_id_is_permalink=False,
            categories=card.tags,
        )
    return drawn


def _whole(html: str) -> str:
    """Links and pictures with their whole address: a feed is read elsewhere."""
    for attribute in ("href", "src"):
        html = html.replace(f'{attribute}="/', f'{attribute}="{settings.SITE_URL}/')
    return html
