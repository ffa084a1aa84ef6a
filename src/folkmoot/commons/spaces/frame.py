"""What spaces put on every page: one's own communities, and an invitation until it gets an answer."""

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.navigation import Lines

from . import queries
from .models import Invitation
from .viewer import Viewer

MOST_IN_FRAME = 7
SESSION_KEY = "spaces.link"  # the token of a link that was opened before signing in


# Most people have none, so that the rest is asked about few.
_OPEN = "i.answered_at IS NULL AND i.withdrawn_at IS NULL"
WAITING = f"""(SELECT count(*) FROM spaces_invitation i WHERE i.person_id = p.id AND {_OPEN})
    + (SELECT count(*) FROM account_emailaddress a JOIN spaces_invitation i ON lower(i.email) = lower(a.email)
        WHERE a.user_id = p.id AND a.verified AND i.email <> '' AND {_OPEN})"""  # noqa: S608 - constants


def waiting_invitation(request: HttpRequest) -> dict[str, Any]:
    """A banner for the newest invitation: to the account, to a confirmed address, or by a link opened before."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    at = now()
    if settings.SESSION_COOKIE_NAME in request.COOKIES and (token := request.session.get(SESSION_KEY)):
        linked = queries.invitation_behind(token, at=at)
        if linked is not None and linked.space_id not in viewer.space_ids:
            address = reverse("spaces:link", args=[token])
            return {} if request.path == address else {"banners": [_banner(linked, address)]}
        del request.session[SESSION_KEY]
    if not viewer.brought.get("invitations"):
        return {}
    address = reverse("spaces:invitations")
    waiting = queries.invitations_for(viewer, at=at).first() if request.path != address else None
    return {"banners": [_banner(waiting, address)]} if waiting is not None else {}


# As `queries.my_spaces` has them.
COMMUNITIES = f"""(SELECT jsonb_agg(jsonb_build_array(slug, name, icon)) FROM (
    SELECT s.slug, s.name, s.icon FROM spaces_membership m JOIN spaces_space s ON s.id = m.space_id
    WHERE m.person_id = p.id AND NOT m.is_asked AND s.archived_at IS NULL
    ORDER BY m.pinned_position, s.last_activity_at DESC, s.id DESC LIMIT {MOST_IN_FRAME}) mine)"""  # noqa: S608


def my_communities(request: HttpRequest) -> dict[str, Any]:
    """The viewer's own communities in the left column, their pinned ones first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.space_ids:
        return {}
    told = viewer.brought.get("communities") or "[]"
    found = [
        {"label": name, "url": (url := _address(slug)), "mark": icon, "is_current": request.path.startswith(url)}
        for slug, name, icon in json.loads(told)
    ]
    more = reverse("spaces:directory") + "?show=mine" if len(viewer.space_ids) > len(found) else ""
    current = next((each["url"] for each in found if each["is_current"]), "")
    return {"navigation_spaces": Lines(found, (told, current)), "navigation_more": more}


@lru_cache(maxsize=4096)
def _address(slug: str) -> str:
    return reverse("spaces:space", args=[slug])


def _banner(invitation: Invitation, url: str) -> dict[str, str]:
    words = _("%(person)s invites you to “%(space)s”.")
    return {
        "text": words % {"person": invitation.by.name, "space": invitation.space.name},
        "url": url,
        "label": _("See the invitation"),
    }
