"""Who plans campaigns: administrators, and those they have named."""

from folkmoot.commons.spaces.viewer import Viewer

from .models import Keeper


def is_keeper(viewer: Viewer) -> bool:
    """One query, for those who are not administrators."""
    if viewer.is_guest:
        return False
    return viewer.is_admin or Keeper.objects.filter(person_id=viewer.person_id).exists()
