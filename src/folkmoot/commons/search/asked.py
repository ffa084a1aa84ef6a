"""A search as it was asked."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """One search as it was asked. `kind` is a kind of item, or people, spaces, tags, files."""

    words: str = ""
    kind: str = ""
    space_id: int | None = None
    author_id: int | None = None
    tag: str = ""
    since: datetime | None = None
    until: datetime | None = None
