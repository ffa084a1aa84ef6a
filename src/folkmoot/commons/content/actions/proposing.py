"""Texts that wait for a second pair of eyes: proposed, approved or sent back, and only then in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from folkmoot.base import outbox
from folkmoot.base.letters import at_most
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

from .. import kinds, merging, policy, queries, texts, voices
from ..models import PROPOSAL_LIFE, Item, Proposal
from ..refusals import (
    ConflictsRemain,
    FourEyes,
    NotAllowed,
    SignInFirst,
    TextHasMoved,
    TextIsEmpty,
    TextIsTooLong,
    WrongState,
)
from .editing import EditConflict, Wanted, write
from .holding import Held, hold
from .publishing import check_title, publish

MOST_OPEN, MOST_ANSWER = 200, 1000


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody proposes: the whole text, not only what is new in it."""

    title: str
    body: str
    tags: Sequence[str] = ()
    comment: str = ""
    is_minor: bool = False
    how: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def propose(
    *, viewer: Viewer, text: Text, item_id: int | None = None, kind: str = "", space_id: int | None = None,
    base_version: int = 0, as_draft: bool = False, tell_ids: Sequence[int] = (), at: datetime,
) -> Proposal:  # fmt: skip
    """This will keep a new text of an item (or of a new one of `kind` in a space) until somebody approves it.

    By whoever may take part there. Without `as_draft` those who may approve are asked, `tell_ids` too. Raises
    NotAllowed, ItemIsLocked, SpaceIsArchived, TextIsEmpty, TextIsTooLong, WrongTags, ConflictsRemain.
    """
    if viewer.is_guest or viewer.person_id is None:
        raise SignInFirst
    item = _item_to_propose_for(viewer, item_id) if item_id is not None else None
    if item is None:
        space = Space.objects.filter(id=space_id).first()
        if space is None:
            raise NotAllowed
        policy.check_may_publish(viewer, kinds.kind("comment"), space)
    mine = Proposal.objects.filter(by_id=viewer.person_id, state__in=["draft", "asked", "returned"])
    if mine.count() >= MOST_OPEN:
        raise WrongState
    proposal = Proposal(
        item=item, kind=item.kind if item is not None else kind, by_id=viewer.person_id,
        space_id=item.space_id if item is not None else space_id, base_version=base_version, made_at=at,
        writer_ids=[viewer.person_id],
    )  # fmt: skip
    _set_text(proposal, text, is_draft=as_draft)
    proposal.save(force_insert=True)
    if not as_draft:
        _ask(viewer, proposal, tell_ids, at)
    return proposal


@transaction.atomic
def change_proposal(
    *, viewer: Viewer, proposal_id: int, text: Text, expected_version: int, base_version: int | None = None,
    ask: bool = False, tell_ids: Sequence[int] = (), at: datetime,
) -> Proposal:  # fmt: skip
    """This will change a proposed text, and with `ask` (again) ask for approval. Whoever writes in it cannot
    approve it. Raises WrongState when it is decided or was changed by somebody else in between."""
    proposal = hold_proposal(viewer, proposal_id)
    if not may_write_in(viewer, proposal):
        raise NotAllowed
    if proposal.state not in ("draft", "asked", "returned") or proposal.version != expected_version:
        raise WrongState
    _set_text(proposal, text, is_draft=proposal.state == "draft" and not ask)
    proposal.version += 1
    if base_version is not None:
        proposal.base_version = base_version
    if viewer.person_id is not None and viewer.person_id not in proposal.writer_ids:
        proposal.writer_ids = [*proposal.writer_ids, viewer.person_id]
    proposal.save()
    if ask and proposal.state != "asked":
        _ask(viewer, proposal, tell_ids, at)
    return proposal


@transaction.atomic
def approve_proposal(
    *, viewer: Viewer, proposal_id: int, expected_version: int, answer: str = "", at: datetime
) -> Item:
    """This will bring a proposed text into force, in its writer's name; changes made meanwhile are kept.

    Raises FourEyes for whoever wrote in it, TextHasMoved when the same place was changed since, WrongState when
    it was changed since it was read, TextIsTooLong for the answer.
    """
    proposal = _hold_to_decide(viewer, proposal_id)
    if proposal.version != expected_version:
        raise WrongState
    writer = viewer_of(proposal.by_id)
    if proposal.item_id is None:
        if writer.is_guest:
            raise WrongState
        item = publish(
            viewer=writer, kind=proposal.kind, title=proposal.title, body=proposal.body, tags=proposal.tags,
            space_id=proposal.space_id, is_approved=True, at=at,
        )  # fmt: skip
        proposal.item = item
    else:
        held = hold(viewer, proposal.item_id)
        held = Held(held.item, held.root, voices.is_mine(writer, held.item))
        try:
            item = write(
                viewer=writer, held=held, wanted=Wanted(proposal.title, proposal.body, proposal.tags),
                comment=proposal.comment, expected_version=proposal.base_version, merge=True,
                is_minor=proposal.is_minor, news={"proposal": proposal.id}, at=at,
            )  # fmt: skip
        except EditConflict as conflict:
            raise TextHasMoved from conflict
    _decide(viewer, proposal, "approved", answer, at)
    return item


