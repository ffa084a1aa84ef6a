"""A result as something to look at: bars, the course of a count by transfer, and a table of pairs. Also the rules
of a ballot in plain words. Everything a picture shows stands in words or a table beside it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .logic import number
from .models import Ballot, Option
from .queries import BallotView, Outcome

HEIGHT = 300
STEP = 148
NODE = 12
GAP = 7
LEFT = 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the result page shows: `bars` always, the rest where the method has it."""

    bars: list[dict[str, Any]]
    flow: SafeString | str = ""
    steps: list[str] = ()  # type: ignore[assignment]
    head: list[str] = ()  # type: ignore[assignment]
    table: list[tuple[Option, list[dict[str, Any]]]] = ()  # type: ignore[assignment]
    pairs: list[tuple[Option, list[dict[str, Any]]]] = ()  # type: ignore[assignment]
    pair_head: list[Option] = ()  # type: ignore[assignment]


def shown(value: Fraction) -> str:
    """A number of votes: whole, or with two decimals (the count itself is exact)."""
    return str(number_format(int(value)) if value.denominator == 1 else number_format(float(value), 2))


def draw(outcome: Outcome) -> Drawn:
    bars = _bars(outcome)
    if outcome.rounds:
        course = _Course(outcome)
        return Drawn(bars, course.svg(), course.steps(), course.head(), course.table())
    if outcome.pairs:
        return Drawn(bars, pairs=_pairs(outcome), pair_head=outcome.options)
    return Drawn(bars)


def _bars(outcome: Outcome) -> list[dict[str, Any]]:
    totals = {row.option.id: row.total or Fraction(0) for row in outcome.rows}
    if outcome.rounds:  # What everybody had at first says more than what was left in the end.
        first = [number(each) for each in outcome.rounds[0]["totals"]]
        totals = {option.id: total for option, total in zip(outcome.options, first, strict=True)}
    top = max(totals.values(), default=Fraction(0)) or Fraction(1)
    return [
        {
            "option": row.option,
            "place": row.place,
            "is_winner": row.is_winner,
            "is_tied": row.is_tied,
            "total": shown(totals[row.option.id]),
            "width": f"{float(100 * totals[row.option.id] / top):.1f}",
        }
        for row in outcome.rows
    ]


def _pairs(outcome: Outcome) -> list[tuple[Option, list[dict[str, Any]]]]:
    rows = []
    for a, option in enumerate(outcome.options):
        cells = [
            {
                "is_self": a == b,
                "value": outcome.pairs[a][b],
                "is_more": outcome.pairs[a][b] > outcome.pairs[b][a],
                "other": other.label,
            }
            for b, other in enumerate(outcome.options)
        ]
        rows.append((option, cells))
    return rows


