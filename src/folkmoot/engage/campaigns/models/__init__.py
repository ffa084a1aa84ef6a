"""Tables, constraints; no verbs."""

from .campaigns import LIFECYCLE, Arm, Campaign, Goal, Keeper, Lot, Place
from .carrying import Advocate, Share
from .measuring import Cluster, Look, Participant
from .working import Work

__all__ = [
    "LIFECYCLE",
    "Advocate",
    "Arm",
    "Campaign",
    "Cluster",
    "Goal",
    "Keeper",
    "Look",
    "Lot",
    "Participant",
    "Place",
    "Share",
    "Work",
]
