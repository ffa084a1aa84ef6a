"""Who may see and do what here: pure predicates over the viewer."""

from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces import stewards
from folkmoot.commons.spaces.viewer import Viewer


def may_take_part(viewer: Viewer) -> bool:
    """Introductions are among those who work here."""
    return not viewer.is_guest and viewer.clearance >= Audience.EMPLOYEES


def may_see_measures(viewer: Viewer) -> bool:
    """Whether introductions do any good is shown to who administers the site or plans campaigns; it names nobody."""
    return may_take_part(viewer) and stewards.is_steward(viewer)
