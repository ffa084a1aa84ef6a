"""What the forms of these pages have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.ids import from_text
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing, signed_in

DEEDS_A_MINUTE = 60
View = Callable[..., HttpResponse]


def doing(view: View) -> View:
    """A page where somebody signed in does something: what they may not see is not found, a refusal comes in words,
    and a POST takes one token from the bucket."""

    @wraps(view)
    def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            limits.take(f"ideas:{request.viewer.person_id}", per_minute=DEEDS_A_MINUTE, at=now())
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None

    return signed_in(showing(act))


def to_idea(item: Item, where: str = "") -> HttpResponse:
    return redirect(kinds.kind("idea").page_url(item) + where)


def id_in(text: str) -> int:
    """An id sent by a form; Http404 for what is none."""
    try:
        return from_text(text)
    except ValueError:
        raise Http404 from None


def item_in(address: str) -> int | None:
    """The item named in an address of ours."""
    address = address.strip()
    path = "/" + address.split("://", 1)[-1].partition("/")[2] if "://" in address else address
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return None
    found = match.kwargs.get("item_id")
    return found if isinstance(found, int) else None


def status_of(request: HttpRequest) -> int:
    """A form that comes back was not taken."""
    return 422 if request.method == "POST" else 200
