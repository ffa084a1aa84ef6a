"""Comments on a passage of a text, which stay with it while the text changes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from folkmoot.commons.spaces.viewer import Viewer

from .. import passages, policy, queries, voices
from ..models import Item, Remark
from ..passages import Passage
from ..refusals import NotAllowed, PassageIsGone, WrongState
from .holding import Held, change, hold, tell
from .replying import reply

MOST_LOOKED_AT = 500


@transaction.atomic
def remark(
    *, viewer: Viewer, item_id: int, passage: Passage, body: str, voice: str = "name",
    file_ids: Sequence[int] = (), at: datetime,
) -> Item:  # fmt: skip
    """This will comment a passage of an item's text; the comment is one like any other, and knows its passage.

    Raises PassageIsGone when the words are not in the text, and what `reply` does.
    """
    item = queries.visible_item(viewer, item_id)
    if item.root_id is not None:
        raise WrongState
    wanted = passages.clean(passage)
    if passages.locate(passages.words_of(item.html).text, wanted) is None:
        raise PassageIsGone
    comment = reply(
        viewer=viewer, parent_id=item_id, body=body, voice=voice, file_ids=file_ids, at=at, news={"quote": True}
    )
    Remark.objects.create(
        comment=comment, item_id=item_id, quote=wanted.quote, before=wanted.before, after=wanted.after
    )
    return comment


@transaction.atomic
def settle(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will mark a remark as dealt with; by its writer, a moderator, or who may edit the text it is about."""
    held = _hold_remark(viewer, item_id)
    if held.item.resolved_at is not None:
        return held.item
    change(held, resolved_at=at)
    tell("content.item.resolved", held, viewer, at)
    return held.item


@transaction.atomic
def unsettle(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will open a remark again."""
    held = _hold_remark(viewer, item_id)
    if held.item.resolved_at is None:
        return held.item
    change(held, resolved_at=None)
    tell("content.item.reopened", held, viewer, at)
    return held.item


def look_again(item: Item) -> None:
    """This will say of each remark on an item whether its passage is still in the text. Called by every edit."""
    remarks = list(Remark.objects.filter(item_id=item.id).order_by("-comment_id")[:MOST_LOOKED_AT])
    if not remarks:
        return
    text = passages.words_of(item.html).text
    changed = []
    for each in remarks:
        is_orphan = passages.locate(text, Passage(each.quote, each.before, each.after)) is None
        if is_orphan != each.is_orphan:
            each.is_orphan = is_orphan
            changed.append(each)
    Remark.objects.bulk_update(changed, ["is_orphan"])


def _hold_remark(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not Remark.objects.filter(comment_id=item_id).exists():
        raise WrongState
    may_edit_text = policy.may_edit(viewer, held.root, is_mine=voices.is_mine(viewer, held.root))
    if not (may_edit_text or policy.may_resolve(viewer, held.item, is_mine=held.is_mine)):
        raise NotAllowed
    return held
