"""The reading door."""

from .invitations import invitation_behind, invitations_for, invitations_of
from .members import Page, member_rows, members, newest_members, requests, spaces_with_requests, team
from .spaces import (
    KINDS_OF_LIST,
    directory,
    followed_space_ids,
    may_see_cover,
    my_spaces,
    names_for,
    spaces_for_posting,
    visible_space,
    visible_spaces,
)
from .statistics import Statistics, statistics

__all__ = [
    "KINDS_OF_LIST",
    "Page",
    "Statistics",
    "directory",
    "followed_space_ids",
    "invitation_behind",
    "invitations_for",
    "invitations_of",
    "may_see_cover",
    "member_rows",
    "members",
    "my_spaces",
    "names_for",
    "newest_members",
    "requests",
    "spaces_for_posting",
    "spaces_with_requests",
    "statistics",
    "team",
    "visible_space",
    "visible_spaces",
]
