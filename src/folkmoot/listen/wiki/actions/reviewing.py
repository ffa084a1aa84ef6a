"""Approving what others wrote, and looking again at what has stood for a while."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from folkmoot.base import outbox
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import Page
from ..refusals import NotYourReview
from .holding import Held, hold, note
from .writing import place_new, place_of


@transaction.atomic
def approve(*, viewer: Viewer, proposal_id: int, expected_version: int, answer: str = "", at: datetime) -> Item:
    """This will bring a proposed text into force: a new page in its place, or a change. Never one's own.

    The page counts as reviewed from now. Raises FourEyes, TextHasMoved, WrongState, NotAllowed.
    """
    proposal = _of_a_page(viewer, proposal_id)
    is_new = proposal.item_id is None
    item = content.approve_proposal(
        viewer=viewer, proposal_id=proposal_id, expected_version=expected_version, answer=answer, at=at
    )
    if is_new:
        parent_id, is_template = place_of(proposal.how)
        place_new(item, parent_id, is_template=is_template)
    version = contents.text_version(item)
    page = Page.objects.select_for_update(no_key=True).get(pk=item.id)
    Page.objects.filter(pk=item.id).update(
        approved_at=at, approved_by_id=viewer.person_id, approved_version=version,
        reviewed_at=at, reviewed_by_id=viewer.person_id, review_due_on=logic.due_on(at, page.review_days),
        outdated_at=None, outdated_by=None, outdated_why="",
    )  # fmt: skip
    content.touch(item_id=item.id)
    note(
        "wiki.page.approved", viewer, item, at, person=proposal.by_id, proposal=proposal_id, version=version,
        is_new=is_new,
    )  # fmt: skip
    return item


@transaction.atomic
def send_back(*, viewer: Viewer, proposal_id: int, answer: str, at: datetime) -> Proposal:
    """This will return a proposed text to its writer with words about what is missing; raises TextIsEmpty."""
    _of_a_page(viewer, proposal_id)
    proposal = content.return_proposal(viewer=viewer, proposal_id=proposal_id, answer=answer, at=at)
    if proposal.item is not None:
        note("wiki.page.returned", viewer, proposal.item, at, person=proposal.by_id, proposal=proposal_id)
    return proposal


def _of_a_page(viewer: Viewer, proposal_id: int) -> Proposal:
    proposal = contents.visible_proposal(viewer, proposal_id)
    if proposal.kind != "page":
        raise Proposal.DoesNotExist
    return proposal


@transaction.atomic
def review(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will note that somebody who answers for a page has looked at it and finds it right."""
    held = _hold_to_keep(viewer, item_id)
    page = held.page
    due = logic.due_on(at, page.review_days)
    Page.objects.filter(pk=item_id).update(
        reviewed_at=at, reviewed_by_id=viewer.person_id, review_due_on=due,
        outdated_at=None, outdated_by=None, outdated_why="",
    )  # fmt: skip
    content.touch(item_id=item_id)
    next_on = due.isoformat() if due is not None else None
    note("wiki.page.reviewed", viewer, held.item, at, person=page.owner_id, next_on=next_on)
    return held.item


@transaction.atomic
def set_review(*, viewer: Viewer, item_id: int, days: int | None, at: datetime) -> Item:
    """This will say how often a page is looked at again (None: never), counted from when it last was."""
    held = _hold_to_keep(viewer, item_id)
    if days is not None and not 1 <= days <= 3660:
        raise WrongState
    page = held.page
    since = page.reviewed_at or held.item.edited_at or held.item.published_at or at
    due = logic.due_on(since, days)
    Page.objects.filter(pk=item_id).update(review_days=days, reviewed_at=since if days else page.reviewed_at,
                                           review_due_on=due)  # fmt: skip
    content.touch(item_id=item_id)
    return held.item


@transaction.atomic
def mark_outdated(*, viewer: Viewer, item_id: int, why: str = "", at: datetime) -> Item:
    """This will tell readers and the person who answers for it that a page is no longer right; by anybody who may
    post in its space."""
    held = hold(viewer, item_id)
    if not policy.may_propose(viewer, held.item, held.facts):
        raise NotAllowed
    if held.page.outdated_at is None:
        Page.objects.filter(pk=item_id).update(
            outdated_at=at, outdated_by_id=viewer.person_id, outdated_why=" ".join(why.split())[:300]
        )
        content.touch(item_id=item_id)
        note("wiki.page.marked_outdated", viewer, held.item, at, person=held.page.owner_id)
    return held.item


@transaction.atomic
def mark_current(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take that mark away; by whoever answers for the page or may change it."""
    held = hold(viewer, item_id)
    is_keeper = policy.may_keep(viewer, held.item, held.facts)
    if not (is_keeper or policy.may_change(viewer, held.item, held.facts)):
        raise NotYourReview
    if held.page.outdated_at is not None:
        Page.objects.filter(pk=item_id).update(outdated_at=None, outdated_by=None, outdated_why="")
        content.touch(item_id=item_id)
        note("wiki.page.marked_current", viewer, held.item, at, person=held.page.owner_id)
    return held.item


@transaction.atomic
def send_reminders(*, at: datetime, limit: int = 200) -> int:
    """This will remind those who answer for pages whose time has come, once for each due day; how many."""
    due = Page.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).filter(
        Q(reminded_for__isnull=True) | ~Q(reminded_for=F("review_due_on")),
        review_due_on__lte=at.date(), is_template=False, item__state="published",
    )  # fmt: skip
    pages = list(due.order_by("review_due_on", "pk")[:limit])
    for page in pages:
        assert page.review_due_on is not None
        outbox.record(
            "wiki.page.review_due", at=at, item=page.pk, root=page.pk, person=page.owner_id, space=page.space_id,
            data={"kind": "page", "due_on": page.review_due_on.isoformat()},
        )  # fmt: skip
        Page.objects.filter(pk=page.pk).update(reminded_for=page.review_due_on)
    return len(pages)


def _hold_to_keep(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not policy.may_keep(viewer, held.item, held.facts):
        raise NotYourReview
    return held
