"""Who may do what at the desk."""

from folkmoot.commons.spaces.viewer import Viewer


def may_see_desk(viewer: Viewer) -> bool:
    """Whoever moderates something: a space, or as administrator what stands in no space."""
    return not viewer.is_guest and (viewer.is_admin or bool(viewer.moderated_space_ids))


def may_see_reporter(viewer: Viewer) -> bool:
    """In a space everybody knows everybody; there the name of who reported stays with the administrators."""
    return viewer.is_admin
