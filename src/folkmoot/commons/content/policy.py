"""Who may do what with an item: pure predicates over what is loaded."""

from folkmoot.commons.spaces.viewer import Viewer

from .models import Item


def may_read(viewer: Viewer, item: Item, *, is_mine: bool = False) -> bool:
    """The one visibility rule, for a loaded item; `queries.visible_items` is the same as a condition."""
    if is_mine:
        return True
    if item.author_id is not None and item.author_id in viewer.hidden_person_ids:
        return False
    return item.state == "published" and (item.audience <= viewer.clearance or item.space_id in viewer.space_ids)


def may_moderate(viewer: Viewer, item: Item) -> bool:
    """Moderators of its space; for an item in no space, the site's administrators."""
    if item.space_id is None:
        return viewer.is_admin
    return item.space_id in viewer.moderated_space_ids
