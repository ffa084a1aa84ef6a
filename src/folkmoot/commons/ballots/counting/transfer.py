"""The single transferable vote, counted with exact fractions; with one seat it is the instant run-off.

- Quota (Droop): whole part of papers ÷ (seats + 1), plus 1. Papers that name nobody do not count for it.
- Everybody who reaches the quota is elected. Surpluses go on one at a time, the largest first, by the weighted
  inclusive Gregory method: *every* paper that the elected one holds goes to its next option still in the race, at
  its present value × surplus ÷ what the elected one has. The share of papers that name nobody further is lost to
  all ("exhausted"). Fractions are exact; nothing is rounded.
- Without a surplus to pass on, the option with least goes out, and its papers go on at the value they have.
- As soon as no more are in the race than there are seats left, they are elected.
- Equal when one must go out, or whose surplus goes first: who was behind (ahead) in the latest earlier round in which
  they differed; if they never did, the lot (the unlucky goes out).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction

from .rules import Count, Paper, Round, Rules

# Papers of one value: the paper, how far it has been read, and how many there are of it.
Bundle = list[tuple[Paper, int, int]]


@dataclass
class _Race:
    rules: Rules
    lot: tuple[int, ...]
    quota: int
    piles: list[dict[Fraction, Bundle]]
    totals: list[Fraction]
    running: set[int]
    elected: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)  # elected, with a surplus still to pass on
    out: list[int] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    lots: list[tuple[int, ...]] = field(default_factory=list)
    exhausted: Fraction = Fraction(0)

    @property
    def free(self) -> int:
        return self.rules.seats - len(self.elected)


def count_transfer(rules: Rules, papers: dict[Paper, int], lot: tuple[int, ...]) -> Count:
    blank = papers.get((), 0)
    valid = sum(papers.values()) - blank
    race = _Race(
        rules, lot, valid // (rules.seats + 1) + 1, [{} for _ in range(rules.options)],
        [Fraction(0)] * rules.options, set(range(rules.options)),
    )  # fmt: skip
    start: list[Bundle] = [[] for _ in range(rules.options)]
    for paper, times in papers.items():
        if paper:
            start[paper[0]].append((paper, 0, times))
    for option, bundle in enumerate(start):
        if bundle:
            race.piles[option][Fraction(1)] = bundle
        race.totals[option] = Fraction(sum(times for _, _, times in bundle))
    _run(race)
    groups = [(each,) for each in race.elected]
    rest = sorted(race.running, key=lambda each: (-race.totals[each], lot.index(each)))
    groups += [(each,) for each in rest] + [(each,) for each in reversed(race.out)]
    return Count(
        winners=tuple(race.elected), ranking=tuple(groups), totals=tuple(race.totals), lots=tuple(race.lots),
        papers=valid + blank, blank=blank, quota=race.quota, rounds=tuple(race.rounds),
    )  # fmt: skip


def _run(race: _Race) -> None:
    moved: dict[str, object] = {}
    while True:
        fresh = _reaching_quota(race)
        if len(race.running) <= race.free:
            fresh += sorted(race.running, key=lambda each: (-race.totals[each], race.lot.index(each)))
            _elect(race, fresh[len(fresh) - len(race.running) :])
        _write_round(race, fresh, moved)
        if race.free <= 0 or not race.running:
            return
        if race.waiting:
            chosen, by_lot = _first(race, race.waiting, most=True)
            race.waiting.remove(chosen)
            value = (race.totals[chosen] - race.quota) / race.totals[chosen]
            moved = _pass_on(race, chosen, value) | {"by_lot": by_lot}
            race.totals[chosen] = Fraction(race.quota)
        else:
            chosen, by_lot = _first(race, sorted(race.running), most=False)
            race.running.remove(chosen)
            race.out.append(chosen)
            moved = _pass_on(race, chosen, Fraction(1)) | {"excluded": chosen, "by_lot": by_lot}
            race.totals[chosen] = Fraction(0)


def _reaching_quota(race: _Race) -> list[int]:
    fresh = [each for each in race.running if race.totals[each] >= race.quota]
    fresh.sort(key=lambda each: (-race.totals[each], race.lot.index(each)))
    _elect(race, fresh)
    race.waiting += [each for each in fresh if race.totals[each] > race.quota]
    return fresh


def _elect(race: _Race, options: list[int]) -> None:
    race.elected += options
    race.running -= set(options)


def _write_round(race: _Race, fresh: list[int], moved: dict[str, object]) -> None:
    race.rounds.append(
        Round(totals=tuple(race.totals), elected=tuple(fresh), exhausted=race.exhausted, **moved)  # type: ignore[arg-type]
    )


def _first(race: _Race, options: list[int], *, most: bool) -> tuple[int, bool]:
    """The one with most (or least) now; among equals in the latest earlier round that tells them apart; else by
    lot. Whether the lot decided."""
    for totals in (race.totals, *(each.totals for each in reversed(race.rounds))):
        best = (max if most else min)(totals[each] for each in options)
        options = [each for each in options if totals[each] == best]
        if len(options) == 1:
            return options[0], False
    race.lots.append(tuple(sorted(options)))
    by_luck = sorted(options, key=race.lot.index)
    return (by_luck[0] if most else by_luck[-1]), True


def _pass_on(race: _Race, source: int, factor: Fraction) -> dict[str, object]:
    """This will move the papers of `source`, at their value × factor, to the next option in the race."""
    gained: dict[int, Fraction] = defaultdict(Fraction)
    for value, bundle in race.piles[source].items():
        worth = value * factor
        parts: dict[int, Bundle] = defaultdict(list)
        lost = 0
        for paper, place, times in bundle:
            for further in range(place + 1, len(paper)):
                if paper[further] in race.running:
                    parts[paper[further]].append((paper, further, times))
                    break
            else:
                lost += times
        for option, part in parts.items():
            race.piles[option].setdefault(worth, []).extend(part)
            gained[option] += worth * sum(times for _, _, times in part)
        race.exhausted += worth * lost
    race.piles[source] = {}
    for option, worth in gained.items():
        race.totals[option] += worth
    return {"moved_from": source, "moved": tuple(gained.get(each, Fraction(0)) for each in range(len(race.piles)))}
