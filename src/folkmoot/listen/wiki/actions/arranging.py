"""Where pages stand, who may change them, and who answers for them."""

from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.queries import person_named
from folkmoot.commons.spaces.models import Membership, Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import Page, Wiki
from ..queries.pages import ids_above
from ..refusals import PageIsProtected, TreeIsTooDeep, WrongOwner, WrongPlace
from .holding import Held, hold, hold_tree, note
from .writing import last_position


@transaction.atomic
def move(
    *, viewer: Viewer, item_id: int, parent_id: int | None, after_id: int | None = None, is_first: bool = False,
    at: datetime,
) -> Item:  # fmt: skip
    """This will put a page, with everything below it, below another page (None: on top): after one of its new
    siblings, as the first, or as the last. Its address stays.

    By those who may change it. Raises WrongPlace (below itself, in another tree), TreeIsTooDeep, PageIsProtected.
    """
    held = _hold_to_change(viewer, item_id)
    page, space = held.page, held.page.space
    hold_tree(space)
    page.refresh_from_db(fields=["parent", "position"])
    _check_parent(viewer, page, parent_id)
    before, position = page.parent_id, _position(viewer, page, parent_id, after_id, is_first=is_first)
    Page.objects.filter(pk=page.pk).update(parent_id=parent_id, position=position)
    content.touch(item_id=item_id, thread_only=True)
    note(
        "wiki.page.moved", viewer, held.item, at, person=held.item.author_id, from_parent=before, to_parent=parent_id,
        from_space=space.pk, to_space=space.pk,
    )  # fmt: skip
    return held.item


def _hold_to_change(viewer: Viewer, item_id: int) -> Held:
    held = hold(viewer, item_id)
    if not policy.may_change(viewer, held.item, held.facts):
        raise PageIsProtected if held.page.is_protected else NotAllowed
    return held


def _check_parent(viewer: Viewer, page: Page, parent_id: int | None) -> None:
    if parent_id is None:
        return
    is_there = Page.objects.filter(
        pk=parent_id, space_id=page.space_id, is_template=False, item__in=visible_items(viewer)
    ).exists()
    above = [parent_id, *ids_above(parent_id)]
    if not is_there or logic.is_below(above, page.pk):
        raise WrongPlace
    if len(above) + _height(page.pk) > logic.MAX_DEPTH:
        raise TreeIsTooDeep


def _height(page_id: int) -> int:
    """How many levels a page and what is below it take."""
    level, height = [page_id], 0
    while level and height <= logic.MAX_DEPTH:
        height += 1
        level = list(Page.objects.filter(parent_id__in=level).values_list("pk", flat=True))
    return height


def _position(viewer: Viewer, page: Page, parent_id: int | None, after_id: int | None, *, is_first: bool) -> int:
    siblings = Page.objects.filter(space_id=page.space_id, parent_id=parent_id).exclude(pk=page.pk)
    if after_id is None and not is_first:
        return last_position(page.space_id, parent_id) + logic.GAP
    before = None
    if after_id is not None:
        # A sibling may stand below a hidden page and look as if it stood here: then at the end.
        before = siblings.filter(pk=after_id).values_list("position", flat=True).first()
        if before is None:
            return last_position(page.space_id, parent_id) + logic.GAP
    later = siblings.filter(position__gt=before) if before is not None else siblings
    after = later.order_by("position").values_list("position", flat=True).first()
    found = logic.position_between(before, after)
    if found is None:
        _spread(page.space_id, parent_id)
        return _position(viewer, page, parent_id, after_id, is_first=is_first)
    return found


def _spread(space_id: int, parent_id: int | None) -> None:
    """This will make room between siblings again; the tree is held."""
    rows = list(Page.objects.filter(space_id=space_id, parent_id=parent_id).order_by("position", "pk"))
    for number, row in enumerate(rows, start=1):
        row.position = number * logic.GAP
    Page.objects.bulk_update(rows, ["position"], batch_size=500)


@transaction.atomic
def protect(*, viewer: Viewer, item_id: int, is_protected: bool, at: datetime) -> Item:
    """This will let only owners and moderators of the space change a page, or everybody again; by them."""
    held = hold(viewer, item_id)
    if not policy.may_rule(viewer, held.page.space):
        raise NotAllowed
    if held.page.is_protected != is_protected:
        Page.objects.filter(pk=item_id).update(is_protected=is_protected)
        content.touch(item_id=item_id)
        note("wiki.page.protected" if is_protected else "wiki.page.unprotected", viewer, held.item, at)
    return held.item


@transaction.atomic
def set_template(*, viewer: Viewer, item_id: int, is_template: bool, at: datetime) -> Item:
    """This will have new pages begin with a page's text, instead of showing it in the tree, or the reverse."""
    held = _hold_to_change(viewer, item_id)
    hold_tree(held.page.space)
    Page.objects.filter(parent_id=item_id).update(parent_id=held.page.parent_id)
    position = last_position(held.page.space_id, None) + logic.GAP
    Page.objects.filter(pk=item_id).update(is_template=is_template, parent_id=None, position=position)
    content.touch(item_id=item_id)
    return held.item


@transaction.atomic
def hand_over(*, viewer: Viewer, item_id: int, username: str, at: datetime) -> Item:
    """This will have another member of the space answer for a page ("" for nobody); by who does now, and by
    moderators. Raises WrongOwner, NotAllowed."""
    held = hold(viewer, item_id)
    if not policy.may_keep(viewer, held.item, held.facts):
        raise NotAllowed
    owner = _member(viewer, held.page.space, username) if username else None
    owner_id = owner.pk if owner is not None else None
    if owner_id != held.page.owner_id:
        Page.objects.filter(pk=item_id).update(owner_id=owner_id, reminded_for=None)
        content.touch(item_id=item_id)
        note("wiki.page.handed_over", viewer, held.item, at, person=owner_id)
    return held.item


def _member(viewer: Viewer, space: Space, name: str) -> Person:
    person = person_named(viewer, name)
    inside = Membership.objects.filter(space=space, is_asked=False, person=person)
    if person is None or not person.is_active or not inside.exists():
        raise WrongOwner
    return person


@transaction.atomic
def keep_rules(
    *, viewer: Viewer, space: Space, who_edits: str, needs_approval: bool, review_days: int | None, at: datetime
) -> Wiki:
    """This will say how a space keeps its pages; by its owners and moderators. `review_days` counts for new pages."""
    if not policy.may_rule(viewer, space):
        raise NotAllowed
    wiki = hold_tree(space)
    wiki.who_edits, wiki.needs_approval, wiki.review_days = who_edits, needs_approval, review_days
    wiki.full_clean()
    wiki.save()
    outbox.record(
        "wiki.rules.changed", at=at, actor=viewer.person_id, space=space.pk,
        data={"who_edits": who_edits, "needs_approval": needs_approval, "review_days": review_days},
    )  # fmt: skip
    return wiki
