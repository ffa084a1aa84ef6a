"""The writing door: searches that people keep."""

from collections.abc import Mapping
from datetime import datetime

from folkmoot.commons.spaces.viewer import Viewer

from .models import SavedSearch

MOST_SAVED = 50


class TooManySaved(ValueError):
    """Nobody keeps more than MOST_SAVED searches."""


def save_search(*, actor: Viewer, name: str, asked: Mapping[str, str], at: datetime) -> SavedSearch:
    """This will keep a search under a name; the same name again replaces it. Raises TooManySaved."""
    if actor.person_id is None:
        raise PermissionError
    mine = SavedSearch.objects.filter(person_id=actor.person_id)
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise TooManySaved
    saved, _ = SavedSearch.objects.update_or_create(
        person_id=actor.person_id, name=name[:80], defaults={"asked": dict(asked), "saved_at": at}
    )
    return saved


def forget_search(*, actor: Viewer, search_id: int) -> None:
    """This will delete one of the actor's own saved searches."""
    SavedSearch.objects.filter(pk=search_id, person_id=actor.person_id).delete()
