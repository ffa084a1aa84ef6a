"""The reading door: everything others may ask about items, always for a viewer."""

from .cards import Card, Own, Speaker, cards, speaker
from .discussion import Discussion, Node, discussion
from .kept import whole
from .lists import (
    acknowledgements,
    bookmarks,
    drafts,
    followers_for_system,
    must_reads,
    reports_for,
    revisions,
    tags,
    text_version,
)
from .similar import similar
from .summed import MANY, once_for_equals
from .visibility import (
    VISIBLE,
    audience_for_system,
    edited_by,
    findable_item,
    in_audience_for_system,
    visible_item,
    visible_items,
    visible_items_given,
    visible_values,
)
from .work import (
    Compared,
    OnPassage,
    compared,
    may_decide,
    passages_of,
    proposals,
    proposed_for,
    remarks,
    visible_proposal,
    writers_for_system,
)

__all__ = [
    "MANY",
    "VISIBLE",
    "Card",
    "Compared",
    "Discussion",
    "Node",
    "OnPassage",
    "Own",
    "Speaker",
    "acknowledgements",
    "audience_for_system",
    "bookmarks",
    "cards",
    "compared",
    "discussion",
    "drafts",
    "edited_by",
    "findable_item",
    "followers_for_system",
    "in_audience_for_system",
    "may_decide",
    "must_reads",
    "once_for_equals",
    "passages_of",
    "proposals",
    "proposed_for",
    "remarks",
    "reports_for",
    "revisions",
    "similar",
    "speaker",
    "tags",
    "text_version",
    "visible_item",
    "visible_items",
    "visible_items_given",
    "visible_proposal",
    "visible_values",
    "whole",
    "writers_for_system",
]
