"""What this room asks of whoever reads: the Viewer of the room above fits."""

from collections.abc import Collection
from typing import Protocol


class Reader(Protocol):
    """The part of a Viewer that decides what of people may be read."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def clearance(self) -> int: ...
    @property
    def hidden_person_ids(self) -> Collection[int]: ...
    @property
    def is_admin(self) -> bool: ...
