"""What came out of a ballot, as far as this viewer may know it; and the proofs that it is right."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from folkmoot.commons.people.queries import PersonLine, lines_of, visible_people
from folkmoot.commons.spaces.viewer import Viewer

from .. import box, policy
from ..counting import commitment
from ..logic import number
from ..models import Ballot, Mark, Option, Paper, Roll


@dataclass(frozen=True, slots=True)
class OptionResult:
    option: Option
    place: int
    is_winner: bool
    is_tied: bool
    total: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` in order of the result; where numbers are hidden only the winners stand in it, in no order of merit."""

    ballot: Ballot
    rows: list[OptionResult]
    shows_counts: bool
    papers: int = 0
    blank: int = 0
    quota: int = 0
    rounds: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[list[int]] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    lots: list[list[Option]] = field(default_factory=list)
    weights_dropped: bool = False

    @property
    def winners(self) -> list[Option]:
        return [row.option for row in self.rows if row.is_winner]

    @property
    def tied(self) -> list[Option]:
        return [row.option for row in self.rows if row.is_tied]


def outcome_of(viewer: Viewer, ballot: Ballot) -> Outcome | None:
    """The result of a (visible) ballot; None while it is not the viewer's to know."""
    if not policy.shows_result(viewer, ballot) or ballot.result is None:
        return None
    stored = ballot.result
    options = {str(option.id): option for option in ballot.options.all()}
    counted = policy.shows_counts(viewer, ballot)
    totals = dict(zip(stored["options"], map(number, stored["totals"]), strict=True))
    if not counted:
        rows = [
            OptionResult(options[key], 1, key in stored["winners"], key in stored["tied"])
            for key in sorted([*stored["winners"], *stored["tied"]], key=lambda key: options[key].position)
        ]
        return Outcome(ballot, rows, shows_counts=False)
    rows, place = [], 1
    order = [*[[key] for key in stored["winners"]], *stored["ranking"]]
    seen: set[str] = set()
    for group in order:
        fresh = [key for key in group if key not in seen]
        seen |= set(fresh)
        rows += [
            OptionResult(options[key], place, key in stored["winners"], key in stored["tied"], totals[key])
            for key in fresh
        ]
        place += len(fresh)
    return Outcome(
        ballot, rows, shows_counts=True, papers=stored["papers"], blank=stored["blank"], quota=stored["quota"],
        rounds=stored["rounds"], pairs=stored["pairs"], options=[options[key] for key in stored["options"]],
        lots=[[options[key] for key in group] for group in stored["lots"]],
        weights_dropped=bool(stored.get("weights_dropped")),
    )  # fmt: skip


def winners_for_system(ballot: Ballot) -> tuple[list[Option], list[Option]]:
    """For the home room, which decides on them: the winners in order, and those left tied."""
    stored = ballot.result or {"winners": [], "tied": []}
    options = {str(option.id): option for option in ballot.options.all()}
    return [options[key] for key in stored["winners"]], [options[key] for key in stored["tied"]]


def is_counted(ballot: Ballot, code: str) -> bool:
    """Whether the paper with this receipt was in the box. What it said is not known here any more."""
    return Mark.objects.filter(mark=box.mark_of(ballot.id, code).hex(), ballot=ballot).exists()


def voters_of(
    viewer: Viewer, ballot: Ballot, *, limit: int = 500
) -> tuple[list[PersonLine], list[PersonLine]] | None:
    """Who has voted and who has not, by name, among those the viewer may meet; None where it is not shown."""
    is_on_roll = Roll.objects.filter(ballot=ballot, person_id=viewer.person_id).exists()
    if not policy.shows_voters(ballot, is_on_roll=is_on_roll, runs=policy.may_run(viewer, ballot)):
        return None
    roll = Roll.objects.filter(ballot=ballot)
    people = visible_people(viewer).order_by("sort_name", "id")
    voted = people.filter(pk__in=roll.filter(has_voted=True).values("person"))
    missing = people.filter(pk__in=roll.filter(has_voted=False).values("person"))
    return lines_of(voted[:limit]), lines_of(missing[:limit])


def box_text(viewer: Viewer, ballot: Ballot) -> Iterator[str] | None:
    """The opened box as lines that anybody can count: rules, lot, papers (where numbers may be seen) and marks."""
    if not policy.shows_result(viewer, ballot):
        return None
    return _lines(ballot, with_papers=policy.shows_counts(viewer, ballot))


def _lines(ballot: Ballot, *, with_papers: bool) -> Iterator[str]:
    yield f"# {ballot.question}\n"
    yield f"method {ballot.method}, winners {ballot.seats}, ties {ballot.ties}\n"
    yield f"lot fingerprint {ballot.lot_commitment} ({'fits' if _fits(ballot) else 'DOES NOT FIT'})\n"
    if with_papers:
        # Without the papers their fingerprint stays away too: in a small box the numbers could be tried out.
        yield f"lot secret {ballot.lot_secret}\n"
        yield f"box fingerprint {ballot.box_digest}\n"
    for option in ballot.options.all():
        yield f"option {option.position} {option.id} {option.label}\n"
    if with_papers:
        rows = Paper.objects.filter(ballot=ballot).order_by("choices").values_list("choices", "times")
        for choices, times in rows.iterator():
            yield f"paper {times} {' '.join(map(str, choices)) or '-'}\n"
    for mark in Mark.objects.filter(ballot=ballot).order_by("mark").values_list("mark", flat=True).iterator():
        yield f"mark {mark}\n"


def _fits(ballot: Ballot) -> bool:
    return commitment(ballot.lot_secret) == ballot.lot_commitment
