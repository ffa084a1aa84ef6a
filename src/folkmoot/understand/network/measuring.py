"""From what was read to a night's answer, and from a night's to a refreshed one; pure computing over arrays."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph import nightly
from folkmoot.graph.build import Graph, from_edges
from folkmoot.graph.layout import LARGEST, layout
from folkmoot.graph.learning import Uptakes, uptakes
from folkmoot.graph.nightly import Settings
from folkmoot.graph.roles import Answers

from . import reading
from .keeping import Answered, Kept
from .reading import Acts, Read, Taken

Array = npt.NDArray[Any]
STRETCHED = 0.6  # From this length of ties on, beside that of random pairs, everybody is placed anew.
VALUED_VOTES = 3  # An answer with so many more votes for it than against it counts as valued, accepted or not.


@dataclass(frozen=True, eq=False)
class Ties:
    """The acts added up by pair and kind, as the table of ties holds them (places in `people`)."""

    source: Array
    target: Array
    kind: Array
    count: Array
    open_count: Array
    weight: Array
    first_day: Array
    last_day: Array


def full(
    read: Read, *, people: Array, units: Array, unit: Array, follows: tuple[Array, Array], settings: Settings,
    topics: tuple[Array, Array], before: Array | None = None,
) -> Kept:  # fmt: skip
    """The whole run. follows: who follows whom. before: yesterday's places, so that the map stays itself."""
    n, acts = len(people), read.acts
    answered = reading.with_marks(read.answered, read.marks)
    ties = from_edges(acts.source, acts.target, np.ones(len(acts.source), np.float32), n=n)
    night = nightly.run(
        nightly.Traces(
            n=n, sources=acts.source, targets=acts.target, times=acts.day, kinds=acts.kind, groups=_groups(unit),
            answers=_answers(answered, topics), uptakes=_uptakes(read.taken, n), audience=heard(ties, follows, n),
        ),
        settings,
    )  # fmt: skip
    return Kept(people, units, unit, night, answered, _places(night.graph, night.communities.labels, before))


def updated(kept: Kept, read: Read, *, topics_of: Any) -> Kept:
    """Last night's answer with what the log has since; nobody is new, nobody has left (else a full run is due).

    Whom others follow waits for the night: it takes days to show, and most of the work.
    """
    n, acts = len(kept.people), read.acts
    old, new = kept.answered, read.answered
    joined = Answered(*(np.concatenate([getattr(old, x), getattr(new, x)]) for x in _ANSWERED))
    answered = reading.with_marks(joined, read.marks)
    fresh = nightly.Traces(n=n, sources=acts.source, targets=acts.target, times=acts.day, kinds=acts.kind)
    night = nightly.refresh(kept.night, fresh, all_answers=_answers(answered, topics_of(answered)))
    return replace(kept, night=night, answered=answered)


_ANSWERED = ("item", "answerer", "asker", "root", "day", "marks", "votes")


def heard(ties: Graph, follows: tuple[Array, Array], n: int) -> Graph:
    """Who is heard by whom: by those who turned to them, and by those who follow them."""
    follower, followed = follows
    rows = np.concatenate([ties.indices, followed]).astype(np.int32)
    columns = np.concatenate([ties.rows(), follower]).astype(np.int32)
    return from_edges(rows, columns, np.ones(len(rows), np.float32), n=n, combine="max")


def by_pair(acts: Acts, n: int, *, half_life: float, moment: float, kinds: int) -> Ties:
    """Acts added up by pair and kind, each half as heavy after each half-life. O(acts · log acts)."""
    key = (acts.source.astype(np.int64) * n + acts.target) * kinds + acts.kind
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1)) if len(key) else np.zeros(0, np.int64)
    day = acts.day[order].astype(np.float64)
    pair, kind = np.divmod(key[starts], kinds)
    source, target = np.divmod(pair, max(n, 1))

    def summed(values: Array) -> Array:
        return np.add.reduceat(values, starts) if len(starts) else np.zeros(0, values.dtype)

    return Ties(
        source=source.astype(np.int32), target=target.astype(np.int32), kind=kind.astype(np.int16),
        count=np.diff(np.append(starts, len(key))).astype(np.int32),
        open_count=summed(acts.is_open[order].astype(np.int32)),
        weight=summed(np.exp2((day - moment) / half_life)),
        first_day=np.minimum.reduceat(day, starts) if len(starts) else np.zeros(0),
        last_day=np.maximum.reduceat(day, starts) if len(starts) else np.zeros(0),
    )  # fmt: skip


