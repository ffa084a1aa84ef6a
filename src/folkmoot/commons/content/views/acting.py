"""What the buttons of cards have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.files.actions import FileRefused, store
from folkmoot.base.ui.toasts import toast, toast_now

from .. import kinds, queries
from ..models import Item
from ..refusals import Refused, SignInFirst

DEEDS_A_MINUTE = 120
POSTS_A_MINUTE = 12
Deed = Callable[..., Any]


def acting(view: Deed) -> Callable[..., HttpResponse]:
    """A POST by somebody signed in. The view returns the item to draw again, or a response of its own.

    What is refused comes back as words on the same page; what is hidden is not found.
    """

    @wraps(view)
    def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            # A link somebody opened anew after signing in: nothing is done, they just get to see the item.
            return redirect("content:item", item_id=kwargs["item_id"]) if "item_id" in kwargs else redirect("/")
        viewer = request.viewer
        if viewer.is_guest:
            return to_sign_in(request)
        limits.take(f"act:{viewer.person_id}", per_minute=DEEDS_A_MINUTE, at=now())
        try:
            done = view(request, *args, **kwargs)
        except Item.DoesNotExist:
            raise Http404 from None
        except Refused as refused:
            return refusal(request, refused)
        return done if isinstance(done, HttpResponse) else drawn(request, done)

    return act


def showing(view: Deed) -> Callable[..., HttpResponse]:
    """A page about an item: 404 for what is hidden, sign-in for guests where it is needed."""

    @wraps(view)
    def show(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Item.DoesNotExist:
            raise Http404 from None
        except SignInFirst:
            return to_sign_in(request)
        except Refused as refused:
            return refusal(request, refused)

    return show


def signed_in(view: Deed) -> Callable[..., HttpResponse]:
    @wraps(view)
    def check(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return to_sign_in(request) if request.viewer.is_guest else view(request, *args, **kwargs)

    return check


def to_sign_in(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login

    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = redirect_to_login(back(request)).url
        return response
    return redirect_to_login(request.get_full_path() if request.method == "GET" else back(request))


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    if getattr(request, "htmx", False):
        response = HttpResponse(status=200)
        response["HX-Reswap"] = "none"
        return toast_now(response, str(refused.message), tone="danger")
    toast(request, str(refused.message), level=messages.ERROR)
    return redirect(_same_page(request) or back(request))


def _same_page(request: HttpRequest) -> str:
    """The address itself, when the form that was refused stood there."""
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return request.get_full_path() if own and urlsplit(came_from).path == request.path else ""


def drawn(request: HttpRequest, item: Item) -> HttpResponse:
    """The item's card again, for htmx; else back to where the button was."""
    if not getattr(request, "htmx", False):
        return redirect(back(request, item))
    fresh = Item.objects.get(id=item.id)
    roots = {fresh.root_id: Item.objects.get(id=fresh.root_id)} if fresh.root_id else {}
    [card] = queries.cards(request.viewer, [fresh], whole=request.GET.get("as") == "whole", roots=roots)
    # What else on the page depends on it (the votes one has left) asks anew.
    return HttpResponse(card.html, headers={"HX-Trigger": "acted"})


def back(request: HttpRequest, item: Item | None = None) -> str:
    """The page the visitor came from, if it is one of ours; never another site, never the button's own address."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
        if address and own and request.path not in address:
            return address
    return kinds.kind(item.kind).page_url(item) if item is not None else "/"


def done_with_undo(request: HttpRequest, text: str, undo_url: str, to: str) -> HttpResponse:
    toast(request, text, undo_url=undo_url)
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    return redirect(to)


def take_post(request: HttpRequest) -> None:
    """One token from the bucket for writing; raises limits.TooMany."""
    limits.take(f"post:{request.viewer.person_id}", per_minute=POSTS_A_MINUTE, burst=20, at=now())


def uploads(request: HttpRequest) -> list[int]:
    """The ids of files sent along, kept now, together with those kept before; raises Refused."""
    ids = [int(value) for value in request.POST.getlist("file_ids") if value.isdecimal() and len(value) < 20]
    for upload in request.FILES.getlist("files")[:10]:
        try:
            ids.append(store(upload, owner=request.viewer.person_id, at=now()).id)
        except FileRefused as refused:
            raise Refused(f"{upload.name}: {refused.message}") from None
    return ids
