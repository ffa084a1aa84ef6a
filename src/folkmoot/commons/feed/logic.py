"""The order "for you" and the folding of like entries: arithmetic only."""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")

# An entry loses half its weight in this many hours, as news does in a firm that meets daily.
HALF_LIFE_HOURS = 36.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the order needs to know of an entry."""

    item: int
    at: datetime
    author: int
    talk: int = 0
    score: int = 0
    source_count: int = 1
    affinity: int = 0
    is_seen: bool = False
    is_must_read: bool = False
    extra_reasons: tuple[str, ...] = field(default_factory=tuple)


def weight(candidate: Candidate, *, at: datetime) -> float:
    """Freshness × (1 + talk + approval + closeness); what was opened before counts a quarter.

    Logarithms keep the loud from drowning the rest; a must-read that was not opened comes first.
    """
    hours = max((at - candidate.at).total_seconds(), 0) / 3600
    fresh = 0.5 ** (hours / HALF_LIFE_HOURS)
    interest = (
        1
        + 0.5 * math.log1p(max(candidate.talk, 0))
        + 0.4 * math.log1p(max(candidate.score, 0))
        + 0.6 * math.log1p(candidate.affinity)
        + 0.3 * (candidate.source_count - 1)
    )
    value = fresh * interest * (0.25 if candidate.is_seen else 1)
    return value + (100 if candidate.is_must_read and not candidate.is_seen else 0)


def order_for_you(candidates: Iterable[Candidate], *, at: datetime, limit: int) -> list[Candidate]:
    """The best first, each author's second and later entries discounted so that nobody fills the page."""
    ranked = sorted(candidates, key=lambda each: (-weight(each, at=at), -each.item))
    taken: dict[int, int] = {}
    scored = []
    for candidate in ranked:
        repeats = taken.get(candidate.author, 0)
        taken[candidate.author] = repeats + 1
        scored.append((weight(candidate, at=at) * 0.6**repeats, candidate))
    scored.sort(key=lambda pair: (-pair[0], -pair[1].item))
    return [replace(candidate, extra_reasons=_reasons(candidate)) for _weight, candidate in scored[:limit]]


def _reasons(candidate: Candidate) -> tuple[str, ...]:
    words = []
    if candidate.is_must_read and not candidate.is_seen:
        words.append(_("You are asked to read this"))
    if candidate.affinity >= 2:
        words.append(_("You often like what they write"))
    if candidate.talk >= 5:
        words.append(_("Much talked about"))
    elif candidate.score >= 5:
        words.append(_("Well liked"))
    return tuple(words)


def group_runs(items: Sequence[T], *, key: Callable[[T], Hashable], at_least: int = 3) -> list[list[T]]:
    """Neighbours with the same key become one run when there are `at_least` of them; others stay alone."""
    runs: list[list[T]] = []
    for item in items:
        if runs and key(runs[-1][0]) == key(item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return [part for run in runs for part in ([run] if len(run) >= at_least else [[one] for one in run])]
