from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.site import settings as site
from folkmoot.base.web import render
from folkmoot.base.web.caching import kept_for_guests
from folkmoot.commons.content import kinds
from folkmoot.commons.content import queries as content
from folkmoot.commons.spaces import queries as spaces

from . import actions, letters, queries, side
from . import preferences as choices
from .models import Mail
from .topics import TOPICS

DISCOVER = 4


@require_GET
@never_cache
@kept_for_guests
def home(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    order = "you" if request.GET.get("order") == "you" else "new"
    page = queries.home(viewer, before=_position(request), order=order)
    items = [item for entry in page.entries for item in (entry.item, *entry.folded)]
    cards = {card.item.id: card for card in content.cards(viewer, items)}
    entries = [
        {
            "entry": entry,
            "card": cards[entry.item.id],
            "folded": [cards[item.id] for item in entry.folded],
        }
        for entry in page.entries
    ]
    context = {"page": page, "entries": entries, "order": order, "next": _address(page.next, order)}
    if "before" not in request.GET:
        context |= _around(request)
    return render(request, "feed/home.html", context, part="entries" if "before" in request.GET else "")


def _around(request: HttpRequest) -> dict[str, Any]:
    """What stands beside the entries: ways to write, what waits for the viewer, where they could join in."""
    viewer = request.viewer
    ways = [
        {"label": kind.label, "icon": kind.icon, "url": kind.compose_url(None)}
        for kind in kinds.kinds()
        if kind.compose_url is not None and not viewer.is_guest
    ]
    return {
        "ways_to_write": ways,
        "waiting": side.waiting_for(viewer),
        "discover": list(spaces.directory(viewer, kind="official" if viewer.is_guest else "open")[:DISCOVER]),
        "welcome": site.get("feed.welcome"),
        "may_sign_up": site.get("people.signup") != "invitation",
    }


def _position(request: HttpRequest) -> queries.Position | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        moment, _dot, item = text.partition("~")
        return queries.Position(datetime.fromisoformat(moment), from_text(item))
    except ValueError:
        raise Http404 from None


def _address(position: queries.Position | None, order: str) -> str:
    if position is None:
        return ""
    from urllib.parse import urlencode

    return "?" + urlencode({"before": f"{position.at.isoformat()}~{to_text(position.item)}", "order": order})


@require_GET
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """How many entries are newer than the newest one the page shows."""
    try:
        newest = from_text(request.GET.get("newest", ""))
    except ValueError:
        raise Http404 from None
    return JsonResponse({"count": queries.new_since(request.viewer, newest)})


@require_GET
@login_required
@never_cache
def notifications(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    only_unread = request.GET.get("show") == "unread"
    try:
        before_id = from_text(before) if before else None
    except ValueError:
        raise Http404 from None
    found = queries.notices(request.viewer, before_id=before_id, only_unread=only_unread)
    context = {
        "notices": found,
        "only_unread": only_unread,
        "next": to_text(found[-1].id) if len(found) >= 30 else "",
    }
    return render(request, "feed/notifications.html", context, part="list" if before else "")


@require_GET
@login_required
@never_cache
def bell(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"count": queries.bell_count(request.viewer)})


@require_POST
@login_required
def read(request: HttpRequest) -> HttpResponse:
    actions.mark_read(viewer=request.viewer, at=now())
    messages.success(request, _("All marked as read."))
    return redirect("feed:notifications")


@login_required
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Go where a notification leads; it is read then."""
    row = queries.notice(request.viewer, notification_id)
    if row is None:
        raise Http404
    actions.mark_read(viewer=request.viewer, notification_id=notification_id, at=now())
    return redirect(row.url)


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The matrix of topic and channel, everywhere or in one space."""
    viewer = request.viewer
    space = None
    if slug := request.GET.get("space", ""):
        space = spaces.visible_space(viewer, slug)
    space_id = space.pk if space is not None else None
    if request.method == "POST":
        for topic in TOPICS:
            in_page = {"on": True, "off": False}.get(request.POST.get(f"page-{topic}", ""))
            mail = request.POST.get(f"mail-{topic}", "")
            if mail in {*Mail.values, ""}:
                actions.choose(viewer=viewer, topic=topic, in_page=in_page, mail=mail, space_id=space_id)
        messages.success(request, _("Saved. You will hear as you like."))
        query = f"?space={space.slug}" if space is not None else ""
        return redirect(reverse("feed:preferences") + query)
    rows = [
        {
            "topic": TOPICS[key],
            "channels": channels,
            "own": channels.decided_by.startswith("person"),
            "usual_mail": str(Mail(channels.mail).label).lower(),
        }
        for key, channels in choices.matrix(viewer.person_id, space_id).items()
    ]
    context = {"rows": rows, "mails": Mail.choices, "space": space}
    return render(request, "feed/preferences.html", context)


@csrf_exempt  # A mail program posts here by itself (RFC 8058); the signed token is the proof.
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        letters.read_token(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise Http404 from None
    if request.method == "POST":
        letters.unsubscribe(token, at=now())
        return render(request, "feed/unsubscribed.html", {"is_done": True})
    return render(request, "feed/unsubscribed.html", {"is_done": False})
