"""Who may do what with pages: pure predicates over what is loaded."""

from dataclasses import dataclass
from datetime import date, datetime

from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.policy import may_post
from folkmoot.commons.spaces.viewer import Viewer

from .models import Wiki


@dataclass(frozen=True, slots=True)
class Facts:
    """What the room keeps of a page besides the item, with the rules of its space."""

    name: str
    space: Space
    who_edits: str
    needs_approval: bool
    is_protected: bool
    is_template: bool
    owner_id: int | None
    owner_name: str
    review_due_on: date | None
    is_outdated: bool
    approved_at: datetime | None
    reviewed_at: datetime | None

    def __repr__(self) -> str:
        # Part of the key of what is drawn: without the space, whose version is in the key already.
        return f"{self.name}:{self.is_protected}:{self.owner_name}:{self.review_due_on}:{self.is_outdated}"


def may_take_part(viewer: Viewer, space: Space, who_edits: str) -> bool:
    """Whether somebody is among those who write the pages of a space."""
    if viewer.is_guest or space.archived_at is not None:
        return False
    if who_edits == Wiki.WhoEdits.MODERATORS:
        return space.pk in viewer.moderated_space_ids
    if who_edits == Wiki.WhoEdits.POSTERS:
        return may_post(viewer, space)
    return space.pk in viewer.space_ids


def may_change(viewer: Viewer, item: Item, facts: Facts | None, *, is_mine: bool = False) -> bool:
    """Change the text, at once or by a proposal."""
    if viewer.is_guest:
        return False
    if item.state != "published":
        return is_mine and item.state in ("draft", "scheduled", "unpublished")
    if facts is None:
        return is_mine or may_moderate(viewer, item)
    if facts.is_protected:
        return facts.space.archived_at is None and may_moderate(viewer, item)
    return may_take_part(viewer, facts.space, facts.who_edits)


def may_edit(viewer: Viewer, item: Item, is_mine: bool, facts: Facts | None) -> bool:
    """The kind's rule for the commons: change the text at once."""
    needs_approval = facts is not None and facts.needs_approval and item.state == "published"
    if item.state == "hidden":
        return may_moderate(viewer, item)
    return not needs_approval and may_change(viewer, item, facts, is_mine=is_mine)


def may_propose(viewer: Viewer, item: Item, facts: Facts | None) -> bool:
    """Suggest a change to a page that one may not change: whoever may post in its space."""
    return facts is not None and item.state == "published" and may_post(viewer, facts.space)


def may_keep(viewer: Viewer, item: Item, facts: Facts | None) -> bool:
    """Say who answers for a page and when it is looked at again: that person, and moderators."""
    if viewer.is_guest:
        return False
    is_owner = facts is not None and facts.owner_id is not None and facts.owner_id == viewer.person_id
    return is_owner or may_moderate(viewer, item)


def may_rule(viewer: Viewer, space: Space) -> bool:
    """Change how the wiki of a space is kept."""
    return space.pk in viewer.moderated_space_ids
