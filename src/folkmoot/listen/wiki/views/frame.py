"""What the pages of a wiki share: its space, its tree at the side, what this viewer may do."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces import policy as spaces
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.views.lookup import head, space_or_404

from .. import policy, queries


def readable_space(request: HttpRequest, slug: str) -> Space:
    """The space, for those who may read in it; others see its front door, or nothing."""
    space = space_or_404(request, slug)
    if not spaces.may_read(request.viewer, space):
        raise Http404
    return space


def space_context(request: HttpRequest, space: Space) -> dict[str, Any]:
    """The values of `wiki/frame.html` for a page about the whole wiki, under the head of its space."""
    wiki = queries.wiki_of(space)
    return {
        **head(request, space, "wiki:home"),
        "wiki": wiki,
        "may_begin": policy.may_take_part(request.viewer, space, wiki.who_edits),
        "may_rule": policy.may_rule(request.viewer, space),
        "new_url": reverse("wiki:new", args=[space.slug]),
    }


def page_or_404(request: HttpRequest, item_id: int) -> Item:
    """A page the viewer may see."""
    return contents.visible_item(request.viewer, item_id, kind="page")
