"""Tables of campaigns, of ideas and their answers, and of the work that makes them real."""

from .campaigns import CAMPAIGN_LIFECYCLE, Campaign, Comparison, Criterion, Door, Evaluation, ReviewNote, Role
from .ideas import PHASES, Answer, Idea, Phase, Step
from .work import Application, Borrowing, CoAuthor, Member, Ownership, Position, ProgressLine, Task

__all__ = [
    "CAMPAIGN_LIFECYCLE",
    "PHASES",
    "Answer",
    "Application",
    "Borrowing",
    "Campaign",
    "CoAuthor",
    "Comparison",
    "Criterion",
    "Door",
    "Evaluation",
    "Idea",
    "Member",
    "Ownership",
    "Phase",
    "Position",
    "ProgressLine",
    "ReviewNote",
    "Role",
    "Step",
    "Task",
]
