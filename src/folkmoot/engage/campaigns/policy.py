"""Who may do what: pure predicates over what is loaded."""

from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.viewer import Viewer

from .models import Arm, Campaign


def may_take_part(viewer: Viewer) -> bool:
    """Campaigns are among people who work here; others do not find them."""
    return not viewer.is_guest and viewer.clearance >= Audience.EMPLOYEES


def may_read_report(viewer: Viewer, campaign: Campaign, *, keeps: bool) -> bool:
    """What came of it is everybody's to read once it is over: also that nothing came of it."""
    return may_take_part(viewer) and (keeps or campaign.state == "finished")


def may_change(campaign: Campaign) -> bool:
    """Nothing that decides about the result changes after the start."""
    return campaign.state in ("draft", "preparing")


def may_approve(viewer: Viewer, arm: Arm, *, keeps: bool) -> bool:
    """Four eyes: whoever keeps campaigns and has not written in the text."""
    return keeps and bool(arm.text) and viewer.person_id not in arm.writer_ids


def is_ready(arms: list[Arm]) -> bool:
    """Whether every arm that says something says what somebody else has approved."""
    return all(arm.kind == Arm.Kind.NOTHING or arm.approved_at is not None for arm in arms)
