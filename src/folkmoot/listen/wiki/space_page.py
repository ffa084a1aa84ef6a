"""What the wiki brings to the page of a space: for those who look after it, what waits for their approval."""

from django.http import HttpRequest

from folkmoot.commons.content import queries as contents
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.panels import Panel
from folkmoot.commons.spaces.viewer import Viewer


def panel(request: HttpRequest, space: Space) -> Panel | None:
    """A card at the side; nothing for everybody else, and no question asked for them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if space.pk not in viewer.moderated_space_ids:
        return None
    waiting = contents.proposals(viewer, space_id=space.pk).filter(kind="page")
    count = waiting.exclude(writer_ids__contains=[viewer.person_id]).count()
    return Panel("wiki/waiting.html", {"count": count, "slug": space.slug}) if count else None
