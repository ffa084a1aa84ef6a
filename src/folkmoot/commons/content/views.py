from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from . import kinds, queries
from .models import Item


def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """From the short address of any item to its own page."""
    try:
        found = queries.visible_item(request.viewer, item_id)
    except Item.DoesNotExist:
        raise Http404 from None
    return redirect(kinds.kind(found.kind).page_url(found))


def tag(request: HttpRequest, name: str) -> HttpResponse:
    raise Http404
