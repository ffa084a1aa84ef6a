"""Who may see and do what here: pure predicates over the viewer."""

from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces import stewards
from folkmoot.commons.spaces.viewer import Viewer


def may_choose(viewer: Viewer) -> bool:
    """Everybody decides about themselves."""
    return not viewer.is_guest


def may_see_own(viewer: Viewer) -> bool:
    """Everybody sees what is known of them."""
    return not viewer.is_guest


def may_see_map(viewer: Viewer) -> bool:
    """The map is for colleagues."""
    return not viewer.is_guest and viewer.clearance >= Audience.EMPLOYEES


def may_see_units(viewer: Viewer) -> bool:
    """How units work together is for all colleagues alike: nobody is measured behind a door."""
    return may_see_map(viewer)


def may_ask_who_knows(viewer: Viewer) -> bool:
    """Who knows what is for colleagues: it reads profiles that are theirs to read."""
    return may_see_map(viewer)


def may_choose_advocates(viewer: Viewer) -> bool:
    """Advocates are chosen by those who steward campaigns: who administers the site, or plans campaigns."""
    return stewards.is_steward(viewer)


def may_run(viewer: Viewer) -> bool:
    return viewer.is_admin
