"""The reading door: ballots as one viewer may see them. Nothing here can say what anybody chose."""

from .ballots import BallotView, Line, ballots_of, moment, open_for, past_for, view_of, visible_ballot
from .outcomes import OptionResult, Outcome, box_text, is_counted, outcome_of, voters_of, winners_for_system

__all__ = [
    "BallotView",
    "Line",
    "OptionResult",
    "Outcome",
    "ballots_of",
    "box_text",
    "is_counted",
    "moment",
    "open_for",
    "outcome_of",
    "past_for",
    "view_of",
    "visible_ballot",
    "voters_of",
    "winners_for_system",
]
