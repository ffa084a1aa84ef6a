"""The writing door of the wiki. Texts are kept by content; here are place, standing and rules of pages."""

from .arranging import hand_over, keep_rules, move, protect, set_template
from .bringing import Brought, bring_folder
from .importing import MOST_PAGES, ImportedPage, import_pages
from .reviewing import approve, mark_current, mark_outdated, review, send_back, send_reminders, set_review
from .writing import Words, begin, change

__all__ = [
    "MOST_PAGES",
    "Brought",
    "ImportedPage",
    "Words",
    "approve",
    "begin",
    "bring_folder",
    "change",
    "hand_over",
    "import_pages",
    "keep_rules",
    "mark_current",
    "mark_outdated",
    "move",
    "protect",
    "review",
    "send_back",
    "send_reminders",
    "set_review",
    "set_template",
]
