"""The writing door: holding a ballot, and voting in it.

All take `viewer` (who acts) and `at` by keyword; they raise a `refusals.Refused`, or Ballot.DoesNotExist for what the
viewer cannot see. Casting, changing and delegating leave nothing in any log.
"""

from .counting import close, close_due, count_live, recount
from .holding import Choice, Voter, admit, announce, cancel, open_ballot, open_due, prepare
from .voting import cast, change, delegate, take_back_delegation

__all__ = [
    "Choice",
    "Voter",
    "admit",
    "announce",
    "cancel",
    "cast",
    "change",
    "close",
    "close_due",
    "count_live",
    "delegate",
    "open_ballot",
    "open_due",
    "prepare",
    "recount",
    "take_back_delegation",
]
