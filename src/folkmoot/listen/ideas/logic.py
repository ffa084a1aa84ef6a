"""Pure computing about ideas: stages and their rules, how hot an idea is, how much reviewers can take."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base.states import ImpossibleLifecycle, Lifecycle

from .refusals import WrongStages

MIN_TITLE = 10
MIN_REASON = 20
OPEN_PHASES = ("gather", "discuss", "evaluate")
FACTS = ("votes", "score", "comments", "rating", "evaluations", "days")
MOST_STAGES = 12
MOST_CONDITIONS = 12
_DEEPEST = 3
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_DECADE = 45_000  # Ten times the votes are worth half a day of youth.

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a campaign: what it is called and for, how long it may take, and where it leads.

    When `rule` holds, an idea goes on to `rule_to` by itself.
    """

    key: str
    label: str
    phase: str
    next: tuple[str, ...] = ()
    days: int | None = None
    rule: Rule | None = None
    rule_to: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """The stages of a campaign, in the order in which they are drawn; the first is where ideas begin."""

    stages: tuple[Stage, ...]

    @property
    def start(self) -> Stage:
        return self.stages[0]

    def stage(self, key: str) -> Stage:
        """The stage of that key; the first for one that the campaign has given up."""
        return next((each for each in self.stages if each.key == key), self.start)

    def first(self, phase: str) -> Stage:
        """The first stage that is for this; raises WrongStages when there is none."""
        for each in self.stages:
            if each.phase == phase:
                return each
        raise WrongStages

    def moves(self, key: str) -> list[Stage]:
        """Where somebody may bring an idea from there by hand: everywhere but to an end, which takes an answer."""
        return [self.stage(to) for to in self.stage(key).next if self.stage(to).phase in OPEN_PHASES]


def usual_stages() -> list[dict[str, Any]]:
    """The stages of a campaign that has not chosen others, in words of the reader's language."""
    return [
        {
            "key": "gather", "label": _("Gathering votes"), "phase": "gather", "days": 60,
            "next": ["discuss", "evaluate", "develop", "declined"],
            "rule": {"any": [{"fact": "votes", "least": 8}, {"fact": "comments", "least": 6}]}, "to": "discuss",
        },
        {
            "key": "discuss", "label": _("In discussion"), "phase": "discuss", "days": 30,
            "next": ["gather", "evaluate", "develop", "declined"],
            "rule": {"all": [{"fact": "votes", "least": 12}, {"fact": "days", "least": 7}]}, "to": "evaluate",
        },
        {
            "key": "evaluate", "label": _("Being evaluated"), "phase": "evaluate", "days": 21,
            "next": ["discuss", "develop", "declined"],
        },
        {
            "key": "develop", "label": _("Being made real"), "phase": "develop",
            "next": ["done", "declined", "evaluate"],
        },
        {"key": "done", "label": _("Real"), "phase": "done", "next": ["develop"]},
        {"key": "declined", "label": _("Declined"), "phase": "declined", "next": ["gather", "discuss", "evaluate"]},
    ]  # fmt: skip


def machine(raw: Sequence[Mapping[str, Any]] | None, phases: Lifecycle) -> Machine:
    """The state machine that a campaign declares (the usual one for none); raises WrongStages with the reason.

    Each stage says which of `phases` it is. A machine must be able to end well and badly, from everywhere, and a
    rule leads only to stages where an idea is still open: to close one takes people.
    """
    stages = tuple(_stage(each) for each in (raw or usual_stages()))
    if not 3 <= len(stages) <= MOST_STAGES or len({each.key for each in stages}) != len(stages):
        raise WrongStages(_("A campaign has 3 to %(most)d stages, each with its own name.") % {"most": MOST_STAGES})
    by_key = {each.key: each for each in stages}
    try:
        Lifecycle(stages[0].key, {each.key: each.next for each in stages})
    except ImpossibleLifecycle as problem:
        raise WrongStages(_("No way leads there: %(why)s") % {"why": problem}) from None
    for each in stages:
        for key in each.next:
            target = by_key[key]
            if target.phase != each.phase and not phases.may_move(each.phase, target.phase):
                raise WrongStages(_("“%(a)s” cannot lead to “%(b)s”.") % {"a": each.label, "b": target.label})
        if each.rule is not None and (each.rule_to not in each.next or by_key[each.rule_to].phase not in OPEN_PHASES):
            raise WrongStages(_("“%(a)s” can go on by itself only to a stage that is open.") % {"a": each.label})
    if stages[0].phase not in OPEN_PHASES:
        raise WrongStages(_("An idea begins open."))
    for phase in ("develop", "done", "declined"):
        if phase not in {each.phase for each in stages}:
            raise WrongStages(_("An idea must be able to end well and badly."))
    for each in stages:
        reached = _reached(each.key, by_key)
        if each.phase in OPEN_PHASES and not {"develop", "declined"} <= {by_key[key].phase for key in reached}:
            raise WrongStages(_("From “%(a)s” no answer can be reached.") % {"a": each.label})
    return Machine(stages)


def _reached(key: str, by_key: Mapping[str, Stage]) -> set[str]:
    found, frontier = {key}, [key]
    while frontier:
        for target in set(by_key[frontier.pop()].next) - found:
            found.add(target)
            frontier.append(target)
    return found


