"""What a ballot asks, what a paper may say, and what a count tells."""

from dataclasses import dataclass, field
from fractions import Fraction

# A paper says, by method: approval the options approved, in order of number; transfer and schulze the options from
# the most to the least liked, as many as one likes; score and points one number for each option. Empty: abstained.
Paper = tuple[int, ...]

METHODS = ("approval", "score", "points", "transfer", "schulze")
RANKED = ("transfer", "schulze")
MOST_OPTIONS = 60
# Exact fractions of transferred votes double their digits with each seat; twelve is far from hurting.
MOST_SEATS = 12
MOST_SCORE = 10
MOST_POINTS = 100
TIES = ("lot", "all", "open")


class WrongRules(ValueError):
    """Nobody can vote like this."""


class WrongPaper(ValueError):
    """The paper does not answer what was asked."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is counted how.

    `choices`: of approval, how many options one paper may name (0: any number); `score`: the highest mark; `points`:
    how many each voter has to give. `ties`: what happens with options that are equal where the seats end: `lot`
    draws, `all` of them win, `open` leaves it to people.
    """

    method: str
    options: int
    seats: int = 1
    choices: int = 0
    score: int = 5
    points: int = 10
    ties: str = "lot"


@dataclass(frozen=True, slots=True)
class Round:
    """One step of a count by transfer: what everybody had, who was elected or went out, what moved to whom."""

    totals: tuple[Fraction, ...]
    elected: tuple[int, ...] = ()
    excluded: int | None = None
    moved_from: int | None = None
    moved: tuple[Fraction, ...] = ()
    exhausted: Fraction = Fraction(0)
    by_lot: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The outcome. `tied` are those among whom people must choose for the seats that are left (ties `open`).

    `ranking` has groups of equals, the best first; `totals` what each option got in the end; `pairs[a][b]` (schulze)
    how many like a more than b, `paths` the strength of the strongest path; `lots` the groups that only the lot
    told apart.
    """

    winners: tuple[int, ...]
    ranking: tuple[tuple[int, ...], ...]
    totals: tuple[Fraction, ...]
    papers: int
    blank: int
    tied: tuple[int, ...] = ()
    lots: tuple[tuple[int, ...], ...] = ()
    quota: int = 0
    rounds: tuple[Round, ...] = ()
    pairs: tuple[tuple[int, ...], ...] = field(default=())
    paths: tuple[tuple[int, ...], ...] = field(default=())


def check_rules(rules: Rules) -> None:
    """Raise WrongRules unless an election can be held like this."""
    if rules.method not in METHODS or rules.ties not in TIES:
        raise WrongRules("unknown method or tie rule")
    if not 2 <= rules.options <= MOST_OPTIONS:
        raise WrongRules(f"between 2 and {MOST_OPTIONS} options")
    if not 1 <= rules.seats <= min(rules.options, MOST_SEATS):
        raise WrongRules(f"between 1 and {MOST_SEATS} winners, no more than options")
    if not 0 <= rules.choices <= rules.options:
        raise WrongRules("no more choices than options")
    if not 1 <= rules.score <= MOST_SCORE or not 1 <= rules.points <= MOST_POINTS:
        raise WrongRules("marks and points have their limits")
    if rules.method == "transfer" and rules.ties != "lot":
        raise WrongRules("a tie in the middle of a transfer cannot wait for people; it is drawn by lot")


def check_paper(rules: Rules, paper: Paper) -> None:
    """Raise WrongPaper unless the paper answers what the rules ask."""
    if not paper:
        return
    if rules.method in RANKED or rules.method == "approval":
        if len(set(paper)) != len(paper) or any(not 0 <= each < rules.options for each in paper):
            raise WrongPaper("each option at most once")
        if rules.method == "approval":
            if list(paper) != sorted(paper):
                raise WrongPaper("approved options are given in order")
            if rules.choices and len(paper) > rules.choices:
                raise WrongPaper("too many options")
        return
    most = rules.score if rules.method == "score" else rules.points
    if len(paper) != rules.options or any(not 0 <= each <= most for each in paper):
        raise WrongPaper("a number for each option, within the limits")
    if rules.method == "points" and sum(paper) > rules.points:
        raise WrongPaper("more points than there are to give")


def fill_seats(
    groups: tuple[tuple[int, ...], ...], rules: Rules, lot: tuple[int, ...]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Winners, those left tied, and the groups decided by lot, from groups of equals with the best first."""
    winners: list[int] = []
    for group in groups:
        free = rules.seats - len(winners)
        if free <= 0:
            break
        if len(group) <= free or rules.ties == "all":
            winners += sorted(group, key=lot.index)
        elif rules.ties == "open":
            return tuple(winners), tuple(sorted(group)), ()
        else:
            winners += sorted(group, key=lot.index)[:free]
            return tuple(winners), (), (tuple(sorted(group)),)
    return tuple(winners), (), ()
