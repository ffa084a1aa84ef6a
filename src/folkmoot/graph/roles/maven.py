"""Maven: sought out and useful, per topic.

Definition. On a topic, a person is a maven when (1) the people they helped are more than equal shares among those
who answer there would give (Poisson tail), and (2) more of their answers were accepted or valued than if the marks
were shuffled over all answers of the topic (hypergeometric tail). Both must hold, so p is the larger of the two
(intersection-union test). Rankings alone (Zhang, Ackerman and Adamic 2007) always name somebody; this need not.
Evidence: answers, people helped, accepted answers, topical PageRank on asker → answerer ties (Haveliwala 2002).
Score: people helped with an accepted answer, an old one counting half after each half-life. The interval resamples
them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from folkmoot.graph.build import GraphError
from folkmoot.graph.chance import after, key_of, stream, unit
from folkmoot.graph.kernels import in_pieces, kernel
from folkmoot.graph.roles.evidence import Role, adjusted, hypergeometric_tail, poisson_tail, quantiles

Array = npt.NDArray[Any]
DEFINITION = (
    "Sought out and useful on a topic: helps more people than an equal share, and more of the answers are accepted "
    "than shuffled marks would give."
)


@dataclass(frozen=True, eq=False)
class Answers:
    """Who answered whom: answerer, asker, topic int32; accepted bool (accepted or valued); times float64 or None;
    each of shape (answers,)."""

    answerer: Array
    asker: Array
    topic: Array
    accepted: Array
    times: Array | None = None


def mavens(
    answers: Answers,
    *,
    n: int,
    least_answers: int = 10,
    least_askers: int = 5,
    discovery: float = 0.05,
    half_life: float | None = None,
    replicates: int = 200,
    confidence: float = 0.95,
    rng: np.random.Generator | int = 0,
    ranks: bool = True,
    threads: int | None = None,
) -> Role:
    """Test everybody who answers on a topic. One row per person and topic.

    Answers to oneself do not count. half_life is in the unit of the times, counted back from the last one.
    O(answers · log answers + replicates · answers of the found).
    """
    who, whom, topic, accepted, weight = _checked(answers, n, half_life)
    order = _order(who, whom, topic, n)
    who, whom, topic, accepted, weight = (x[order] for x in (who, whom, topic, accepted, weight))
    new = np.ones(len(who), np.bool_)
    new[1:] = (who[1:] != who[:-1]) | (topic[1:] != topic[:-1])
    pair = new.copy()
    pair[1:] |= whom[1:] != whom[:-1]
    row = np.cumsum(new) - 1
    count = int(new.sum())
    people, topics = who[new].astype(np.int32), topic[new].astype(np.int32)
    sums = [np.bincount(row, weights=x, minlength=count) for x in (np.ones(len(who)), pair, accepted)]
    given, helped, good = sums
    top = int(topics.max(initial=-1)) + 1
    in_topic = [np.bincount(topics, weights=x, minlength=top) for x in (np.ones(count), helped, given, good)]
    answerers, all_helped, all_given, all_good = (x[topics] for x in in_topic)
    enough = (given >= least_answers) & (helped >= least_askers)
    sought, useful = np.ones(count), np.ones(count)
    sought[enough] = poisson_tail(helped[enough], (all_helped / np.maximum(answerers, 1))[enough])
    useful[enough] = hypergeometric_tail(*(x[enough] for x in (good, given, all_good, all_given)))
    p = np.where(enough, np.maximum(sought, useful), 1.0)
    q = adjusted(p, enough)
    found = enough & (q <= discovery)
    starts = np.append(np.flatnonzero(new), len(who)).astype(np.int64)
    rows = np.flatnonzero(found)
    draws = np.empty((replicates, len(rows)))
    score = np.empty((1, count))
    _scores(0, 1, np.arange(count), starts, pair, accepted, weight, 0, False, score)
    arguments = (rows, starts, pair, accepted, weight, key_of(rng), True, draws)
    in_pieces(_scores, replicates, *arguments, piece=16)
    low, high = np.full(count, np.nan), np.full(count, np.nan)
    low[rows], high[rows] = quantiles(draws, confidence)
    evidence = {"answers": given, "people helped": helped, "accepted": good, "sought p": sought, "useful p": useful}
    if ranks:
        in_topics = np.append(np.flatnonzero(np.diff(topic, prepend=-1)), len(who)).astype(np.int64)
        rank = np.zeros(count)
        tables = (in_topics, who.astype(np.int32, copy=False), whom.astype(np.int32, copy=False), row, n, rank)
        in_pieces(_ranks, len(in_topics) - 1, *tables, piece=len(in_topics) // 16 + 1, threads=threads)
        evidence["topical rank"] = rank
    return Role("maven", DEFINITION, people, topics, score[0], low, high, p, q, enough, found, evidence)


def _checked(answers: Answers, n: int, half_life: float | None) -> tuple[Array, ...]:
    columns = [np.asarray(x) for x in (answers.answerer, answers.asker, answers.topic)]
    accepted = np.asarray(answers.accepted).astype(np.float64)
    if any(x.shape != accepted.shape for x in columns):
        raise GraphError("Answerer, asker, topic and accepted are rows of one length.")
    who, whom, topic = columns
    if len(who) and (min(who.min(), whom.min(), topic.min()) < 0 or max(who.max(), whom.max()) >= n):
        raise GraphError(f"People are numbered 0…{n - 1}, topics from 0.")
    weight = np.ones(len(who))
    if half_life is not None and answers.times is not None and len(who):
        times = np.asarray(answers.times, np.float64)
        weight = np.exp2((times - times.max()) / half_life)
    keep = who != whom
    return who[keep], whom[keep], topic[keep], accepted[keep], weight[keep]


def in_order(answers: Answers, n: int) -> Answers:
    """The same answers by topic, answerer, asker: the order in which adding a few costs little."""
    columns = [np.asarray(x) for x in (answers.answerer, answers.asker, answers.topic, answers.accepted)]
    order = _order(columns[0], columns[1], columns[2], n)
    who, whom, topic, accepted = (x[order] for x in columns)
    return Answers(who, whom, topic, accepted, None if answers.times is None else np.asarray(answers.times)[order])


def _order(who: Array, whom: Array, topic: Array, n: int) -> Array:
    """Rows by topic, answerer, asker. Nearly sorted rows (yesterday's, and today's after them) cost least."""
    top = int(topic.max(initial=0)) + 1
    if top * n * n < 2**62:
        return np.argsort((topic.astype(np.int64) * n + who) * n + whom, kind="stable")
    return np.lexsort((whom, who, topic))


@kernel
def _ranks(first, last, bounds, who, whom, row, n, out):  # type: ignore[no-untyped-def]
    """PageRank on asker → answerer ties of each topic, over the people who take part in it.

    Damping .85; a mass that ends at somebody who asks nothing is spread over the topic. Up to 60 rounds, after which
    less than .85⁶⁰ = .0001 of the mass is still to move.
    """
    place = np.full(n, -1, np.int32)
    for t in range(first, last):
        a, b = bounds[t], bounds[t + 1]
        size = 0
        source, target = np.empty(b - a, np.int32), np.empty(b - a, np.int32)
        for i in range(a, b):
            if place[whom[i]] < 0:
                place[whom[i]] = size
                size += 1
            if place[who[i]] < 0:
                place[who[i]] = size
                size += 1
            source[i - a], target[i - a] = place[whom[i]], place[who[i]]
        asked = np.zeros(size)
        for i in range(b - a):
            asked[source[i]] += 1
        rank, moved = np.full(size, 1.0 / size), np.empty(size)
        for _ in range(60):
            moved[:] = 0.0
            for i in range(b - a):
                moved[target[i]] += rank[source[i]] / asked[source[i]]
            lost, change = 0.0, 0.0
            for u in range(size):
                if asked[u] == 0:
                    lost += rank[u]
            for u in range(size):
                new = 0.85 * (moved[u] + lost / size) + 0.15 / size
                change += abs(new - rank[u])
                rank[u] = new
            if change < 1e-6:
                break
        for i in range(a, b):
            out[row[i]] = rank[place[who[i]]]
        for i in range(a, b):
            place[whom[i]] = place[who[i]] = -1


@kernel
def _scores(
    first: int,
    last: int,
    rows: Array,
    starts: Array,
    pair: Array,
    accepted: Array,
    weight: Array,
    key: int,
    resample: bool,
    out: Array,
) -> None:
    """Per row the sum over people helped of the heaviest accepted answer; resampled by counting each of them
    Poisson(1) times, the bootstrap that needs no fixed total."""
    for b in range(first, last):
        for r in range(len(rows)):
            state = stream(key, b * 1000003 + rows[r])
            total, best, times = 0.0, 0.0, 1
            for i in range(starts[rows[r]], starts[rows[r] + 1]):
                if pair[i]:
                    total += best * times
                    best = 0.0
                    if resample:
                        state = after(state)
                        luck, term, times = unit(state), 0.36787944117144233, 0
                        while luck > term and times < 12:
                            luck -= term
                            times += 1
                            term /= times
                if accepted[i] > 0:
                    best = max(best, weight[i])
            out[b, r] = total + best * times
