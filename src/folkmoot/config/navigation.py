"""What every page's frame needs: the places on the left, the counts, the person."""

from typing import Any

from django.http import HttpRequest

from folkmoot.base import navigation


def page_context(request: HttpRequest) -> dict[str, Any]:
    """`places`, `person` and the rest of the frame; rooms add theirs with `base.navigation.add`."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {}
    return {"viewer": viewer, "navigation": navigation.places(request), **navigation.frame(request)}