def _groups(unit: Array) -> Array | None:
    """Units, where most people have one; else communities stand in."""
    return unit if len(unit) and (unit >= 0).mean() >= 0.5 and len(np.unique(unit)) > 2 else None


def _answers(answered: Answered, topics: tuple[Array, Array]) -> Answers | None:
    row, tag = topics
    if not len(row):
        return None
    good = (answered.marks > 0) | (answered.votes >= VALUED_VOTES)
    names = np.unique(tag)
    return Answers(
        answered.answerer[row].astype(np.int32), answered.asker[row].astype(np.int32),
        np.searchsorted(names, tag).astype(np.int32), good[row], answered.day[row],
    )  # fmt: skip


def topic_names(topics: tuple[Array, Array]) -> Array:
    """Which tag each topic number of the answers stands for."""
    return np.unique(topics[1])


def _uptakes(taken: Taken, n: int) -> Uptakes | None:
    if not len(taken.person):
        return None
    return uptakes(taken.person, _small(taken.thing), taken.day, n=n)


def _small(things: Array) -> Array:
    """The same things under numbers of 31 bits that do not depend on what else there is."""
    mixed = things.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(33)).astype(np.int64)


def _places(graph: Graph, communities: Array, before: Array | None) -> Array:
    """Where everybody is drawn: where they were when little has changed, else anew, turned so that most stay near."""
    if not graph.n:
        return np.zeros((0, 2))
    if graph.n > LARGEST:
        return _around_communities(graph, communities)
    if before is None or not np.isfinite(before).all(axis=1).any():
        return _drawn_in(layout(graph))
    known: Array = np.asarray(np.isfinite(before).all(axis=1))
    if _lengths(graph, before, known) < STRETCHED and known.mean() > 0.75:
        return _drawn_in(layout(graph, start=before))
    return _turned(_drawn_in(layout(graph)), before, known)


def _around_communities(graph: Graph, labels: Array) -> Array:
    """For very many: the communities are laid out, and their people lie around the middle of theirs."""
    names, place = np.unique(labels, return_inverse=True)
    coarse = from_edges(place[graph.rows()], place[graph.indices], graph.weights, n=len(names)).without_loops()
    middles = layout(coarse) if len(names) <= LARGEST else np.random.default_rng(0).normal(size=(len(names), 2))
    reach = np.sqrt(np.bincount(place))[place, None]
    scatter = np.random.default_rng(0).normal(0, 1, (graph.n, 2)) * reach
    found: Array = middles[place] * float(np.median(reach)) * 2 + scatter
    return found


def _lengths(graph: Graph, places: Array, known: Array) -> float:
    """How long a tie is beside a random pair, when drawn there: small where those who are tied are near."""
    both = graph.undirected().without_loops()
    rows, ends = both.rows(), both.indices
    inside = known[rows] & known[ends]
    if not inside.any():
        return 1.0
    tied = np.sqrt(((places[rows[inside]] - places[ends[inside]]) ** 2).sum(axis=1)).mean()
    shuffled = np.roll(places[known], int(known.sum()) // 2 + 1, axis=0)
    chance = np.sqrt(((places[known] - shuffled) ** 2).sum(axis=1)).mean()
    return float(tied / max(chance, 1e-9))


def _drawn_in(places: Array) -> Array:
    """Who is tied to nobody floats away; they come nearer, so that the others need not be drawn tiny."""
    away = places - np.median(places, axis=0)
    far = np.sqrt((away**2).sum(axis=1))
    edge = max(float(np.quantile(far, 0.9)), 1e-9)
    nearer = np.where(far > edge, edge * (1 + 0.25 * np.log(np.maximum(far / edge, 1.0))), far)
    found: Array = away * (nearer / np.maximum(far, 1e-9))[:, None]
    return found


def _turned(places: Array, before: Array, known: Array) -> Array:
    """The same picture turned (and mirrored) so that those known are as near as can be to where they were."""
    now, then = places[known], before[known]
    if len(now) < 3:
        return places
    left, _, right = np.linalg.svd((now - now.mean(axis=0)).T @ (then - then.mean(axis=0)))
    found: Array = (places - now.mean(axis=0)) @ (left @ right) + then.mean(axis=0)
    return found
