"""Reading articles: all, of a person, of a space, of a series, and one."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.web import render
from folkmoot.base.web.caching import guest_page
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_edit
from folkmoot.commons.content.views.acting import showing
from folkmoot.commons.people import panels
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.views.finding import SignInFirst, person_or_404
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from .. import policy, queries
from ..models import Series


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    return render(request, "blogs/articles.html", _list(request) | _feed("feeds:articles"))


@require_safe
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = head(request, space, "blogs:of_space")
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    context |= _list(request, space_id=space.pk) | _feed("feeds:of_space", slug, is_public=space.audience == 0)
    context["series"] = queries.series_of(request.viewer, space=space)
    context["write_url"] = f"{reverse('blogs:write')}?space={slug}"
    return render(request, "blogs/of_space.html", context)


@require_safe
def of_person(request: HttpRequest, username: str) -> HttpResponse:
    try:
        person = person_or_404(request, username)
    except SignInFirst as stop:
        return stop.response(request)
    page = people.profile_page(request.viewer, person, at=now())
    tabs = panels.tabs(request.viewer, person.username, "articles")
    context = {"page": page, "who": person, "tabs": tabs, "series": queries.series_of(request.viewer, person=person)}
    context |= _list(request, person_id=person.pk) | _feed("feeds:of_person", person.username)
    return render(request, "blogs/of_person.html", context)


@require_safe
@showing
def series(request: HttpRequest, series_id: int) -> HttpResponse:
    try:
        found = queries.visible_series(request.viewer, series_id)
    except Series.DoesNotExist:
        raise Http404 from None
    parts = queries.parts_of(request.viewer, found)
    context = {
        "series": found,
        "cards": contents.cards(request.viewer, parts, template="blogs/teaser.html"),
        "keys": [{"id": to_text(part.id), "title": part.title} for part in parts],
        "may_change": policy.may_change_series(request.viewer, found),
    }
    return render(request, "blogs/series.html", context | _feed("feeds:series", series_id))


def _list(request: HttpRequest, **which: Any) -> dict[str, Any]:
    page = queries.article_page(request.viewer, after=request.GET.get("after", ""), **which)
    return {
        "cards": contents.cards(request.viewer, page.rows, template="blogs/teaser.html"),
        "older": f"{request.path}?{urlencode({'after': page.after})}" if page.after else "",
        "write_url": reverse("blogs:write"),
    }


def _feed(name: str, *args: Any, is_public: bool = True) -> dict[str, str]:
    """The address to subscribe to; empty where there is nothing for strangers."""
    if not is_public:
        return {"feed_url": ""}
    try:
        return {"feed_url": reverse(name, args=[*args, "atom"])}
    except NoReverseMatch:
        return {"feed_url": ""}


@require_safe
@showing
def article(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    def version() -> object:
        return item_pages.guest_version(item_id, "article")

    return guest_page(request, "article", version, lambda: _article(request, item_id))


def _article(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="article")
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    card = context["card"]
    found = queries.in_series(request.viewer, card.extra)
    context |= {
        "frame": card.extra,
        "in_series": found and _linked(found),
        "may_edit": may_edit(request.viewer, item, is_mine=card.own.is_mine),
    }
    if card.extra is not None and context["head"]["is_public"]:
        cover = card.extra.cover
        context["head"]["image"] = f"{settings.SITE_URL}{cover.url}" if cover else ""
    if card.extra is not None and card.extra.canonical_url:
        context["head"]["canonical"] = card.extra.canonical_url
    if card.author is not None:
        context |= _feed("feeds:of_person", card.author.username)
    return render(request, "blogs/article.html", context)


def _linked(found: queries.InSeries) -> dict[str, Any]:
    def line(item: Item | None) -> dict[str, Any] | None:
        return item and {"title": item.title, "url": kinds.kind("article").page_url(item)}

    return {
        "series": found.series,
        "number": found.number,
        "count": len(found.parts),
        "before": line(found.before),
        "after": line(found.after),
    }
