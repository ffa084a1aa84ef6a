"""Tables of kudos, points, awards and rewards; no verbs."""

from .awards import ROUND, Award, Juror, Nomination, Round, Second, Winner
from .kudos import Joined, Kudos, Recipient, Value
from .points import Allowance, Boost, BoostHolder, Keeper, Line, Preference, Purse
from .rewards import REDEMPTION, Milestone, Redemption, Reward

__all__ = [
    "REDEMPTION",
    "ROUND",
    "Allowance",
    "Award",
    "Boost",
    "BoostHolder",
    "Joined",
    "Juror",
    "Keeper",
    "Kudos",
    "Line",
    "Milestone",
    "Nomination",
    "Preference",
    "Purse",
    "Recipient",
    "Redemption",
    "Reward",
    "Round",
    "Second",
    "Value",
    "Winner",
]
