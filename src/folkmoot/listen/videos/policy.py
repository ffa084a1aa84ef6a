"""How much video somebody may bring, and who may change what."""

from dataclasses import dataclass

from folkmoot.base.site import settings as site
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.viewer import Viewer

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: the largest file, and all of somebody's videos together."""

    most_a_file: int
    most_in_all: int


def room_of(viewer: Viewer) -> Room:
    """How much a viewer may bring, by what they are here; nothing for guests."""
    if viewer.is_guest:
        return Room(0, 0)
    who = "employees" if viewer.clearance >= Audience.EMPLOYEES else "others"
    return Room(site.get(f"videos.file_{who}") * MEGABYTE, site.get(f"videos.share_{who}") * MEGABYTE)
