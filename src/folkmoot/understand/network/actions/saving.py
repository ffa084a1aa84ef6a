"""Saving how the map is looked at."""

from datetime import datetime

from django.db import transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import SavedView
from ..refusals import NotAllowed

MOST = 50


class TooManyViews(Exception):
    """One can save fifty."""


@transaction.atomic
def save_view(*, viewer: Viewer, name: str, query: str, at: datetime) -> SavedView:
    """This will save how the viewer looks at the map, for them alone; the same name is replaced.

    Raises NotAllowed, TooManyViews, and ValueError for a name that is empty or too long.
    """
    if not policy.may_see_map(viewer):
        raise NotAllowed
    name = name.strip()
    if not name or len(name) > 60 or len(query) > 300:
        raise ValueError
    mine = SavedView.objects.filter(person_id=viewer.person_id)
    if mine.exclude(name=name).count() >= MOST:
        raise TooManyViews
    saved, _ = SavedView.objects.update_or_create(
        person_id=viewer.person_id, name=name, defaults={"query": query, "made_at": at}
    )
    return saved


def forget_view(*, viewer: Viewer, view_id: int) -> None:
    """This will delete one of the viewer's own views; nothing when it is not theirs."""
    SavedView.objects.filter(person_id=viewer.person_id, pk=view_id).delete()
