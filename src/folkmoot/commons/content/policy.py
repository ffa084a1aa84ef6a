"""Who may do what with an item: pure predicates over what is loaded."""

from datetime import datetime
from typing import Any

from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .kinds import Kind, extra_of
from .kinds import kind as kind_of
from .models import Item
from .refusals import (
    AudienceIsTooWide,
    ItemIsLocked,
    JoinFirst,
    NotAllowed,
    SignInFirst,
    SpaceIsArchived,
    ToolIsOff,
    VoiceIsOff,
)


def may_read(viewer: Viewer, item: Item, *, is_mine: bool = False) -> bool:
    """The one visibility rule, for a loaded item; `queries.visible_items` is the same as a condition."""
    if is_mine:
        return True
    if item.author_id is not None and item.author_id in viewer.hidden_person_ids:
        return False
    return item.state == "published" and (item.audience <= viewer.clearance or item.space_id in viewer.space_ids)


def may_moderate(viewer: Viewer, item: Item) -> bool:
    """Moderators of its space; for an item in no space, the site's administrators; and who earned it."""
    if is_entrusted(viewer, item, "moderate"):
        return True
    if item.space_id is None:
        return viewer.is_admin
    return item.space_id in viewer.moderated_space_ids


def is_entrusted(viewer: Viewer, item: Item, right: str) -> bool:
    """Whether the viewer has earned this right, which reaches as far as the whole house: what only the members of a
    space read, or what was taken away, stays with those who look after the space."""
    return right in viewer.rights and item.state == "published" and item.audience <= Audience.EMPLOYEES


def may_see_space(viewer: Viewer, space: Space) -> bool:
    return space.audience <= viewer.clearance or space.id in viewer.space_ids


def check_may_publish(
    viewer: Viewer, kind: Kind, space: Space | None, *, is_approved: bool = False, by_room: bool = True
) -> None:
    """Raise the reason why `viewer` may not publish a `kind` there; `by_room` False: through a door for all kinds."""
    if viewer.is_guest:
        raise SignInFirst
    if kind.has_own_door and not by_room:
        raise NotAllowed
    if kind.may_write is not None and not is_approved and not kind.may_write(viewer, space):
        raise NotAllowed
    if space is None:
        return
    if not may_see_space(viewer, space):
        raise NotAllowed
    if space.archived_at is not None:
        raise SpaceIsArchived
    if space.only_members_post and space.id not in viewer.space_ids:
        raise JoinFirst
    if space.tools and not kind.is_reply and kind.name not in space.tools:
        raise ToolIsOff


def check_may_reply(viewer: Viewer, kind: Kind, root: Item, parent: Item, space: Space | None) -> None:
    """Raise the reason why `viewer` may not reply there."""
    if kind.name == "comment" and not parent_kind_allows(parent):
        raise NotAllowed
    check_may_publish(viewer, kind, space)
    if root.locked_at is not None and not may_moderate(viewer, root):
        raise ItemIsLocked


def parent_kind_allows(parent: Item) -> bool:
    return kind_of(parent.kind).may_be_commented


def audience_for(viewer: Viewer, space: Space | None, wanted: int | None) -> int:
    """The audience an item gets: the space's own unless a smaller one is wanted; never a wider one."""
    if space is not None:
        if wanted is None:
            return int(space.audience)
        if wanted < space.audience:
            raise AudienceIsTooWide
        return int(wanted)
    if wanted is None:
        return min(viewer.clearance, int(Audience.EMPLOYEES))
    if wanted == Audience.MEMBERS or wanted > viewer.clearance:
        # Nobody publishes to a room they cannot look into.
        raise NotAllowed
    return int(wanted)


def check_voice(viewer: Viewer, space: Space | None, voice: str) -> None:
    if voice == "name":
        return
    if space is None or voice not in space.voices or space.id not in viewer.space_ids:
        raise VoiceIsOff


_ASK: Any = object()


def may_edit(viewer: Viewer, item: Item, *, is_mine: bool, is_editor: bool = False, extra: Any = _ASK) -> bool:
    """Authors their own, as long as no moderator took it away; moderators what stands in their space; and whom the
    room of its kind calls an editor, while it is published.

    A kind may have a rule of its own instead, which looks at what its room keeps (`extra`, asked for when not given).
    """
    if viewer.is_guest:
        return False
    if (rule := kind_of(item.kind).may_edit) is not None:
        return rule(viewer, item, is_mine, extra_of(item) if extra is _ASK else extra)
    if is_editor and item.state == "published":
        return True
    if may_moderate(viewer, item) and item.state in ("published", "hidden"):
        return True
    if is_entrusted(viewer, item, "edit"):
        return True
    return is_mine and item.state in ("draft", "scheduled", "published", "unpublished")


def may_retag(viewer: Viewer, item: Item) -> bool:
    """Who has earned to put the tags of others in order, besides those who may edit."""
    is_usual = item.root_id is None and kind_of(item.kind).may_edit is None
    return is_usual and is_entrusted(viewer, item, "retag")


def may_delete(viewer: Viewer, item: Item, *, is_mine: bool) -> bool:
    if viewer.is_guest or item.state == "deleted":
        return False
    return may_moderate(viewer, item) or (is_mine and item.state != "hidden")


def may_undelete(viewer: Viewer, item: Item, *, is_mine: bool) -> bool:
    if viewer.is_guest or item.state != "deleted":
        return False
    return may_moderate(viewer, item) or (is_mine and not item.deleted_by_moderator)


def may_reply(viewer: Viewer, item: Item, root: Item) -> bool:
    """For showing the form; `check_may_reply` knows the space too."""
    if viewer.is_guest or item.state != "published":
        return False
    return root.locked_at is None or may_moderate(viewer, root)


def may_resolve(viewer: Viewer, item: Item, *, is_mine: bool) -> bool:
    if viewer.is_guest:
        return False
    return is_mine or may_moderate(viewer, item) or is_entrusted(viewer, item, "close")


def may_share_to(shared: Item, space_id: int | None, audience: int) -> bool:
    """A share never reaches anybody whom the shared item does not."""
    if shared.audience == Audience.MEMBERS:
        return space_id == shared.space_id and audience == Audience.MEMBERS
    return audience >= shared.audience


def is_due(item: Item, at: datetime) -> bool:
    return item.state == "scheduled" and item.publish_at is not None and item.publish_at <= at
