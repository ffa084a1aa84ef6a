"""Lists of ideas, the roadmap, the results, and the clock."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.content import queries as contents
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from .. import queries
from ..models import Door

_PLAIN = {"show": "all", "sort": "trending", "tag": "", "door": "", "after": ""}


@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    context = listing(request)
    context["campaigns"] = queries.campaigns(request.viewer, state="open", limit=4)
    return render(request, "ideas/ideas.html", context, part="rows")


@require_safe
def of_space(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    context = head(request, space, "ideas:of_space")
    if not context["may_read"]:
        return redirect("spaces:space", slug)
    context |= listing(request, space_id=space.pk)
    context["write_url"] = f"{reverse('ideas:write')}?space={slug}"
    return render(request, "ideas/of_space.html", context, part="rows")


def listing(request: HttpRequest, **where: Any) -> dict[str, Any]:
    """The values of a list with its filters and orders."""
    viewer = request.viewer
    chosen = {name: request.GET.get(name, plain)[:60] for name, plain in _PLAIN.items()}
    if chosen["show"] not in queries.SHOWN or (chosen["show"] == "mine" and viewer.is_guest):
        chosen["show"] = "all"
    if chosen["sort"] not in queries.SORTS:
        chosen["sort"] = "trending"
    if chosen["door"] not in Door.values:
        chosen["door"] = ""
    page = queries.idea_page(viewer, **chosen, **where)
    counts = queries.idea_counts(viewer, tag=chosen["tag"], door=chosen["door"], **where)
    shown = {
        "all": _("All"), "open": _("Open"), "develop": _("Being made real"), "done": _("Real"),
        "declined": _("Declined"), "mine": _("Mine"),
    }  # fmt: skip
    sorts = {
        "trending": _("Trending"), "recent": _("Newest"), "wanted": _("Most wanted"),
        "discussed": _("Most discussed"),
    }  # fmt: skip

    def link(**changes: str) -> str:
        wanted = chosen | {"after": ""} | changes
        query = urlencode({name: value for name, value in wanted.items() if value != _PLAIN[name]})
        return f"{request.path}?{query}" if query else request.path

    def links(labels: dict[str, Any], name: str) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": link(**{name: key}), "is_current": key == chosen[name], "key": key}
            for key, label in labels.items()
        ]

    return {
        "rows": contents.cards(viewer, page.rows, template="ideas/row.html"),
        "older": link(after=page.after) if page.after else "",
        "shown": [each | {"count": counts[each["key"]]} for each in links(shown, "show") if each["key"] in counts],
        "sorts": links(sorts, "sort"),
        # A campaign has one door.
        "doors": [] if "campaign_id" in where else doors(request, link, chosen["door"]),
        "show": chosen["show"],
        "tag": chosen["tag"],
        "without_tag": link(tag=""),
        "write_url": reverse("ideas:write"),
        "room_tabs": room_tabs(request),
    }


def doors(request: HttpRequest, link: Any, current: str) -> list[dict[str, Any]]:
    """The doors somebody can look through: who is no employee knows of one, and is not asked to choose."""
    if request.viewer.clearance < 2:
        return []
    both = [("", _("Both doors")), *Door.choices]
    return [{"label": label, "url": link(door=key), "is_current": key == current} for key, label in both]


def room_tabs(request: HttpRequest, current: str = "ideas:ideas") -> list[dict[str, Any]]:
    """The pages of the room."""
    pages = [
        ("ideas:ideas", _("Ideas"), "lightbulb"), ("ideas:campaigns", _("Campaigns"), "megaphone"),
        ("ideas:roadmap", _("Roadmap"), "map"), ("ideas:results", _("Results"), "sprout"),
        ("ideas:waiting", _("Waiting"), "clock"),
    ]  # fmt: skip
    return [
        {"label": label, "url": reverse(name), "icon": icon, "is_current": name == current}
        for name, label, icon in pages
    ]


def _door(request: HttpRequest) -> tuple[str, list[dict[str, Any]]]:
    door = request.GET.get("door", "")
    door = door if door in Door.values else ""

    def link(door: str) -> str:
        return f"{request.path}?door={door}" if door else request.path

    return door, doors(request, link, door)


@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    door, ways = _door(request)
    columns = queries.roadmap(request.viewer, door=door)
    every = contents.cards(
        request.viewer, [item for column in columns for item in column.items], template="ideas/tile.html"
    )
    drawn = iter(every)
    shown = [{"column": column, "tiles": [next(drawn) for _item in column.items]} for column in columns]
    context = {"columns": shown, "doors": ways, "room_tabs": room_tabs(request, "ideas:roadmap")}
    return render(request, "ideas/roadmap.html", context)


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    door, ways = _door(request)
    page = queries.made_real(viewer, door=door, after=request.GET.get("after", "")[:60])
    cards = contents.cards(viewer, [idea.item for idea in page.rows], template="ideas/tile.html")
    older = ""
    if page.after:
        older = f"?{urlencode({'door': door, 'after': page.after})}"
    context = {
        "sums": queries.results(viewer, door=door, at=now()), "doors": ways, "older": older,
        "rows": [{"idea": idea, "card": card} for idea, card in zip(page.rows, cards, strict=True)],
        "room_tabs": room_tabs(request, "ideas:results"),
    }  # fmt: skip
    return render(request, "ideas/results.html", context)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The public clock: what waits for an answer, the most urgent first."""
    viewer = request.viewer
    door, ways = _door(request)
    at = now()
    found = queries.waiting(viewer, door=door)
    cards = contents.cards(viewer, [idea.item for idea in found], template="ideas/tile.html")
    rows = [
        {"idea": idea, "card": card, "clock": queries.waited(idea, at)}
        for idea, card in zip(found, cards, strict=True)
    ]
    context = {
        "rows": rows, "doors": ways, "sums": queries.results(viewer, door=door, at=at),
        "room_tabs": room_tabs(request, "ideas:waiting"),
    }  # fmt: skip
    return render(request, "ideas/waiting.html", context)
