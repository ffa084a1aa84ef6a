"""The writing door of notes: post one, vote in its poll, end the poll, keep a link's preview."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from folkmoot.base import outbox
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.content.refusals import NotAllowed, SignInFirst, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from . import logic
from .logic import PollDraft, Preview
from .models import Ballot, LinkPreview, Poll, PollOption
from .refusals import AlreadyVoted, NoteIsTooLong, PollIsOver, WrongChoice, WrongPoll


@transaction.atomic
def post(*, viewer: Viewer, body: str, poll: PollDraft | None = None, at: datetime, **how: Any) -> Item:
    """This will publish a note, with its poll; `how` is what `content.actions.publish` takes besides.

    Raises a Refused of content, NoteIsTooLong or WrongPoll.
    """
    if len(body) > logic.MAX_LENGTH:
        raise NoteIsTooLong
    if poll is not None:
        _check_poll(poll, how.get("publish_at") or at)
    item = content.publish(viewer=viewer, kind="note", body=body, at=at, **how)
    if poll is not None:
        made = Poll.objects.create(
            item=item, allows_several=poll.allows_several, results=poll.results, closes_at=poll.closes_at
        )
        PollOption.objects.bulk_create(
            PollOption(poll=made, text=text, position=place) for place, text in enumerate(poll.options)
        )
    return item


def _check_poll(poll: PollDraft, at: datetime) -> None:
    if not 2 <= len(poll.options) <= logic.MAX_OPTIONS or any(len(text) > 120 for text in poll.options):
        raise WrongPoll
    if poll.results not in Poll.Results.values or (poll.closes_at is not None and poll.closes_at <= at):
        raise WrongPoll
    if poll.results == Poll.Results.CLOSED and poll.closes_at is None:
        raise WrongPoll


@transaction.atomic
def vote_in_poll(*, viewer: Viewer, item_id: int, option_ids: Sequence[int], at: datetime) -> Item:
    """This will count one secret ballot. What was chosen is added up and forgotten; that a person voted is kept.

    Raises Item.DoesNotExist, SignInFirst, PollIsOver, WrongChoice, or AlreadyVoted (two at once: one of them).
    No event is written: it would say who voted when.
    """
    item = contents.visible_item(viewer, item_id, kind="note")
    if viewer.person_id is None:
        raise SignInFirst
    if not item.is_published:
        raise WrongState
    # The lock makes voters wait for each other, so that no count is lost and nothing deadlocks.
    poll = Poll.objects.select_for_update().filter(item_id=item.id).first()
    if poll is None:
        raise Item.DoesNotExist
    if logic.is_over(poll, at):
        raise PollIsOver
    chosen = set(option_ids)
    known = set(PollOption.objects.filter(poll=poll, id__in=chosen).values_list("id", flat=True))
    if not chosen or chosen != known or (len(chosen) > 1 and not poll.allows_several):
        raise WrongChoice
    try:
        with transaction.atomic():
            Ballot.objects.create(poll=poll, person_id=viewer.person_id)
    except IntegrityError:
        raise AlreadyVoted from None
    PollOption.objects.filter(id__in=chosen).update(vote_count=F("vote_count") + 1)
    Poll.objects.filter(pk=poll.pk).update(ballot_count=F("ballot_count") + 1)
    content.touch(item_id=item.id)
    return item


@transaction.atomic
def end_poll(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will close a poll now, for good; its author and moderators may. Raises NotAllowed or PollIsOver."""
    item = contents.visible_item(viewer, item_id, kind="note")
    is_mine = voices.is_mine(viewer, item)
    if viewer.is_guest or not (is_mine or may_moderate(viewer, item)):
        raise NotAllowed
    poll = Poll.objects.select_for_update().filter(item_id=item.id).first()
    if poll is None:
        raise Item.DoesNotExist
    if logic.is_over(poll, at):
        raise PollIsOver
    poll.closes_at = at
    poll.save(update_fields=["closes_at"])
    content.touch(item_id=item.id)
    by = {"alias": item.alias_id} if is_mine and item.alias_id else {"actor": viewer.person_id}
    outbox.record("notes.poll.ended", at=at, item=item.id, root=item.id, space=item.space_id, **by)
    return item


@transaction.atomic
def keep_preview(*, item_id: int, url: str, preview: Preview | None, image_id: int | None, at: datetime) -> None:
    """This will show what a note's link leads to, or nothing any more when there is no preview. For jobs."""
    if preview is None:
        changed, _ = LinkPreview.objects.filter(item_id=item_id).delete()
    else:
        facts = {
            "url": url, "title": preview.title, "description": preview.description, "site": preview.site,
            "image_id": image_id, "fetched_at": at,
        }  # fmt: skip
        LinkPreview.objects.update_or_create(item_id=item_id, defaults=facts)
        changed = 1
    if changed:
        content.touch(item_id=item_id)
