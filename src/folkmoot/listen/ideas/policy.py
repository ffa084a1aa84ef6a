"""Who may do what with campaigns and ideas: pure predicates over what is loaded."""

from collections.abc import Collection
from dataclasses import dataclass

from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.spaces.viewer import Viewer

from .models import Campaign, Idea


@dataclass(frozen=True, slots=True)
class Standing:
    """What the viewer is to one idea: loaded once, asked by every predicate."""

    is_author: bool = False
    is_co_author: bool = False
    is_owner: bool = False
    is_member: bool = False
    is_reviewer: bool = False
    is_decider: bool = False


def may_plan(viewer: Viewer, space_id: int | None) -> bool:
    """Start a campaign: administrators, and in a community who looks after it."""
    return not viewer.is_guest and (viewer.is_admin or space_id in viewer.moderated_space_ids)


def may_run(viewer: Viewer, campaign: Campaign, item: Item, roles: Collection[str]) -> bool:
    """Change, open and close a campaign and name its reviewers."""
    if viewer.is_guest:
        return False
    is_theirs = item.author_id is not None and item.author_id == viewer.person_id
    return is_theirs or may_moderate(viewer, item) or viewer.is_admin or "decider" in roles


def may_decide(viewer: Viewer, item: Item, roles: Collection[str], *, has_campaign: bool) -> bool:
    """Answer an idea: the deciders of its campaign; without a campaign, who moderates where it stands."""
    if viewer.is_guest:
        return False
    return "decider" in roles or may_moderate(viewer, item) or (viewer.is_admin and has_campaign)


def may_review(standing: Standing) -> bool:
    """Read what reviewers wrote: they themselves and who decides."""
    return standing.is_reviewer or standing.is_decider


def may_evaluate(idea: Idea, standing: Standing) -> bool:
    """Score an idea; nobody their own."""
    involved = standing.is_author or standing.is_co_author
    return standing.is_reviewer and not involved and idea.closed_at is None


def may_lead(standing: Standing) -> bool:
    """Open positions, plan tasks, report progress."""
    return standing.is_owner or standing.is_decider


def may_work(standing: Standing) -> bool:
    """Tick tasks off and report progress."""
    return may_lead(standing) or standing.is_member


def may_accept_amendment(standing: Standing) -> bool:
    return standing.is_author or standing.is_co_author or standing.is_owner


def may_invite_co_author(standing: Standing) -> bool:
    return standing.is_author or standing.is_owner


def may_amend(viewer: Viewer, item: Item, idea: Idea, standing: Standing) -> bool:
    return (
        not viewer.is_guest
        and item.is_published
        and item.locked_at is None
        and idea.phase not in ("declined", "merged")
        and not standing.is_author
    )


def may_apply(viewer: Viewer, item: Item, standing: Standing) -> bool:
    return not viewer.is_guest and item.is_published and not (standing.is_owner or standing.is_member)


def may_borrow(viewer: Viewer, item: Item, idea: Idea, *, has_unit: bool) -> bool:
    """Say that one's own unit does it too."""
    return not viewer.is_guest and has_unit and item.is_published and idea.phase in ("develop", "done")
