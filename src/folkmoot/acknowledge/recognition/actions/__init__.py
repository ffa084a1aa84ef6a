"""The writing door: thanking, points, awards, rewards.

All take `viewer` (who acts) and `at` by keyword and raise a `refusals.Refused`, or DoesNotExist of what the viewer
cannot see.
"""

from .awarding import answer_nomination, end_nominations, nominate, open_round, rule_out, save_award, second
from .deciding import Prize, cancel_round, decide, hold_vote, take_count, vote_again
from .giving import give, join
from .keeping import appoint, choose, retire_value, save_boost, save_value
from .rewarding import answer_redemption, mark_milestones, redeem, save_reward, withdraw_redemption

__all__ = [
    "Prize",
    "answer_nomination",
    "answer_redemption",
    "appoint",
    "cancel_round",
    "choose",
    "decide",
    "end_nominations",
    "give",
    "hold_vote",
    "join",
    "mark_milestones",
    "nominate",
    "open_round",
    "redeem",
    "retire_value",
    "rule_out",
    "save_award",
    "save_boost",
    "save_reward",
    "save_value",
    "second",
    "take_count",
    "vote_again",
    "withdraw_redemption",
]
