"""The writing door: running over the log, what people choose, looking (which is written down), what campaigns teach,
and forgetting."""

from ..looking import note_look
from .choosing import set_switches
from .learning import learn
from .running import AlreadyRunning, order_run, run, update
from .saving import TooManyViews, forget_view, save_view
from .tidying import forget_people, keep_house

__all__ = [
    "AlreadyRunning",
    "TooManyViews",
    "forget_people",
    "forget_view",
    "keep_house",
    "learn",
    "note_look",
    "order_run",
    "run",
    "save_view",
    "set_switches",
    "update",
]