class _Course:
    """A count by transfer, round after round."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.options = outcome.options
        self.rounds = outcome.rounds
        self.by_id = {str(option.id): option for option in self.options}
        place = {row.option.id: row.place for row in outcome.rows}
        self.order = sorted(range(len(self.options)), key=lambda each: place[self.options[each].id])
        self.totals = [[number(each) for each in one["totals"]] for one in self.rounds]
        self.exhausted = [number(one["exhausted"]) for one in self.rounds]
        self.all = max(sum(self.totals[0]), Fraction(1))

    def head(self) -> list[str]:
        return [_("Round %(n)d") % {"n": each + 1} for each in range(len(self.rounds))]

    def table(self) -> list[tuple[Option, list[dict[str, Any]]]]:
        rows = []
        for place in self.order:
            option, cells = self.options[place], []
            for each, one in enumerate(self.rounds):
                moved = number(one["moved"][place]) if one["moved"] else Fraction(0)
                cells.append(
                    {
                        "total": shown(self.totals[each][place]),
                        "gain": f"+{shown(moved)}" if moved else "",
                        "is_elected": str(option.id) in one["elected"],
                        "is_out": one["excluded"] == str(option.id),
                        "is_gone": not self.totals[each][place] and one["excluded"] != str(option.id) and each > 0,
                    }
                )
            rows.append((option, cells))
        return rows

    def steps(self) -> list[str]:
        """Each round as a sentence."""
        told = []
        for one in self.rounds:
            parts = []
            if one["moved_from"]:
                parts.append(self._moved(one))
            if one["by_lot"]:
                parts.append(_("(Equal until here: the lot decided.)"))
            for key in one["elected"]:
                parts.append(_("%(name)s is elected.") % {"name": self.by_id[key].label})
            told.append(" ".join(parts) or _("Nobody has enough yet."))
        return told

    def _moved(self, one: dict[str, Any]) -> str:
        source = self.by_id[one["moved_from"]].label
        to = [
            f"{shown(number(text))} → {option.label}"
            for option, text in zip(self.options, one["moved"], strict=True) if number(text)
        ]  # fmt: skip
        where = ", ".join(to) or _("nobody they name is left")
        if one["excluded"]:
            return _("%(name)s has least and goes out; these votes move: %(where)s.") % {
                "name": source,
                "where": where,
            }
        return _("%(name)s has more than needed; the surplus moves: %(where)s.") % {"name": source, "where": where}

    def _columns(self) -> list[dict[int, tuple[float, float]]]:
        """For each round the top and height of everybody's bar; -1 is what names nobody further."""
        scale = HEIGHT / float(self.all)
        columns = []
        for totals, lost in zip(self.totals, self.exhausted, strict=True):
            y, column = 22.0, {}
            for place in [*self.order, -1]:
                value = float(lost if place < 0 else totals[place])
                if value > 0:
                    column[place] = (y, value * scale)
                    y += value * scale + GAP
            columns.append(column)
        return columns

    def svg(self) -> SafeString:
        columns = self._columns()
        width = LEFT * 2 + STEP * (len(columns) - 1) + NODE + 130
        height = 22 + HEIGHT + GAP * (len(self.options) + 1)
        ribbons = [ribbon for each in range(1, len(columns)) for ribbon in self._ribbons(columns, each)]
        nodes = [node for each, column in enumerate(columns) for node in self._nodes(column, each)]
        titles = format_html_join(
            "", '<text class="flow-round" x="{}" y="12">{}</text>',
            ((LEFT + each * STEP, title) for each, title in enumerate(self.head())),
        )  # fmt: skip
        return format_html(
            '<svg class="flow" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}{}{}</svg>',
            width, height, width, _("How votes moved from round to round; the table below has the numbers."),
            mark_safe("".join(ribbons)), mark_safe("".join(nodes)), titles,  # noqa: S308 - made by format_html
        )  # fmt: skip

    def _colour(self, place: int) -> str:
        return "flow-lost" if place < 0 else f"flow-{self.order.index(place) % 8}"

    def _nodes(self, column: dict[int, tuple[float, float]], each: int) -> list[str]:
        found: list[str] = []
        for place, (y, height) in column.items():
            label = _("nobody further") if place < 0 else self.options[place].label
            is_in = place >= 0 and any(
                str(self.options[place].id) in one["elected"] for one in self.rounds[: each + 1]
            )
            value = self.exhausted[each] if place < 0 else self.totals[each][place]
            x = LEFT + each * STEP
            found.append(
                format_html(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
                    '<text class="flow-name{}" x="{}" y="{}">{}{} <tspan class="flow-value">{}</tspan></text>',
                    self._colour(place),
                    x,
                    f"{y:.1f}",
                    NODE,
                    f"{max(height, 1):.1f}",
                    " is-elected" if is_in else "",
                    x + NODE + 5,
                    f"{y + max(height, 8) / 2 + 4:.1f}",
                    "✓ " if is_in else "",
                    label if len(label) <= 15 else f"{label[:14]}…",
                    shown(value),
                )
            )
        return found

    def _ribbons(self, columns: list[dict[int, tuple[float, float]]], each: int) -> list[str]:
        one, scale = self.rounds[each], HEIGHT / float(self.all)
        source = next((p for p, option in enumerate(self.options) if str(option.id) == one["moved_from"]), None)
        out: dict[int, float] = {}
        taken: dict[int, float] = {}
        found: list[str] = []

        def ribbon(start: int, end: int, value: float) -> None:
            if value <= 0 or start not in columns[each - 1] or end not in columns[each]:
                return
            thick = value * scale
            y0 = columns[each - 1][start][0] + out.get(start, 0.0)
            y1 = columns[each][end][0] + taken.get(end, 0.0)
            out[start], taken[end] = out.get(start, 0.0) + thick, taken.get(end, 0.0) + thick
            x0, x1 = LEFT + (each - 1) * STEP + NODE, LEFT + each * STEP
            middle = (x0 + x1) / 2
            found.append(
                format_html(
                    '<path class="flow-band {}" d="M{} {:}C{} {} {} {} {} {}V{}C{} {} {} {} {} {}Z"/>',
                    self._colour(start),
                    x0,
                    f"{y0:.1f}",
                    middle,
                    f"{y0:.1f}",
                    middle,
                    f"{y1:.1f}",
                    x1,
                    f"{y1:.1f}",
                    f"{y1 + thick:.1f}",
                    middle,
                    f"{y1 + thick:.1f}",
                    middle,
                    f"{y0 + thick:.1f}",
                    x0,
                    f"{y0 + thick:.1f}",
                )
            )

        for place in [*self.order, -1]:
            before = self.exhausted[each - 1] if place < 0 else self.totals[each - 1][place]
            after = self.exhausted[each] if place < 0 else self.totals[each][place]
            ribbon(place, place, float(min(before, after)))
        if source is not None:
            for place in self.order:
                ribbon(source, place, float(number(one["moved"][place])))
            ribbon(source, -1, float(self.exhausted[each] - self.exhausted[each - 1]))
        return found


