"""The reading door of notes: polls and previews, for the cards and the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects

from folkmoot.base.ids import to_text
from folkmoot.base.web.statements import AnyOf, Statement
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.spaces.viewer import Viewer

from . import logic
from .models import Ballot, LinkPreview, Poll


@dataclass(frozen=True, slots=True)
class Extra:
    """What a note's card shows besides the text."""

    poll: Poll | None
    preview: LinkPreview | None


def extras(items: Sequence[Item]) -> dict[int, Extra]:
    """Polls and previews of (visible) notes. Three queries for however many."""
    ids = [item.id for item in items]
    polls = {poll.pk: poll for poll in _POLLS.rows({"ids": ids})}
    prefetch_related_objects(list(polls.values()), "options")
    previews = {each.pk: each for each in _PREVIEWS.rows({"ids": ids})}
    return {each: Extra(polls.get(each), previews.get(each)) for each in ids if each in polls or each in previews}


_POLLS: Statement[Poll] = Statement(lambda: Poll.objects.filter(item_id=AnyOf("ids")))
_PREVIEWS: Statement[LinkPreview] = Statement(
    lambda: LinkPreview.objects.filter(item_id=AnyOf("ids")).select_related("image")
)


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    text: str
    vote_count: int | None
    percent: int | None

    @property
    def key(self) -> str:
        return to_text(self.id)


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll as one viewer may see it: counts only when they are theirs to see."""

    poll: Poll
    choices: list[Choice]
    is_over: bool
    has_voted: bool
    shows_results: bool
    may_vote: bool

    @property
    def ballot_count(self) -> int:
        return self.poll.ballot_count


def poll_of(viewer: Viewer, item: Item, *, at: datetime) -> PollView | None:
    """The poll under a (visible) note."""
    poll = Poll.objects.filter(item_id=item.id).first()
    if poll is None:
        return None
    has_voted = not viewer.is_guest and Ballot.objects.filter(poll=poll, person_id=viewer.person_id).exists()
    is_over = logic.is_over(poll, at)
    shown = logic.shows_results(poll, has_voted=has_voted, at=at)
    choices = [
        Choice(
            option.id,
            option.text,
            option.vote_count if shown else None,
            logic.share(option.vote_count, poll.ballot_count) if shown else None,
        )
        for option in poll.options.all()
    ]
    may_vote = not viewer.is_guest and not has_voted and not is_over and item.is_published
    return PollView(poll, choices, is_over, has_voted, shown, may_vote)


def may_read_file(viewer: Viewer, file_id: int) -> bool:
    """Whether a file is the picture of a link in a note that the viewer may read."""
    shown = LinkPreview.objects.filter(image_id=file_id).values("item_id")
    return visible_items(viewer).filter(id__in=shown).exists()
