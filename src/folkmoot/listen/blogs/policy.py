"""Who may do what with articles and series."""

from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces.viewer import Viewer

from .models import Series


def may_change_series(viewer: Viewer, series: Series) -> bool:
    """A person's series: that person. A space's: its moderators."""
    if viewer.is_guest:
        return False
    if series.author_id is not None:
        return series.author_id == viewer.person_id
    return series.space_id in viewer.moderated_space_ids


def may_use_series(viewer: Viewer, series: Series, item: Item) -> bool:
    """Whether an article belongs into a series: of the same blog, and never a hidden name in a person's."""
    if series.author_id is not None:
        return item.author_id is not None and item.author_id == series.author_id == viewer.person_id
    return series.space_id is not None and series.space_id == item.space_id