@transaction.atomic
def return_proposal(*, viewer: Viewer, proposal_id: int, answer: str, at: datetime) -> Proposal:
    """This will send a proposed text back to its writer, with words about what is missing; raises TextIsEmpty,
    TextIsTooLong."""
    proposal = _hold_to_decide(viewer, proposal_id)
    if not answer.strip():
        raise TextIsEmpty
    _decide(viewer, proposal, "returned", answer, at)
    return proposal


@transaction.atomic
def withdraw_proposal(*, viewer: Viewer, proposal_id: int, at: datetime) -> Proposal:
    """This will let its writer take a proposal back."""
    proposal = hold_proposal(viewer, proposal_id)
    if proposal.by_id != viewer.person_id:
        raise NotAllowed
    if not PROPOSAL_LIFE.may_move(proposal.state, "withdrawn"):
        raise WrongState
    proposal.state = "withdrawn"
    proposal.save(update_fields=["state"])
    _tell("content.proposal.withdrawn", viewer, proposal, at)
    return proposal


def may_write_in(viewer: Viewer, proposal: Proposal) -> bool:
    """Its writer; and whoever may change the item (or begin one there) joins in the writing."""
    if viewer.is_guest:
        return False
    return viewer.person_id in proposal.writer_ids


def hold_proposal(viewer: Viewer, proposal_id: int) -> Proposal:
    """This will lock a proposal that the viewer may see; raises Proposal.DoesNotExist."""
    queries.visible_proposal(viewer, proposal_id)
    return Proposal.objects.select_for_update(no_key=True).get(id=proposal_id)


def _hold_to_decide(viewer: Viewer, proposal_id: int) -> Proposal:
    proposal = hold_proposal(viewer, proposal_id)
    if viewer.person_id in proposal.writer_ids or viewer.person_id == proposal.by_id:
        raise FourEyes
    if not queries.may_decide(viewer, proposal):
        raise NotAllowed
    if proposal.state != "asked":
        raise WrongState
    return proposal


def _decide(viewer: Viewer, proposal: Proposal, state: str, answer: str, at: datetime) -> None:
    answer = at_most(MOST_ANSWER, answer, TextIsTooLong)
    proposal.state, proposal.decided_at, proposal.answer = state, at, answer
    proposal.decided_by_id = None if _alias_of(viewer, proposal) else viewer.person_id
    proposal.save()
    if proposal.item_id is not None:
        Item.objects.filter(id=proposal.item_id).update(thread_version=F("thread_version") + 1)
    _tell(f"content.proposal.{state}", viewer, proposal, at)


def _ask(viewer: Viewer, proposal: Proposal, tell_ids: Sequence[int], at: datetime) -> None:
    PROPOSAL_LIFE.check(proposal.state, "asked")
    proposal.state, proposal.asked_at, proposal.decided_at, proposal.decided_by = "asked", at, None, None
    proposal.save()
    _tell("content.proposal.asked", viewer, proposal, at, people=list(tell_ids))


def _item_to_propose_for(viewer: Viewer, item_id: int) -> Item:
    item = queries.visible_item(viewer, item_id)
    if item.root_id is not None or not item.is_published:
        raise WrongState
    policy.check_may_reply(viewer, kinds.kind("comment"), item, item, item.space)
    return item


def _set_text(proposal: Proposal, text: Text, *, is_draft: bool) -> None:
    """This will check a text as publishing it would, so that approving it cannot fail for such a reason."""
    if merging.has_marks(text.body):
        raise ConflictsRemain
    has_title = kinds.kind(proposal.kind).has_title
    proposal.title = check_title(text.title, is_needed=has_title and not is_draft)
    if not (text.body.strip() or proposal.title):
        raise TextIsEmpty
    texts.read(text.body, audience=3, space_id=proposal.space_id)
    proposal.body = text.body.replace("\x00", "")
    proposal.tags = texts.clean_tag_names(text.tags)
    proposal.comment, proposal.is_minor = text.comment[:200], text.is_minor
    proposal.how = dict(text.how)


def _alias_of(viewer: Viewer, proposal: Proposal) -> int | None:
    """The name under which the author of an item decides, where they wrote it under another than their own."""
    item = proposal.item
    return item.alias_id if item is not None and item.alias_id and voices.is_mine(viewer, item) else None


def _tell(name: str, viewer: Viewer, proposal: Proposal, at: datetime, **data: Any) -> None:
    alias = _alias_of(viewer, proposal)
    outbox.record(
        name, at=at, actor=None if alias else viewer.person_id, alias=alias, item=proposal.item_id,
        root=proposal.item_id, person=proposal.by_id, space=proposal.space_id,
        data={"proposal": proposal.id, "kind": proposal.kind, **data},
    )  # fmt: skip
