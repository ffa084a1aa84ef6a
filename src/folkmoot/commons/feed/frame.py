"""What the feed puts into the frame of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from . import queries


def bell(request: HttpRequest) -> dict[str, Any]:
    """The bell's count and the address of the live process, for people who are signed in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_guest:
        return {}
    return {"bell_count": queries.bell_count(viewer), "live_url": live_url(request)}


def live_url(request: HttpRequest) -> str:
    """The site's own `/live` behind a proxy, else the live process's port on the host that was asked."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host().partition(":")[0]
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}/live"
