"""Who may do what: pure predicates over what is loaded."""

from folkmoot.commons.content.models import Item
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.viewer import Viewer

from .models import Nomination, Round


def may_thank_for(viewer: Viewer, item: Item) -> bool:
    """Whether somebody may be thanked for an item: who wrote it under their name, and is not the viewer."""
    is_others = item.author_id is not None and item.author_id != viewer.person_id
    return may_take_part(viewer) and is_others and item.is_published and item.kind not in ("kudos", "award")


def may_take_part(viewer: Viewer) -> bool:
    """Recognition is among colleagues: they give, get, nominate and vote; others do not find it."""
    return not viewer.is_guest and viewer.clearance >= Audience.EMPLOYEES


def may_nominate(viewer: Viewer, round_: Round) -> bool:
    return may_take_part(viewer) and round_.state == "nominating"


def may_decline(viewer: Viewer, nomination: Nomination, round_: Round) -> bool:
    """A nominee can say no until the names stand on the ballot."""
    standing = nomination.state == Nomination.State.STANDING
    return standing and viewer.person_id == nomination.nominee_id and round_.state in ("nominating", "checking")


def is_on_the_list(nomination: Nomination, round_: Round) -> bool:
    """Who stands for election: proposed, seconded as often as asked, not declined, not ruled out."""
    return nomination.state == Nomination.State.STANDING and nomination.second_count >= round_.seconds_needed
