"""Proposals that wait for somebody, and remarks on passages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from folkmoot.base.web.statements import AnyOf, Statement
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds
from ..logic import DiffLine, diff
from ..models import Item, Proposal, Remark, Revision
from .lists import text_version
from .visibility import visible_items


def proposals(
    viewer: Viewer, *, space_id: int | None = None, state: str = "asked", also: QuerySet[Item, int] | None = None
) -> QuerySet[Proposal]:
    """Proposed texts the viewer may see: their own, and those of spaces where they may decide.

    `also` are the ids of items whose proposals a kind's room lets the viewer decide besides. What is about an item
    is seen only by whoever sees the item.
    """
    if viewer.is_guest:
        return Proposal.objects.none()
    mine = Q(writer_ids__contains=[viewer.person_id])
    where = Q(space_id__in=viewer.moderated_space_ids)
    if also is not None:
        where |= Q(item_id__in=also)
    theirs = where & ~Q(state="draft")
    readable = Q(item__isnull=True) | Q(item__in=visible_items(viewer))
    found = Proposal.objects.filter(mine | theirs).filter(readable)
    if space_id is not None:
        found = found.filter(space_id=space_id)
    if state:
        found = found.filter(state=state)
    return found.select_related("item", "by", "by__picture", "space", "decided_by").order_by("-made_at")


def visible_proposal(viewer: Viewer, proposal_id: int) -> Proposal:
    """One proposal, for its writers and those who may decide; raises Proposal.DoesNotExist."""
    proposal = Proposal.objects.select_related("item", "by", "by__picture", "space", "decided_by").get(id=proposal_id)
    if viewer.is_guest:
        raise Proposal.DoesNotExist
    if proposal.item_id is not None and not visible_items(viewer).filter(id=proposal.item_id).exists():
        raise Proposal.DoesNotExist
    is_writer = viewer.person_id in proposal.writer_ids and _may_still_read(viewer, proposal)
    is_told = kinds.kind(proposal.kind).authors_approve and proposal.item_id is not None
    if not (is_writer or (proposal.state != "draft" and (is_told or may_decide(viewer, proposal)))):
        raise Proposal.DoesNotExist
    return proposal


def proposed_for(item: Item) -> list[Proposal]:
    """What was proposed for a (visible) item whose authors approve, the newest first, at most 50."""
    found = Proposal.objects.filter(item_id=item.id).exclude(state="draft")
    return list(found.select_related("by", "by__picture", "decided_by").order_by("-made_at", "-id")[:50])


@dataclass(frozen=True, slots=True)
class Compared:
    """What a proposal changes: in the text as it is now, or, once it is decided, in the one it began with."""

    title: list[DiffLine]
    body: list[DiffLine]
    has_moved: bool


def compared(proposal: Proposal) -> Compared:
    """A (visible) proposal beside the text of its item; nothing for a new one."""
    item = proposal.item
    if item is None:
        return Compared([], [], has_moved=False)
    has_moved, before = text_version(item) != proposal.base_version, (item.title, item.body)
    if proposal.state in ("approved", "withdrawn") and has_moved:
        began = Revision.objects.filter(item_id=item.id, number=proposal.base_version).values_list("title", "body")
        before, has_moved = began.first() or before, False
    return Compared(
        diff(before[0], proposal.title) if before[0] != proposal.title else [],
        diff(before[1], proposal.body) if before[1] != proposal.body else [],
        has_moved,
    )


def may_decide(viewer: Viewer, proposal: Proposal) -> bool:
    """Moderators of its space, and whom the kind's room names; that it is not their own is asked elsewhere."""
    if viewer.is_guest:
        return False
    kind = kinds.kind(proposal.kind)
    is_keeper = viewer.is_admin if proposal.space_id is None else proposal.space_id in viewer.moderated_space_ids
    if is_keeper and not kind.authors_approve:
        return True
    return kind.may_approve is not None and kind.may_approve(viewer, proposal.item, proposal.space)


def _may_still_read(viewer: Viewer, proposal: Proposal) -> bool:
    space: Space | None = proposal.space
    return space is None or space.audience <= viewer.clearance or space.id in viewer.space_ids


@dataclass(frozen=True, slots=True)
class OnPassage:
    """What a comment's card says of the passage it is about."""

    quote: str
    is_orphan: bool


def passages_of(items: Sequence[Item]) -> dict[int, OnPassage]:
    """The passages of those comments that are about one, one query."""
    found = _PASSAGES.rows({"comments": [item.id for item in items]})
    return {comment_id: OnPassage(quote, is_orphan) for comment_id, quote, is_orphan in found}


_PASSAGES: Statement[tuple[int, str, bool]] = Statement(
    lambda: Remark.objects.filter(comment_id=AnyOf("comments")).values_list("comment_id", "quote", "is_orphan")
)


def remarks(viewer: Viewer, item: Item) -> list[Remark]:
    """The remarks on a (visible) item's text that the viewer may read, the oldest first, at most 500."""
    seen = visible_items(viewer).filter(root_id=item.id)
    found = Remark.objects.filter(item_id=item.id, comment__in=seen).select_related("comment")
    return list(found.order_by("comment_id")[:500])


def writers_for_system(item_id: int) -> list[int]:
    """Everybody who has written in an item's text under their name: its author, its editors, and the writers of what
    was approved into it. For rooms that ask for a second pair of eyes, or give credit."""
    author = Item.objects.filter(id=item_id).values_list("author_id", flat=True)
    editors = Revision.objects.filter(item_id=item_id).order_by("number").values_list("editor_id", flat=True)
    approved = Proposal.objects.filter(item_id=item_id, state="approved").order_by("decided_at")
    proposed = [pk for writers in approved.values_list("writer_ids", flat=True) for pk in writers]
    return list(dict.fromkeys(pk for pk in (*author, *editors, *proposed) if pk is not None))
