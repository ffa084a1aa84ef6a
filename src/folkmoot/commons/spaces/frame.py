"""The invitation that waits for an answer, shown on every page until it gets one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from folkmoot.base.clock import now

from . import queries
from .viewer import Viewer

SESSION_KEY = "spaces.link"  # the token of a link that was opened before signing in


def waiting_invitation(request: HttpRequest) -> dict[str, Any]:
    """`invitation` (with its space and sender), `invitation_count`, and `invitation_token` when it is a link's."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    at = now()
    if settings.SESSION_COOKIE_NAME in request.COOKIES and (token := request.session.get(SESSION_KEY)):
        linked = queries.invitation_behind(token, at=at)
        if linked is not None and linked.space_id not in viewer.space_ids:
            return {"invitation": linked, "invitation_count": 1, "invitation_token": token}
        del request.session[SESSION_KEY]
    if viewer.is_guest:
        return {}
    waiting = list(queries.invitations_for(viewer, at=at)[:10])
    return {"invitation": waiting[0], "invitation_count": len(waiting)} if waiting else {}
