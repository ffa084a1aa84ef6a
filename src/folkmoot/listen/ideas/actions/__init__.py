"""The writing door of ideas, by what the verbs are about: campaigns, ideas and their way, answers, people, work.

All take `viewer` (who acts) and `at` by keyword, hold the idea while they act, and raise a Refused, or
Item.DoesNotExist for what the viewer cannot see.
"""

from .amending import accept_amendment, decline_amendment, propose_amendment, withdraw_amendment
from .answering import accept, decline, implement, merge, reopen
from .campaigns import (
    change_campaign,
    close_campaign,
    close_due,
    give_role,
    open_campaign,
    plan_campaign,
    promise,
    set_criteria,
    take_role,
)
from .moving import go_on_with_time, keep_up, move, move_many, remind, shortlist
from .owning import decline_ownership, give_up_ownership, offer_ownership, support, take_ownership
from .reviewing import compare, evaluate, note
from .team import (
    answer_application,
    answer_co_authorship,
    apply,
    cancel_co_author,
    close_position,
    invite_co_author,
    leave_team,
    open_position,
    withdraw_application,
)
from .working import add_task, borrow, drop_task, finish_task, report_progress
from .writing import submit

__all__ = [
    "accept",
    "accept_amendment",
    "add_task",
    "answer_application",
    "answer_co_authorship",
    "apply",
    "borrow",
    "cancel_co_author",
    "change_campaign",
    "close_campaign",
    "close_due",
    "close_position",
    "compare",
    "decline",
    "decline_amendment",
    "decline_ownership",
    "drop_task",
    "evaluate",
    "finish_task",
    "give_role",
    "give_up_ownership",
    "go_on_with_time",
    "implement",
    "invite_co_author",
    "keep_up",
    "leave_team",
    "merge",
    "move",
    "move_many",
    "note",
    "offer_ownership",
    "open_campaign",
    "open_position",
    "plan_campaign",
    "promise",
    "propose_amendment",
    "remind",
    "reopen",
    "report_progress",
    "set_criteria",
    "shortlist",
    "submit",
    "support",
    "take_ownership",
    "take_role",
    "withdraw_amendment",
    "withdraw_application",
]
