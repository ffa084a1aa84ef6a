"""What every page of a space needs."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from .. import panels, policy, queries, tabs
from ..models import Space


def space_or_404(request: HttpRequest, slug: str) -> Space:
    found = queries.visible_space(request.viewer, slug)
    if found is None:
        raise Http404
    return found


def head(request: HttpRequest, space: Space, current: str = "") -> dict[str, Any]:
    """The values of `spaces/head.html`, which stands on top of each of a space's pages.

    Rooms with a tab of their own call it too and extend `spaces/frame.html`.
    """
    viewer = request.viewer
    may_read = policy.may_read(viewer, space)
    return {
        "space": space,
        "tabs": tabs.tabs_of(space, current) if may_read else [],
        "faces": queries.newest_members(viewer, space),
        "may_read": may_read,
        "may_join": policy.may_join(viewer, space),
        "may_ask": policy.may_ask(viewer, space),
        "may_post": policy.may_post(viewer, space),
        "may_invite": policy.may_invite(viewer, space),
        "may_moderate": policy.may_moderate(viewer, space),
        "may_own": policy.may_own(viewer, space, space.my_role),
        "request_count": len(queries.requests(viewer, space)),
        "side_panels": panels.panels_of(request, space, "side") if may_read else [],
    }


def sign_in_first(request: HttpRequest) -> HttpResponse | None:
    """The way to the sign-in page for guests, None for everybody else."""
    return redirect_to_login(request.get_full_path()) if request.viewer.is_guest else None
