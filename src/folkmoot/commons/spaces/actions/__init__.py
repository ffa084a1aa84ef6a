"""The writing door."""

from .founding import archive, archive_for_room, create, edit, restore, set_official
from .inviting import (
    accept_invitation,
    accept_link,
    decline_invitation,
    invite_by_mail,
    invite_person,
    make_link,
    withdraw_invitation,
)
from .joining import add_member, answer_request, follow, join, leave, unfollow, withdraw_request
from .roles import change_role, remove_member

__all__ = [
    "accept_invitation",
    "accept_link",
    "add_member",
    "answer_request",
    "archive",
    "archive_for_room",
    "change_role",
    "create",
    "decline_invitation",
    "edit",
    "follow",
    "invite_by_mail",
    "invite_person",
    "join",
    "leave",
    "make_link",
    "remove_member",
    "restore",
    "set_official",
    "unfollow",
    "withdraw_invitation",
    "withdraw_request",
]
