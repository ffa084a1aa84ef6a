"""Votes, reactions, bookmarks, follows."""

from django.http import HttpRequest, HttpResponse

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, queries
from ..logic import REACTIONS
from ..models import Item, Reaction
from .acting import acting, showing, signed_in


@acting
def vote(request: HttpRequest, item_id: int) -> Item | HttpResponse:
    value = request.POST.get("value", "")
    wanted = int(value) if value in ("-1", "0", "1") else 9
    return actions.vote(viewer=request.viewer, item_id=item_id, value=wanted, at=now())


@signed_in
@showing
def react(request: HttpRequest, item_id: int) -> HttpResponse:
    """GET offers the reactions there are; POST gives one, or takes it back."""
    if request.method == "POST":
        return _react(request, item_id=item_id)
    found = queries.visible_item(request.viewer, item_id)
    [card] = queries.cards(request.viewer, [found], template="content/shared.html")
    drawn_as = "whole" if request.GET.get("as") == "whole" else "card"
    context = {"card": card, "item": found, "drawn_as": drawn_as, "reactions": REACTIONS.items()}
    return render(request, "content/react.html", context, part="panel")


@acting
def _react(request: HttpRequest, item_id: int) -> Item:
    emoji = request.POST.get("reaction", "")[:20]
    is_there = Reaction.objects.filter(item_id=item_id, person_id=request.viewer.person_id, emoji=emoji).exists()
    verb = actions.unreact if is_there else actions.react
    return verb(viewer=request.viewer, item_id=item_id, emoji=emoji, at=now())


@acting
def bookmark(request: HttpRequest, item_id: int) -> Item:
    viewer = request.viewer
    is_there = queries.bookmarks(viewer).filter(id=item_id).exists()
    verb = actions.unbookmark if is_there else actions.bookmark
    return verb(viewer=viewer, item_id=item_id, at=now())


@acting
def follow(request: HttpRequest, item_id: int) -> Item:
    """`value`: follow, mute, or anything else for neither."""
    verbs = {"follow": actions.follow, "mute": actions.mute}
    verb = verbs.get(request.POST.get("value", ""), actions.unfollow)
    return verb(viewer=request.viewer, item_id=item_id, at=now())


@acting
def hear_minor(request: HttpRequest, item_id: int) -> Item:
    wants_minor = request.POST.get("value") == "1"
    return actions.hear_minor(viewer=request.viewer, item_id=item_id, wants_minor=wants_minor, at=now())


@acting
def acknowledge(request: HttpRequest, item_id: int) -> Item:
    return actions.acknowledge(viewer=request.viewer, item_id=item_id, at=now())
