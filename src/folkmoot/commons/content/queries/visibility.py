"""The one condition: who sees which item."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from folkmoot.base.web.statements import AnyOf, Given, Statement
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Membership
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy, voices
from ..models import Item


def visible_items(viewer: Viewer) -> QuerySet[Item]:
    """Every published item (replies too) that the viewer may read. All lists, counts and searches start here.

    An alias is never hidden by muting or blocking a person: that would tell who is behind it.
    """
    audience = Q(audience__lte=viewer.clearance)
    if viewer.space_ids:
        audience |= Q(space_id__in=viewer.space_ids)
    items = Item.objects.filter(audience, state="published")
    if viewer.hidden_person_ids:
        items = items.filter(Q(author_id__isnull=True) | ~Q(author_id__in=viewer.hidden_person_ids))
    return items


def visible_items_given() -> QuerySet[Item]:
    """The same for a `Statement`, which is asked with `visible_values(viewer)`."""
    audience = Q(audience__lte=Given("clearance")) | Q(space_id=AnyOf("spaces"))
    known = Q(author_id__isnull=True) | ~Q(author_id=AnyOf("hidden"))
    return Item.objects.filter(audience, known, state="published")


# The same for statements written by hand, about items `i`; the values are those of `visible_values`.
VISIBLE = """i.state = 'published' AND (i.audience <= %(clearance)s OR i.space_id = ANY(%(spaces)s))
    AND (i.author_id IS NULL OR NOT i.author_id = ANY(%(hidden)s))"""


def visible_values(viewer: Viewer) -> dict[str, Any]:
    return {
        "clearance": viewer.clearance,
        "spaces": list(viewer.space_ids),
        "hidden": list(viewer.hidden_person_ids),
    }


_ITEM: Statement[Item] = Statement(
    lambda: Item.objects.filter(id=Given("item")).select_related("author", "alias", "space")
)


def visible_item(viewer: Viewer, item_id: int, kind: str | None = None) -> Item:
    """One item to show on its page; raises Item.DoesNotExist when it is hidden from the viewer, or is none.

    Besides what everybody in its audience sees: authors their own in any state, moderators what was taken away.
    """
    item = _ITEM.first({"item": item_id})
    if item is None or kind not in (None, item.kind):
        raise Item.DoesNotExist
    if policy.may_read(viewer, item):
        return item
    if voices.is_mine(viewer, item):
        return item
    if policy.may_moderate(viewer, item) and item.state in ("hidden", "deleted"):
        return item
    raise Item.DoesNotExist


def edited_by(viewer: Viewer, items: Sequence[Item]) -> set[int]:
    """Those of the items whose text the viewer may change because the room of their kind says so."""
    found: set[int] = set()
    for name in {item.kind for item in items} if not viewer.is_guest else ():
        if (editors := kinds.kind(name).editors) is not None:
            found |= editors(viewer, [item for item in items if item.kind == name])
    return found


# The same for whoever is about to change it.
findable_item = visible_item


def audience_for_system(item: Item) -> QuerySet[Person]:
    """The active people who may read a published item, as delivery (feed, mail) must ask. No distances."""
    people = Person.objects.filter(is_active=True, is_approved=True)
    if item.state != "published":
        return people.none()
    if item.audience < Audience.EMPLOYEES:
        return people
    member = Exists(Membership.objects.filter(space_id=item.space_id, is_asked=False, person=OuterRef("pk")))
    return people.filter(Q(is_employee=True) | member if item.audience == Audience.EMPLOYEES else member)


def in_audience_for_system(item: Item, person_ids: list[int]) -> set[int]:
    """Which of these people are among `audience_for_system`."""
    if not person_ids:
        return set()
    return set(audience_for_system(item).filter(id__in=person_ids).values_list("id", flat=True))


def authors_of_visible_items(viewer: Viewer) -> Q:
    """For people's `acquaintance`: those under whose name the viewer may read something."""
    return Q(Exists(visible_items(viewer).filter(author=OuterRef("pk"))))
