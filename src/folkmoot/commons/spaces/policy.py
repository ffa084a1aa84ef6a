"""Who may do what with a space: pure predicates over what is loaded.

A space is *known* to those who may learn that it exists, *read* by its audience and its members. A space for
members only is known to employees, who may ask or be invited; people from outside come by invitation. A secret
space is known to its members alone: the site's administrators are no exception.
"""

from folkmoot.commons.people.audiences import Audience

from .models import Membership, Space
from .viewer import Viewer

OWNER, MODERATOR = Membership.Role.OWNER, Membership.Role.MODERATOR


def is_member(viewer: Viewer, space: Space) -> bool:
    return space.pk in viewer.space_ids


def may_know(viewer: Viewer, space: Space) -> bool:
    if is_member(viewer, space):
        return True
    return space.joining != "secret" and min(space.audience, Audience.EMPLOYEES) <= viewer.clearance


def may_read(viewer: Viewer, space: Space) -> bool:
    return is_member(viewer, space) or (space.joining != "secret" and space.audience <= viewer.clearance)


def may_see_members(viewer: Viewer, space: Space) -> bool:
    return not viewer.is_guest and may_read(viewer, space)


def may_post(viewer: Viewer, space: Space) -> bool:
    if viewer.is_guest or space.archived_at is not None:
        return False
    return is_member(viewer, space) or (not space.only_members_post and may_read(viewer, space))


def may_join(viewer: Viewer, space: Space) -> bool:
    """At once, without asking anybody."""
    return (
        not viewer.is_guest
        and space.archived_at is None
        and space.joining == "open"
        and may_know(viewer, space)
        and not is_member(viewer, space)
    )


def may_ask(viewer: Viewer, space: Space) -> bool:
    return (
        not viewer.is_guest
        and space.archived_at is None
        and space.joining == "request"
        and may_know(viewer, space)
        and not is_member(viewer, space)
    )


def may_moderate(viewer: Viewer, space: Space) -> bool:
    """Answer requests, invite, pin: owners and moderators."""
    return space.pk in viewer.moderated_space_ids


def may_own(viewer: Viewer, space: Space, role: str) -> bool:
    """Change the space itself and roles. `role` is the viewer's own in it.

    Administrators may too, in spaces they know, so that a space whose owners left can be helped.
    """
    return role == OWNER or (viewer.is_admin and may_know(viewer, space))


def may_invite(viewer: Viewer, space: Space) -> bool:
    """A colleague who is here already; where anybody may join, every member may bring somebody."""
    if space.archived_at is not None:
        return False
    return may_moderate(viewer, space) or (space.joining == "open" and is_member(viewer, space))


def may_invite_outsiders(viewer: Viewer, space: Space) -> bool:
    """By mail or by a link, which reach people who have no account yet."""
    return space.archived_at is None and may_moderate(viewer, space)


def may_create(viewer: Viewer, who_may: str) -> bool:
    """`who_may` is the site's setting `spaces.who_may_create`."""
    if viewer.is_guest:
        return False
    if viewer.is_admin or who_may == "everyone":
        return True
    return who_may == "employees" and viewer.clearance >= Audience.EMPLOYEES


def audiences_for(viewer: Viewer) -> list[Audience]:
    """Nobody opens a room for readers they are not among themselves."""
    return [each for each in Audience if each <= viewer.clearance or each == Audience.MEMBERS or viewer.is_admin]
