"""Who may do what, and what reputation opens."""

from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.people.actions import RIGHTS
from folkmoot.commons.spaces.viewer import Viewer

LEAST_SHOWN = 0.5


def levels() -> dict[str, int]:
    """Right → the reputation it takes, for those the site has switched on."""
    chosen = {right: int(site.get(f"credit.level_{right}")) for right in RIGHTS}
    return {right: level for right, level in chosen.items() if level > 0}


def may_name_origin(viewer: Viewer, item: Item, *, is_mine: bool) -> bool:
    return not viewer.is_guest and (is_mine or may_moderate(viewer, item))


def may_give_badges(viewer: Viewer) -> bool:
    return viewer.is_admin
