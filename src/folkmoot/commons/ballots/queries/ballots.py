"""Ballots and their voters' side: what is asked, whether I may vote, what I have still to do."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q

from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer

from .. import homes, logic, policy
from ..models import Ballot, Option, Roll


def moment() -> datetime:
    """What time it is for the database: the one clock that all machines share, by which ballots close."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def visible_ballot(viewer: Viewer, ballot_id: int) -> Ballot:
    """The ballot, for whoever is on its roll, runs it, or belongs to its audience; raises Ballot.DoesNotExist."""
    ballot = Ballot.objects.select_related("made_by").get(pk=ballot_id)
    if not policy.may_see(viewer, ballot, is_on_roll=_is_on_roll(viewer, ballot)):
        raise Ballot.DoesNotExist
    return ballot


def _is_on_roll(viewer: Viewer, ballot: Ballot) -> bool:
    return not viewer.is_guest and Roll.objects.filter(ballot=ballot, person_id=viewer.person_id).exists()


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot for one viewer. `options` stand in an order of their own for each voter."""

    ballot: Ballot
    options: list[Option]
    is_on_roll: bool
    has_voted: bool
    is_open: bool
    may_vote: bool
    may_change: bool
    runs: bool
    voted_count: int
    roll_count: int
    home_url: str
    delegate: PersonLine | None = None
    votes_for: list[tuple[PersonLine, bool]] = field(default_factory=list)
    live: list[tuple[str, int]] = field(default_factory=list)

    @property
    def turnout(self) -> int:
        return logic.percent(self.voted_count, self.roll_count)

    @property
    def quorum_count(self) -> int:
        return -(-self.ballot.quorum_percent * self.roll_count // 100)


_TURNOUT = "SELECT count(*) FILTER (WHERE has_voted), count(*) FROM ballots_roll WHERE ballot_id = %s"


def view_of(viewer: Viewer, ballot: Ballot, *, at: datetime) -> BallotView:
    """A visible ballot with all its page needs."""
    mine = Roll.objects.filter(ballot=ballot, person_id=viewer.person_id).first() if not viewer.is_guest else None
    for_others = list(
        Roll.objects.filter(ballot=ballot, delegate_id=viewer.person_id).values_list("person_id", "has_voted")
        if mine is not None and ballot.allows_delegation else []
    )  # fmt: skip
    names = names_for([*(pk for pk, _ in for_others), mine.delegate_id if mine else None])
    options = list(ballot.options.all())
    with connection.cursor() as cursor:
        cursor.execute(_TURNOUT, [ballot.id])
        voted, on_roll = cursor.fetchone()
    is_open = policy.is_taking_votes(ballot, at)
    home = homes.home(ballot.home)
    live = []
    if policy.shows_live(ballot) and ballot.live:
        live = [(option.label, int(ballot.live.get(str(option.id), 0))) for option in options]
        live.sort(key=lambda pair: -pair[1])
    return BallotView(
        ballot=ballot,
        options=logic.shuffled_for(ballot.id, viewer.person_id, options, lambda option: option.id),
        is_on_roll=mine is not None,
        has_voted=mine is not None and mine.has_voted,
        is_open=is_open,
        may_vote=is_open and mine is not None and not mine.has_voted,
        may_change=is_open and mine is not None and mine.has_voted and ballot.allows_change,
        runs=policy.may_run(viewer, ballot),
        voted_count=voted,
        roll_count=on_roll,
        home_url=home.url(ballot) if home is not None else "",
        delegate=names.get(mine.delegate_id or 0) if mine is not None else None,
        votes_for=[(names[pk], done) for pk, done in for_others if pk in names],
        live=live,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One ballot in a list."""

    ballot: Ballot
    has_voted: bool
    home_label: str


def open_for(viewer: Viewer, *, at: datetime, limit: int = 50) -> list[Line]:
    """Ballots that are open and have the viewer on their roll; those still to be done first, then by their end."""
    if viewer.is_guest:
        return []
    rows = (
        Roll.objects.filter(
            person_id=viewer.person_id, ballot__state="open", ballot__opens_at__lte=at, ballot__closes_at__gt=at
        )
        .select_related("ballot")
        .order_by("has_voted", "ballot__closes_at", "ballot_id")[:limit]
    )
    return [_line(row.ballot, row.has_voted) for row in rows]


def past_for(viewer: Viewer, *, at: datetime, limit: int = 50) -> list[Line]:
    """Ballots the viewer was on the roll of and that are over, the latest first."""
    if viewer.is_guest:
        return []
    over = Q(ballot__state__in=("counted", "void", "cancelled")) | Q(ballot__state="open", ballot__closes_at__lte=at)
    rows = (
        Roll.objects.filter(over, person_id=viewer.person_id)
        .select_related("ballot")
        .order_by("-ballot__closes_at", "-ballot_id")[:limit]
    )
    return [_line(row.ballot, row.has_voted) for row in rows]


def ballots_of(home: str, keys: list[int]) -> dict[int, Ballot]:
    """For the home room: its ballots by its own key, the latest of each."""
    rows = Ballot.objects.filter(home=home, home_key__in=keys).order_by("made_at", "id")
    return {ballot.home_key: ballot for ballot in rows if ballot.home_key is not None}


def _line(ballot: Ballot, has_voted: bool) -> Line:
    home = homes.home(ballot.home)
    return Line(ballot, has_voted, str(home.label) if home is not None else "")
