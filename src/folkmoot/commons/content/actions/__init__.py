"""The writing door: every verb on items. Each one checks, changes and tells, in one transaction.

All take `viewer` (who acts) and `at` by keyword and raise a `refusals.Refused`, or Item.DoesNotExist for what the
viewer cannot see. Counters, `version` and the log are kept here and nowhere else.
"""

from .arranging import (
    change_audience,
    keep_with,
    lock,
    move,
    narrow_space,
    pin,
    reopen,
    resolve,
    touch,
    unlock,
    unpin,
    words_changed,
)
from .editing import EditConflict, edit, restore_revision
from .following import follow, follow_tag, hear_minor, mute, unfollow, unfollow_tag
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
from .proposing import Text, approve_proposal, change_proposal, propose, return_proposal, withdraw_proposal
from .publishing import publish, publish_draft, publish_due, schedule, share, unpublish
from .reading import acknowledge, discard_draft, mark_read, oblige, save_draft
from .remarking import remark, settle, unsettle
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
    "Text",
    "acknowledge",
    "approve_proposal",
    "bookmark",
    "change_audience",
    "change_proposal",
    "close_report",
    "delete",
    "describe_tag",
    "discard_draft",
    "edit",
    "follow",
    "follow_tag",
    "hear_minor",
    "hide",
    "import_duplicates",
    "import_items",
    "import_revisions",
    "import_synonyms",
    "import_tags",
    "keep_with",
    "known_origins",
    "lock",
    "make_synonym",
    "mark_duplicate",
    "mark_read",
    "merge",
    "move",
    "mute",
    "narrow_space",
    "oblige",
    "open_votes",
    "pin",
    "propose",
    "publish",
    "publish_draft",
    "publish_due",
    "react",
    "recount_spaces",
    "remark",
    "reopen",
    "reply",
    "report",
    "resolve",
    "restore_revision",
    "return_proposal",
    "save_draft",
    "schedule",
    "seal_votes",
    "settle",
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
    "unsettle",
    "vote",
    "withdraw_proposal",
    "words_changed",
]
