"""What this room hears from the commons: pages opened, progress, searches in vain, broadcasts about to go out."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.content.composing import Notice
from folkmoot.commons.content.models import Item
from folkmoot.commons.feed.frame import live_url
from folkmoot.commons.spaces.viewer import Viewer

from . import actions, intake, queries, tickets
from .intake import READ, Reading, Told
from .models import Source

_PLACES = (
    ("/search/", Source.SEARCH), ("/notifications/", Source.BELL), ("/s/", Source.SPACE), ("/mail/", Source.MAIL),
)  # fmt: skip
_MACHINES = ("bot", "crawl", "spider", "slurp", "preview", "curl", "wget", "python-")


def may_count(environ: Mapping[str, Any]) -> bool:
    """Whether the browser has not said that its person does not want to be followed about."""
    return environ.get("HTTP_DNT") != "1" and environ.get("HTTP_SEC_GPC") != "1"


def is_machine(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "").lower()
    return any(word in agent for word in _MACHINES)


def source_of(request: HttpRequest) -> Source:
    """Where the reader came from, as their browser says."""
    via = request.GET.get("via", "")
    if via in ("mail", "bell"):
        return Source.MAIL if via == "mail" else Source.BELL
    came = urlsplit(request.headers.get("Referer", ""))
    if not came.netloc:
        return Source.LINK
    if came.netloc != request.get_host():
        return Source.OUTSIDE
    if came.path == "/":
        return Source.FEED
    return next((source for start, source in _PLACES if came.path.startswith(start)), Source.LINK)


def opened(request: HttpRequest, item: Item) -> None:
    """A page of an item was given to somebody signed in: one reading, and a ticket for the page to tell more with."""
    person = request.viewer.person_id  # type: ignore[attr-defined]
    if person is None or not may_count(request.META) or person in intake.opted_out():
        return
    at, visit, source = now(), tickets.new_visit(), source_of(request)
    intake.take(Reading(at, item.pk, person, visit, READ, source))
    ticket = tickets.Ticket(visit, item.pk, person, source, int(at.timestamp()))
    request.reading_ticket = tickets.write(ticket)  # type: ignore[attr-defined]


def frame(request: HttpRequest) -> dict[str, Any]:
    """For the frame of the page: what its script tells us with, and where: the live process, or else the web."""
    ticket = getattr(request, "reading_ticket", "")
    if not ticket:
        return {}
    return {"reading_ticket": ticket, "reading_url": live_url(request), "reading_web_url": reverse("attention:take")}


def progressed(*, viewer: Viewer, item_id: int, seconds: float, share: int, at: datetime) -> None:
    """A room with a measure of its own tells how long and how far."""
    actions.record(viewer=viewer, item_id=item_id, seconds=seconds, share=share, at=at)


def told(entries: list[Any], *, at: datetime) -> bool:
    """The script of a page tells how long and how far; whether any of it is genuine."""
    is_ours = any(_is_genuine(entry, at) for entry in entries)
    if is_ours:
        intake.take(Told(at, entries))
    return is_ours


def _is_genuine(entry: Any, at: datetime) -> bool:
    try:
        return bool(tickets.read(entry[0], now=at.timestamp()))
    except (tickets.NotGenuine, TypeError, LookupError):
        return False


def guest_read(request: HttpRequest, item_id: int) -> None:
    """Somebody nobody knows read a public page: a number, and nothing else."""
    if may_count(request.META) and not is_machine(request):
        intake.take(Reading(now(), item_id, None, 0, READ, source_of(request)))


def sought_in_vain(request: HttpRequest, words: str, at: datetime) -> None:
    person = request.viewer.person_id  # type: ignore[attr-defined]
    if person is not None and may_count(request.META) and person not in intake.opted_out():
        actions.remember_sought(words=words, token=_token(person, words), at=at)


def _token(person: int, words: str) -> str:
    """The same person has another token for other words, so that tokens tell nobody who sought what else."""
    text = f"{person}:{' '.join(words.casefold().split())}".encode()
    return hmac.digest(f"folkmoot.attention.sought:{settings.SECRET_KEY}".encode(), text, "sha256").hex()[:22]


def before_sending(viewer: Viewer, fields: Mapping[str, Any], at: datetime) -> Notice | None:
    """What a broadcast will cost, for whoever is about to send one that costs much."""
    cost = queries.cost_of(
        viewer, body=str(fields.get("body", "")), title=str(fields.get("title", "")), space_id=fields.get("space_id"),
        audience=fields.get("audience"), is_must_read=bool(fields.get("is_must_read")), at=at,
    )  # fmt: skip
    if not cost.is_worth_telling:
        return None
    key = f"cost:{fields.get('space_id') or 0}:{fields.get('audience')}:{int(bool(fields.get('is_must_read')))}"
    return Notice(key, "attention/cost.html", cost)
