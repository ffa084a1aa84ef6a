"""The writing door: each verb checks, changes, and tells, in one transaction. Keyword-only, the actor first."""

from .contacts import block, mute, unblock, unmute
from .joining import arrive, claim, invite, let_in, open_claim, refuse_entry, sign_up, withdraw_invitation
from .leaving import deactivate, erase, reactivate
from .organisation import remove_field, remove_unit, save_field, save_unit
from .profile import edit_account, edit_profile, edit_skills, endorse, set_picture, withdraw_endorsement
from .standing import RIGHTS, end_relation, entrust, set_administrator, set_place, set_relation
from .ties import accept, ask_connection, decline, end_connection, follow, unfollow, withdraw

__all__ = [
    "RIGHTS",
    "accept",
    "arrive",
    "ask_connection",
    "block",
    "claim",
    "deactivate",
    "decline",
    "edit_account",
    "edit_profile",
    "edit_skills",
    "end_connection",
    "end_relation",
    "endorse",
    "entrust",
    "erase",
    "follow",
    "invite",
    "let_in",
    "mute",
    "open_claim",
    "reactivate",
    "refuse_entry",
    "remove_field",
    "remove_unit",
    "save_field",
    "save_unit",
    "set_administrator",
    "set_picture",
    "set_place",
    "set_relation",
    "sign_up",
    "unblock",
    "unfollow",
    "unmute",
    "withdraw",
    "withdraw_endorsement",
    "withdraw_invitation",
]
