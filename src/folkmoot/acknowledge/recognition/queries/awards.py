"""Awards: those that run, those of the past, and one round with its names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from folkmoot.base.ids import to_text
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..keepers import is_keeper
from ..models import Award, Juror, Nomination, Round, Second, Winner


@dataclass(frozen=True, slots=True)
class WinnerLine:
    winner: Winner
    person: PersonLine | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    round: Round
    nomination_count: int
    winners: list[WinnerLine]


def awards_page(viewer: Viewer) -> tuple[list[RoundLine], list[RoundLine], list[Award]]:
    """Rounds that run, rounds that are over (newest first), and all awards; nothing for those who take no part."""
    if not policy.may_take_part(viewer):
        return [], [], []
    rounds = list(Round.objects.select_related("award").order_by("-made_at", "-id")[:60])
    counts: dict[int, int] = defaultdict(int)
    for round_id in Nomination.objects.filter(round__in=rounds).values_list("round", flat=True):
        counts[round_id] += 1
    winners = _winners([round_.id for round_ in rounds])
    lines = [RoundLine(each, counts[each.id], winners.get(each.id, [])) for each in rounds]
    running = [line for line in lines if line.round.state not in ("decided", "cancelled")]
    past = [line for line in lines if line.round.state in ("decided", "cancelled")]
    return running, past, list(Award.objects.filter(retired_at__isnull=True).order_by("name"))


def _winners(round_ids: Sequence[int]) -> dict[int, list[WinnerLine]]:
    rows = list(Winner.objects.filter(round__in=round_ids).order_by("place", "id"))
    names = names_for([row.person_id for row in rows])
    found: dict[int, list[WinnerLine]] = defaultdict(list)
    for row in rows:
        found[row.round_id].append(WinnerLine(row, names.get(row.person_id or 0)))
    return found


def visible_round(viewer: Viewer, round_id: int) -> Round:
    """One round, for those who work here; raises Round.DoesNotExist."""
    if not policy.may_take_part(viewer):
        raise Round.DoesNotExist
    return Round.objects.select_related("award", "ballot", "announcement").get(pk=round_id)


@dataclass(frozen=True, slots=True)
class NominationLine:
    """A name with the reasons of all who propose it."""

    nomination: Nomination
    nominee: PersonLine
    by: PersonLine | None
    seconds: list[tuple[PersonLine | None, str]]
    is_listed: bool
    may_second: bool
    may_answer: bool
    is_elected: bool = False

    @property
    def key(self) -> str:
        """Its name in forms."""
        return to_text(self.nomination.id)

    @property
    def missing(self) -> int:
        return max(0, self.nomination.round.seconds_needed - self.nomination.second_count)


@dataclass(frozen=True, slots=True)
class RoundPage:
    round: Round
    lines: list[NominationLine]
    winners: list[WinnerLine]
    jurors: list[PersonLine]
    keeps: bool
    may_nominate: bool
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def listed(self) -> list[NominationLine]:
        return [line for line in self.lines if line.is_listed]


def round_page(viewer: Viewer, round_: Round) -> RoundPage:
    """A (visible) round with all that is said in it. Who declined is named to themselves and to the keepers alone."""
    keeps = is_keeper(viewer)
    rows = list(Nomination.objects.filter(round=round_).order_by("at", "id"))
    seconds: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    for nomination_id, by, words in (
        Second.objects.filter(nomination__in=rows).order_by("at", "id").values_list("nomination", "by", "words")
    ):
        seconds[nomination_id].append((by, words))
    jurors = list(Juror.objects.filter(round=round_).values_list("person", flat=True))
    everybody = [row.nominee_id for row in rows] + [row.by_id for row in rows] + jurors
    names = names_for([*everybody, *(by for group in seconds.values() for by, _ in group)])
    lines = []
    for row in rows:
        row.round = round_
        is_own = row.nominee_id == viewer.person_id
        if row.state == Nomination.State.DECLINED and not (is_own or keeps):
            continue
        if row.nominee_id not in names or row.nominee_id in viewer.hidden_person_ids:
            continue
        lines.append(_line(viewer, round_, row, seconds[row.id], names))
    return RoundPage(
        round=round_,
        lines=lines,
        winners=_winners([round_.id]).get(round_.id, []),
        jurors=[names[each] for each in jurors if each in names],
        keeps=keeps,
        may_nominate=policy.may_nominate(viewer, round_),
    )


def _line(
    viewer: Viewer, round_: Round, row: Nomination, seconds: list[tuple[int | None, str]],
    names: dict[int, PersonLine],
) -> NominationLine:  # fmt: skip
    mine = {row.by_id, row.nominee_id, *(by for by, _ in seconds)}
    is_open = round_.state in ("nominating", "checking")
    return NominationLine(
        nomination=row,
        nominee=names[row.nominee_id],
        by=names.get(row.by_id or 0),
        seconds=[(names.get(by or 0), words) for by, words in seconds],
        is_listed=policy.is_on_the_list(row, round_),
        may_second=is_open and row.state == Nomination.State.STANDING and viewer.person_id not in mine,
        may_answer=is_open and viewer.person_id == row.nominee_id and row.state != Nomination.State.INELIGIBLE,
    )


@dataclass(frozen=True, slots=True)
class AwardExtra:
    round_id: int
    icon: str
    winners: tuple[PersonLine, ...]


def award_extras(items: Sequence[Item]) -> dict[int, AwardExtra]:
    """Whom announcements are about. Three queries for however many."""
    rows = list(Round.objects.filter(announcement__in=[item.id for item in items]).select_related("award"))
    winners = _winners([row.id for row in rows])
    return {
        row.announcement_id: AwardExtra(
            row.id, row.award.icon, tuple(line.person for line in winners.get(row.id, []) if line.person)
        )
        for row in rows
        if row.announcement_id is not None
    }
