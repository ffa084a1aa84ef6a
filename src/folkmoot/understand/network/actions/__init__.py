"""The writing door: running over the log, what people choose, looking (which is written down), and forgetting."""

from ..looking import note_look
from .choosing import set_switches
from .running import AlreadyRunning, order_run, run, update
from .tidying import forget_people, keep_house

__all__ = [
    "AlreadyRunning",
    "forget_people",
    "keep_house",
    "note_look",
    "order_run",
    "run",
    "set_switches",
    "update",
]
