"""What the frame of every page shows of the person who looks. Costs no query: the viewer knows it all."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .queries.visible import PersonLine


def me(request: HttpRequest) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_guest:
        return {}
    menu = [
        {"label": _("Requests to connect"), "url": reverse("people:requests"), "icon": "user-plus"},
        {"label": _("Settings"), "url": reverse("people:settings"), "icon": "settings"},
    ]
    line = PersonLine(viewer.person_id, viewer.username, viewer.name, picture_id=viewer.picture_id)
    return {"person": line, "person_menu": menu}
