"""What the frame of every page shows of the person who looks. Costs no query: the viewer knows it all."""

from typing import Any

from django.http import HttpRequest

from .queries.visible import PersonLine


def me(request: HttpRequest) -> dict[str, Any]:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.is_guest:
        return {}
    line = PersonLine(viewer.person_id, viewer.username, viewer.name, picture_id=viewer.picture_id)
    return {"person": line}
