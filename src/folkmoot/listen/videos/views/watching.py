"""Watching: lists, channels, and one film with all that belongs to it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits
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

from .. import actions, logic, queries

_PLACES_A_MINUTE = 60


@require_safe
def videos(request: HttpRequest) -> HttpResponse:
    context = _list(request)
    if not request.GET:
        context["begun"] = _tiles(request, queries.begun(request.viewer))
    return render(request, "videos/videos.html", context)


@require_safe
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = head(request, space, "videos:of_space")
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    context |= _list(request, space_id=space.pk)
    context["write_url"] = f"{reverse('videos:new')}?space={slug}"
    return render(request, "videos/of_space.html", context)


@require_safe
def of_person(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody's channel."""
    try:
        person = person_or_404(request, username)
    except SignInFirst as stop:
        return stop.response(request)
    page = people.profile_page(request.viewer, person, at=now())
    context = {"page": page, "who": person, "tabs": panels.tabs(request.viewer, person.username, "videos")}
    context |= _list(request, person_id=person.pk)
    context["is_me"] = person.pk == request.viewer.person_id
    return render(request, "videos/of_person.html", context)


def _list(request: HttpRequest, **which: Any) -> dict[str, Any]:
    page = queries.video_page(request.viewer, after=request.GET.get("after", ""), **which)
    return {
        "cards": _tiles(request, page.rows),
        "older": f"{request.path}?{urlencode({'after': page.after})}" if page.after else "",
        "write_url": reverse("videos:new"),
    }


def _tiles(request: HttpRequest, items: Sequence[Item]) -> list[dict[str, Any]]:
    places = queries.places_of(request.viewer, items)
    cards = contents.cards(request.viewer, items, template="videos/tile.html")
    return [{"html": card.html, "place": places.get(card.item.id, 0)} for card in cards]


@require_safe
@showing
def video(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    def version() -> object:
        return item_pages.guest_version(item_id, "video")

    return guest_page(request, "video", version, lambda: _video(request, item_id))


def _video(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="video")
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    film = context["card"].extra  # None for an item without a film, as an importer may bring one.
    place = queries.place_of(request.viewer, item_id)
    context |= {
        "film": film,
        "chapters": logic.chapters(item.body, film.duration // 1000 if film and film.duration else None),
        "moments": _moments(request, item),
        "transcript": logic.paragraphs(queries.transcript(item_id, request.viewer.language)),
        "go_on_at": place.position if place is not None and place.finished_at is None and place.position >= 5 else 0,
        "may_edit": may_edit(request.viewer, item, is_mine=context["card"].own.is_mine),
        "more": _more(request, item),
    }
    return render(request, "videos/video.html", context, part="film")


def _moments(request: HttpRequest, item: Item) -> list[dict[str, Any]]:
    return [
        {
            "seconds": each.seconds,
            "excerpt": each.comment.excerpt,
            "by": each.comment.author or each.comment.alias,
            "anchor": f"#i-{to_text(each.comment.id)}",
        }
        for each in queries.moments(request.viewer, item)
    ]


def _more(request: HttpRequest, item: Item) -> list[dict[str, Any]]:
    """Other films of the channel, or of the community where no name stands on it."""
    which = {"person_id": item.author_id} if item.author_id is not None else {"space_id": item.space_id}
    if not any(which.values()):
        return []
    rows = [each for each in queries.video_page(request.viewer, size=5, **which).rows if each.id != item.id][:4]
    films = queries.films_of(rows)
    return [{"item": each, "url": kinds.kind("video").page_url(each), "film": films.get(each.id)} for each in rows]


@require_POST
@showing
def place(request: HttpRequest, item_id: int) -> HttpResponse:
    """The player says where it is. Who asked not to be tracked keeps their place and is not counted."""
    viewer = request.viewer
    numbers = [request.POST.get(name, "") for name in ("position", "played")]
    if not all(text.isascii() and text.isdecimal() and len(text) < 8 for text in numbers):
        return HttpResponse(status=400)
    if not viewer.is_guest:
        limits.take(f"film-place:{viewer.person_id}", per_minute=_PLACES_A_MINUTE, at=now())
    position, played = (int(text) for text in numbers)
    is_counted = request.headers.get("DNT") != "1" and request.headers.get("Sec-GPC") != "1"
    actions.keep_place(
        viewer=viewer, item_id=item_id, position=position, played=played, is_counted=is_counted, at=now()
    )
    return HttpResponse(status=204)
