from functools import cache
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits, navigation
from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.base.web.caching import kept_for_guests
from folkmoot.commons.content import kinds

from . import actions, queries, unanswered
from .forms import OTHERS, SearchForm

LAST_PAGE = queries.MOST // queries.PAGE


def _limit(request: HttpRequest, what: str, per_minute: int) -> None:
    who = request.viewer.person_id or request.META.get("REMOTE_ADDR", "")
    limits.take(f"search.{what}:{who}", per_minute=per_minute, burst=per_minute, at=now())


@never_cache
@require_safe
@kept_for_guests
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    asked = form.asked(request.viewer)
    number = request.GET.get("page", "1")
    page = min(max(int(number), 1), LAST_PAGE) if number.isdecimal() and len(number) < 4 else 1
    found = queries.Found()
    if asked is not None and asked.words.strip():
        _limit(request, "page", 60)
        found = queries.search(request.viewer, asked, at=now(), page=page)
        if (
            page == 1
            and asked == queries.Asked(words=asked.words)
            and (found.meant or not (found.count or found.people or found.spaces or found.tags))
        ):
            unanswered.tell(request, asked.words, now())
    names = dict(OTHERS) | {kind.name: kind.label_plural for kind in kinds.kinds(replies=True)}
    kept = form.kept()
    context = {
        "form": form,
        "found": found,
        "asked": kept,
        "words": kept.get("q", ""),
        "is_empty": not (found.count or found.people or found.spaces or found.tags),
        "kind_links": [
            {"label": names.get(kind, kind), "count": count, "url": _address(kept, kind=kind)}
            for kind, count in found.kinds
        ],
        "space_links": [
            {"label": space.name, "count": count, "url": _address(kept, space=space.slug)}
            for space, count in found.in_spaces
        ],
        "everything_url": _address(kept, kind="", space=""),
        "newer": _address(kept, page=page - 1) if page > 1 else "",
        "older": _address(kept, page=page + 1) if found.count > page * queries.PAGE and page < LAST_PAGE else "",
        "saved": [
            {"id": each.pk, "name": each.name, "url": _address(each.asked)}
            for each in queries.saved_searches(request.viewer)
        ],
    }
    return render(request, "search/search.html", context, part="found")


@never_cache
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Options for the palette: places at once, the rest from two letters on."""
    words = request.GET.get("q", "").strip()[:100]
    found = queries.Found()
    if len(words) > 1:
        _limit(request, "palette", 240)
        found = queries.quick(request.viewer, words, at=now())
    small = words.lower()
    places = [each for each in navigation.places(request) if small in str(each["label"]).lower()]
    context = {
        "found": found,
        "places": places[:6],
    }
    return render(request, "search/palette.html", context)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.POST)
    kept = form.kept()
    if request.viewer.is_guest:
        return redirect("account_login")
    name = request.POST.get("name", "").strip() or kept.get("q", "")
    try:
        if name:
            tells = bool(request.POST.get("tells"))
            actions.save_search(actor=request.viewer, name=name, asked=kept, tells=tells, at=now())
            messages.success(request, _("Saved. You find it beside every search."))
    except actions.TooManySaved:
        messages.error(request, _("You keep very many searches. Delete one first."))
    return redirect(_address(kept))


@require_POST
@login_required
def forget(request: HttpRequest, search_id: int) -> HttpResponse:
    actions.forget_search(actor=request.viewer, search_id=search_id)
    messages.success(request, _("Deleted."))
    return redirect("search:search")


def _address(kept: dict[str, str], **changes: object) -> str:
    values = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{_here()}?{urlencode(values)}"


@cache
def _here() -> str:
    return reverse("search:search")
