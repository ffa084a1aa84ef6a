"""Amendments: another text for somebody's idea, proposed with a reason, looked at as a difference, taken or not.

They are proposals as any kind has them (content.proposing); here is what only ideas know of them.
"""

from datetime import datetime

from django.db import transaction

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.actions.editing import tag_names
from folkmoot.commons.content.actions.publishing import check_title
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..refusals import NothingChanged, TooMany
from .holding import check_words, co_author_ids, hold, tell

MOST_OPEN = 5
MOST_WORDS = 200


@transaction.atomic
def propose_amendment(
    *, viewer: Viewer, item_id: int, title: str, body: str, why: str = "", at: datetime
) -> Proposal:
    """This will propose another text for somebody else's idea, under one's name; its authors and owner are asked.

    Raises NotAllowed, NothingChanged, TooMany (five open ones a person), TextIsEmpty, TextIsTooLong.
    """
    held = hold(viewer, item_id)
    if not policy.may_amend(viewer, held.item, held.idea, held.standing):
        raise NotAllowed
    title, body = check_title(title, is_needed=True), body.replace("\r\n", "\n").strip("\n")
    if (title, body) == (held.item.title, held.item.body):
        raise NothingChanged
    if Proposal.objects.filter(item=held.item, by_id=viewer.person_id, state="asked").count() >= MOST_OPEN:
        raise TooMany
    makers = {pk for pk in (*co_author_ids(held.idea), held.idea.owner_id) if pk not in (None, viewer.person_id)}
    return content.propose(
        viewer=viewer, item_id=item_id, base_version=contents.text_version(held.item), tell_ids=list(makers), at=at,
        text=content.Text(title, body, tag_names(held.item), comment=check_words(why, most=MOST_WORDS)),
    )  # fmt: skip


@transaction.atomic
def accept_amendment(*, viewer: Viewer, item_id: int, proposal_id: int, version: int, at: datetime) -> Item:
    """This will bring a proposed text into force with its writer named in the history, and credited.

    By the author, a co-author or the owner. What was changed meanwhile in other places stays. Raises NotAllowed,
    FourEyes, WrongState, TextHasMoved, Proposal.DoesNotExist.
    """
    held = hold(viewer, item_id)
    asked = _of(item_id, proposal_id)
    item = content.approve_proposal(viewer=viewer, proposal_id=proposal_id, expected_version=version, at=at)
    tell("ideas.amendment.accepted", held, at, person=asked.by_id, proposal=proposal_id)
    return item


@transaction.atomic
def decline_amendment(*, viewer: Viewer, item_id: int, proposal_id: int, answer: str, at: datetime) -> Proposal:
    """This will not take a proposed text; its writer hears why. Raises NotAllowed, WrongState, TextIsEmpty,
    TextIsTooLong."""
    hold(viewer, item_id)
    _of(item_id, proposal_id)
    return content.return_proposal(viewer=viewer, proposal_id=proposal_id, answer=answer, at=at)


@transaction.atomic
def withdraw_amendment(*, viewer: Viewer, item_id: int, proposal_id: int, at: datetime) -> Proposal:
    """This will take one's own proposal back. Raises NotAllowed, WrongState."""
    hold(viewer, item_id)
    _of(item_id, proposal_id)
    return content.withdraw_proposal(viewer=viewer, proposal_id=proposal_id, at=at)


def _of(item_id: int, proposal_id: int) -> Proposal:
    return Proposal.objects.get(id=proposal_id, item_id=item_id, kind="idea")