def rules_in_words(ballot: Ballot, view: BallotView) -> list[tuple[str, str]]:
    """The rules a voter should know, as terms with their explanation."""
    winners = ngettext("%(n)d winner", "%(n)d winners", ballot.seats) % {"n": ballot.seats}
    roll = ngettext("%(n)d person", "%(n)d people", view.roll_count) % {"n": view.roll_count}
    found = [
        (_("Who may vote"), ballot.roll_words or roll),
        (_("How it is counted"), f"{_METHODS[ballot.method]()} {winners}."),
        (_("When something is equal"), str(ballot.get_ties_display())),
        (_("The result"), str(ballot.get_results_display())),
        (_("The numbers"), str(ballot.get_counts_display())),
    ]  # fmt: skip
    if ballot.quorum_percent:
        text = _("It counts when %(least)d of %(all)d have voted.")
        found.append((_("Quorum"), text % {"least": view.quorum_count, "all": view.roll_count}))
    found.append(
        (
            _("Too few"),
            _("With fewer than %(least)d ballots the box is destroyed unread: so few would not stay secret.")
            % {"least": ballot.min_ballots},
        )
    )
    if ballot.is_weighted:
        found.append(
            (
                _("Weights"),
                _("Some votes weigh more. If fewer than %(least)d people of one weight vote, every vote counts once.")
                % {"least": ballot.min_ballots},
            )
        )
    return found


_METHODS = {
    "approval": lambda: _("Tick everything you support; the most ticks win."),
    "score": lambda: _("Give each a mark; the largest sum wins. Without a mark it gets 0."),
    "points": lambda: _("Share out your points as you like; the most points win."),
    "transfer": lambda: _(
        "Rank as many as you like. Your vote goes to your first choice, and moves on to your next one when it is "
        "not needed there or cannot help."
    ),
    "schulze": lambda: _(
        "Rank as many as you like. Everything is compared in pairs; whoever would win against every other wins."
    ),
}
