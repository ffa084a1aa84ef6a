"""The writing door: searches that people keep."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from folkmoot.commons.feed import actions as feed
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

from . import queries
from .forms import SearchForm
from .models import SavedSearch

MOST_SAVED = 50
MOST_TOLD = 5  # of one search at a time; who asks for a word that everybody says should not drown
INDEXED_WITHIN = timedelta(minutes=5)


class TooManySaved(ValueError):
    """Nobody keeps more than MOST_SAVED searches."""


def save_search(
    *, actor: Viewer, name: str, asked: Mapping[str, str], tells: bool = True, at: datetime
) -> SavedSearch:
    """This will keep a search under a name, and with `tells` let its person hear of what is new in it from now on.

    The same name again replaces it. Raises TooManySaved.
    """
    if actor.person_id is None:
        raise PermissionError
    mine = SavedSearch.objects.filter(person_id=actor.person_id)
    if mine.exclude(name=name).count() >= MOST_SAVED:
        raise TooManySaved
    saved, _ = SavedSearch.objects.update_or_create(
        person_id=actor.person_id,
        name=name[:80],
        defaults={"asked": dict(asked), "saved_at": at, "tells": tells, "told_until": at},
    )
    return saved


def tell_of_new(*, at: datetime, limit: int = 500) -> int:
    """This will tell people of what is new in the searches they keep, each thing once; how many searches were run.

    A thing is told some minutes after it came out: it must be in the index by then. Each search is asked as its
    person is now, so nobody hears of what they may not read any more.
    """
    until = at - INDEXED_WITHIN
    due = SavedSearch.objects.filter(tells=True, told_until__lt=until, person__is_active=True)
    done = 0
    for pk in list(due.order_by("told_until").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            saved = due.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if saved is None:
                continue
            feed.tell(_news(saved, until))
            saved.told_until = until
            saved.save(update_fields=["told_until"])
            done += 1
    return done


def _news(saved: SavedSearch, until: datetime) -> list[feed.News]:
    viewer = viewer_of(saved.person_id)
    asked = SearchForm(saved.asked).asked(viewer)
    assert saved.told_until is not None
    if asked is None or viewer.is_guest or asked.kind in ("people", "spaces", "tags"):
        return []
    since = max(asked.since, saved.told_until) if asked.since else saved.told_until
    until = min(asked.until, until) if asked.until else until
    found = queries.search(viewer, replace(asked, since=since, until=until), at=until, corrected=False)
    news = [hit.item for hit in found.hits if hit.item.author_id != saved.person_id]
    return [
        feed.News("saved_search", {saved.person_id: "saved"}, until, item.pk, item.root_id or item.pk, item.space_id)
        for item in news[:MOST_TOLD]
    ]


def forget_search(*, actor: Viewer, search_id: int) -> None:
    """This will delete one of the actor's own saved searches."""
    SavedSearch.objects.filter(pk=search_id, person_id=actor.person_id).delete()
