"""What the feed puts into the frame of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

# A hundred are as many as anybody wants to know of.
UNREAD = """(SELECT count(*) FROM (
    SELECT FROM feed_notification n WHERE n.person_id = p.id AND n.read_at IS NULL LIMIT 100) unread)"""


def bell(request: HttpRequest) -> dict[str, Any]:
    """The bell's count and the address of the live process, for people who are signed in."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_guest:
        return {}
    return {"bell_count": viewer.brought.get("notifications", 0), "live_url": live_url(request)}


def live_url(request: HttpRequest) -> str:
    """The site's own `/live` behind a proxy, else the live process's port on the host that was asked."""
    if settings.LIVE_URL:
        return str(settings.LIVE_URL)
    host = request.get_host().partition(":")[0]
    return f"{request.scheme}://{host}:{settings.LIVE_PORT}/live"
