"""The reading door. Nobody reads here what one other person heard or did, nor who was asked and has not said yes."""

from .desk import Desk, Preview, UnderWay, desk, drafts_of, preview, under_way
from .lists import Line, campaigns_page, visible_campaign
from .living import Life, Moment, life
from .mine import Mine, Word, announcement_for, mine, own_rows, questions_for, words_for
from .reporting import Report, data_rows, report

__all__ = [
    "Desk",
    "Life",
    "Line",
    "Mine",
    "Moment",
    "Preview",
    "Report",
    "UnderWay",
    "Word",
    "announcement_for",
    "campaigns_page",
    "data_rows",
    "desk",
    "drafts_of",
    "life",
    "mine",
    "own_rows",
    "preview",
    "questions_for",
    "report",
    "under_way",
    "visible_campaign",
    "words_for",
]
