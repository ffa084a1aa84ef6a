"""The reading door: one's own introductions, what one is asked, posts from elsewhere, and what it all comes to."""

from .asked import Asked, StepPage, own_rows, step_page, waiting, waiting_count
from .measured import Arm, Measures, measures
from .outside import outside_circle
from .weekly import Introduced, connectors_of, held, introduced, mine, participation

__all__ = [
    "Arm",
    "Asked",
    "Introduced",
    "Measures",
    "StepPage",
    "connectors_of",
    "held",
    "introduced",
    "measures",
    "mine",
    "outside_circle",
    "own_rows",
    "participation",
    "step_page",
    "waiting",
    "waiting_count",
]
