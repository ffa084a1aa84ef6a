"""Roles that people show, of many people at once: for pages of rooms above that name them anyway."""

from collections.abc import Collection

from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Picture
from .standing import consenting
from .system import last_run


def roles_shown(viewer: Viewer, person_ids: Collection[int]) -> dict[int, list[str]]:
    """Which roles the newest run found in those of these people who publish theirs; nothing for who may not see it.
    Three queries, however many people."""
    newest = last_run() if policy.may_see_map(viewer) else None
    if newest is None:
        return {}
    open_to = consenting("publish") & frozenset(person_ids)
    found = Picture.objects.filter(snapshot=newest, is_found=True, person__in=open_to)
    shown: dict[int, list[str]] = {}
    for person, role in found.order_by("role").values_list("person_id", "role").distinct():
        shown.setdefault(person, []).append(role)
    return shown
