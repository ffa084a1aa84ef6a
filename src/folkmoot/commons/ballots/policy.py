"""Who may do what with a ballot: pure predicates over what is loaded."""

from datetime import datetime

from folkmoot.commons.spaces.viewer import Viewer

from . import homes
from .models import Ballot, Counts, Results


def may_run(viewer: Viewer, ballot: Ballot) -> bool:
    """Open, cancel, announce; admit to the roll. Never: look into the box."""
    if viewer.is_guest:
        return False
    home = homes.home(ballot.home)
    return viewer.person_id == ballot.made_by_id or (home is not None and home.may_run(viewer, ballot))


def may_see(viewer: Viewer, ballot: Ballot, *, is_on_roll: bool) -> bool:
    """Drafts: who runs it. Others: the roll, and the audience as far as the home lets them."""
    if viewer.is_guest:
        return False
    if may_run(viewer, ballot):
        return True
    if ballot.state == "draft":
        return False
    home = homes.home(ballot.home)
    return is_on_roll or (ballot.audience <= viewer.clearance and (home is None or home.may_see(viewer, ballot)))


def is_taking_votes(ballot: Ballot, at: datetime) -> bool:
    return ballot.state == "open" and ballot.opens_at <= at < ballot.closes_at


def shows_result(viewer: Viewer, ballot: Ballot) -> bool:
    if ballot.state != "counted":
        return False
    return ballot.results != Results.ANNOUNCED or ballot.announced_at is not None or may_run(viewer, ballot)


def shows_counts(viewer: Viewer, ballot: Ballot) -> bool:
    if not shows_result(viewer, ballot) or ballot.counts == Counts.NOBODY:
        return False
    return ballot.counts == Counts.ALL or may_run(viewer, ballot)


def shows_live(ballot: Ballot) -> bool:
    """Numbers while voting is open: only where the numbers are everybody's."""
    return ballot.state == "open" and ballot.results == Results.LIVE and ballot.counts == Counts.ALL


def shows_voters(ballot: Ballot, *, is_on_roll: bool, runs: bool) -> bool:
    """Who has voted, never before the close: together with a tally that moves it would tell what they chose."""
    return ballot.shows_voters and ballot.state in ("counted", "void") and (is_on_roll or runs)
