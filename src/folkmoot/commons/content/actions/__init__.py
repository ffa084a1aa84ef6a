"""The writing door: every verb on items. Each one checks, changes and tells, in one transaction.

All take `viewer` (who acts) and `at` by keyword and raise a `refusals.Refused`, or Item.DoesNotExist for what the
viewer cannot see. Counters, `version` and the log are kept here and nowhere else.
"""

from .arranging import change_audience, lock, move, narrow_space, pin, reopen, resolve, touch, unlock, unpin
from .editing import EditConflict, edit, restore_revision
from .following import follow, follow_tag, mute, unfollow, unfollow_tag
from .importing import (
    ImportedItem,
    ImportedRevision,
    import_duplicates,
    import_items,
    import_revisions,
    import_synonyms,
    import_tags,
    known_origins,
    recount_spaces,
)
from .linking import mark_duplicate, merge, unmark_duplicate
from .publishing import publish, publish_draft, publish_due, schedule, share, unpublish
from .reading import acknowledge, discard_draft, mark_read, save_draft
from .removing import delete, hide, undelete, unhide
from .replying import reply
from .reporting import close_report, report
from .tagging import describe_tag, make_synonym
from .voting import REACTIONS, bookmark, open_votes, react, seal_votes, unbookmark, unreact, vote

__all__ = [
    "REACTIONS",
    "EditConflict",
    "ImportedItem",
    "ImportedRevision",
    "acknowledge",
    "bookmark",
    "change_audience",
    "close_report",
    "delete",
    "describe_tag",
    "discard_draft",
    "edit",
    "follow",
    "follow_tag",
    "hide",
    "import_duplicates",
    "import_items",
    "import_revisions",
    "import_synonyms",
    "import_tags",
    "known_origins",
    "lock",
    "make_synonym",
    "mark_duplicate",
    "mark_read",
    "merge",
    "move",
    "mute",
    "narrow_space",
    "open_votes",
    "pin",
    "publish",
    "publish_draft",
    "publish_due",
    "react",
    "recount_spaces",
    "reopen",
    "reply",
    "report",
    "resolve",
    "restore_revision",
    "save_draft",
    "schedule",
    "seal_votes",
    "share",
    "touch",
    "unbookmark",
    "undelete",
    "unfollow",
    "unfollow_tag",
    "unhide",
    "unlock",
    "unmark_duplicate",
    "unpin",
    "unpublish",
    "unreact",
    "vote",
]
