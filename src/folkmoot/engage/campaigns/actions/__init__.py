"""The writing door: planning, asking advocates, starting, carrying, answering, looking.

All take `viewer` (who acts) and `at` by keyword and raise a `refusals.Refused`, or Campaign.DoesNotExist for what the
viewer does not find.
"""

from .answering import answer_questions, follow, read_message, sign_up
from .carrying import accept, decline, hand_in, plan_share, share, unplan, write_own_words
from .hearing import forget_ties, hear, send_letters
from .inviting import ask_advocates
from .looking import import_outcomes, look_at_due, take_look
from .planning import Plan, appoint, cancel, prepare, save
from .starting import start
from .wording import adopt, approve, log_minutes, put_up, write_text
from .working import do, order

__all__ = [
    "Plan",
    "accept",
    "adopt",
    "answer_questions",
    "appoint",
    "approve",
    "ask_advocates",
    "cancel",
    "decline",
    "do",
    "follow",
    "forget_ties",
    "hand_in",
    "hear",
    "import_outcomes",
    "log_minutes",
    "look_at_due",
    "order",
    "plan_share",
    "prepare",
    "put_up",
    "read_message",
    "save",
    "send_letters",
    "share",
    "sign_up",
    "start",
    "take_look",
    "unplan",
    "write_own_words",
    "write_text",
]