def _stage(raw: Mapping[str, Any]) -> Stage:
    days = raw.get("days")
    rule = raw.get("rule")
    if rule is not None:
        _check_rule(rule, 1)
        if len(list(conditions(rule))) > MOST_CONDITIONS:
            raise WrongStages(_("This rule has too many conditions."))
    label, key = str(raw.get("label", "")).strip()[:60], str(raw.get("key", ""))[:20]
    if not label or not key or (days is not None and not (isinstance(days, int) and 1 <= days <= 730)):
        raise WrongStages(_("Each stage needs a name, and a deadline of 1 to 730 days or none."))
    following = tuple(dict.fromkeys(str(each) for each in raw.get("next", ())))
    return Stage(key, label, str(raw.get("phase", "")), following, days, rule, str(raw.get("to", "")))


def _check_rule(rule: Any, depth: int) -> None:
    if not isinstance(rule, Mapping) or depth > _DEEPEST:
        raise WrongStages(_("This rule cannot be read."))
    if "fact" in rule:
        if rule["fact"] not in FACTS or not isinstance(rule.get("least"), int) or not 0 < rule["least"] <= 10**6:
            raise WrongStages(
                _("A condition names votes, comments, score, rating, evaluations or days, and a number.")
            )
        return
    parts = rule.get("all", rule.get("any"))
    if len(rule) != 1 or not isinstance(parts, list) or not parts:
        raise WrongStages(_("This rule cannot be read."))
    for part in parts:
        _check_rule(part, depth + 1)


def conditions(rule: Rule) -> Iterable[Rule]:
    """Every single condition of a rule."""
    if "fact" in rule:
        yield rule
    for part in rule.get("all", rule.get("any", ())):
        yield from conditions(part)


def holds(rule: Rule, facts: Mapping[str, float]) -> bool:
    """Whether what is so of an idea fulfils a rule; a fact that nobody knows fulfils nothing."""
    if "fact" in rule:
        return facts.get(rule["fact"], -1) >= rule["least"]
    if "all" in rule:
        return all(holds(part, facts) for part in rule["all"])
    return any(holds(part, facts) for part in rule["any"])


def heat(score: int, comments: int, submitted_at: datetime) -> int:
    """Newer and more wanted is hotter. It changes only with votes and comments, so that a list can be kept sorted."""
    weight = score + comments / 2
    order = math.log10(max(abs(weight), 1))
    sign = (weight > 0) - (weight < 0)
    return int((submitted_at - _BEGIN).total_seconds() + sign * order * _DECADE)


@dataclass(frozen=True, slots=True)
class Intake:
    """How much a campaign's reviewers can still take. From `capacity` on it is slowed, from twice as much it ends."""

    capacity: int
    waiting: int

    @property
    def state(self) -> str:
        """free, slow or full."""
        if self.waiting >= 2 * self.capacity:
            return "full"
        return "slow" if self.waiting >= self.capacity else "free"

    @property
    def is_over(self) -> bool:
        return self.waiting > self.capacity

    @property
    def share(self) -> int:
        """How much of what was promised is used, in percent."""
        return round(100 * self.waiting / self.capacity) if self.capacity else 100


def total(scores: Mapping[int, int], weights: Mapping[int, int]) -> int:
    """The weighted mean of scores from 1 to 5, in hundredths. Every criterion counts, or none is left to."""
    whole = sum(weights.values())
    return round(100 * sum(scores[key] * weight for key, weight in weights.items()) / whole)


def ranking(compared: Iterable[tuple[int, int, bool]], ideas: Sequence[int], *, rounds: int = 60) -> dict[int, float]:
    """How strong each idea is by pairs (better, worse, whether they came out even): Bradley and Terry's model, by the
    usual iteration; what comes out even is half a win for both.

    Each idea also wins and loses half a comparison against an average one, so that nothing is infinitely good after
    a single pair. Strengths average to 1. Bradley, Terry (1952); Hunter (2004), MM algorithms.
    """
    wins = dict.fromkeys(ideas, 0.5)
    met: dict[tuple[int, int], int] = {}
    for better, worse, is_even in compared:
        if better in wins and worse in wins:
            wins[better] += 0.5 if is_even else 1
            wins[worse] += 0.5 if is_even else 0
            pair = (min(better, worse), max(better, worse))
            met[pair] = met.get(pair, 0) + 1
    strength = dict.fromkeys(ideas, 1.0)
    for _round in range(rounds):
        below = {idea: 1 / (strength[idea] + 1) for idea in ideas}
        for (a, b), times in met.items():
            share = times / (strength[a] + strength[b])
            below[a] += share
            below[b] += share
        strength = {idea: wins[idea] / below[idea] for idea in ideas}
        mean = sum(strength.values()) / max(1, len(strength))
        strength = {idea: value / mean for idea, value in strength.items()}
    return strength


def next_pair(ideas: Sequence[int], done: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The two that a reviewer has looked at least and not yet compared with each other; None when all are."""
    seen = dict.fromkeys(ideas, 0)
    known = set()
    for a, b in done:
        known.add((min(a, b), max(a, b)))
        for each in (a, b):
            if each in seen:
                seen[each] += 1
    ordered = sorted(ideas, key=lambda each: (seen[each], each))
    best: tuple[int, tuple[int, int]] | None = None
    for place, a in enumerate(ordered):
        for b in ordered[place + 1 :]:
            price = seen[a] + seen[b]
            if best is not None and price >= best[0]:
                break
            if (min(a, b), max(a, b)) not in known:
                best = (price, (a, b))
                break
    return best[1] if best else None


def share_of(part: int, whole: int) -> int:
    """Percent, never more than 100."""
    return min(100, round(100 * part / whole)) if whole > 0 else 0
