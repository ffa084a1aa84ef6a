"""Schulze's method (Schulze 2011, Social Choice and Welfare 36): the strongest path decides each pair.

`d[a][b]` papers like a more than b; an option that a paper leaves out is liked less than all it names, and equal to
the others left out. A link from a to b is there when d[a][b] > d[b][a] and is as strong as d[a][b] (winning votes).
The strength of a path is that of its weakest link; `p[a][b]` is the strongest path. a goes before b when
p[a][b] > p[b][a]. Nobody goes before a winner. With several seats the next are those whom nobody left goes before;
this fills seats in order, it does not share them out in proportion (the transferable vote does).
"""

from fractions import Fraction

import numpy as np

from .rules import Count, Paper, Rules, fill_seats


def count_schulze(rules: Rules, papers: dict[Paper, int], lot: tuple[int, ...]) -> Count:
    pairs = preferences(rules.options, papers)
    paths = strongest_paths(pairs)
    groups = layers(paths)
    winners, tied, lots = fill_seats(groups, rules, lot)
    ahead = paths > paths.T
    return Count(
        winners=winners, ranking=groups, totals=tuple(Fraction(int(wins)) for wins in ahead.sum(axis=1)),
        tied=tied, lots=lots, papers=sum(papers.values()), blank=papers.get((), 0),
        pairs=_rows(pairs), paths=_rows(paths),
    )  # fmt: skip


def preferences(options: int, papers: dict[Paper, int]) -> np.ndarray:
    """For each pair how many papers like the first more. n² comparisons of whole columns."""
    filled = [(paper, times) for paper, times in papers.items() if paper]
    pairs = np.zeros((options, options), dtype=np.int64)
    if not filled:
        return pairs
    ranks = np.full((len(filled), options), options, dtype=np.int16)
    lengths = np.array([len(paper) for paper, _ in filled])
    rows = np.repeat(np.arange(len(filled)), lengths)
    named = np.fromiter((option for paper, _ in filled for option in paper), dtype=np.int64, count=len(rows))
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    ranks[rows, named] = np.arange(len(rows)) - starts
    weights = np.array([times for _, times in filled], dtype=np.int64)
    for option in range(options):
        pairs[option] = weights @ (ranks[:, [option]] < ranks)
    return pairs


def strongest_paths(pairs: np.ndarray) -> np.ndarray:
    """Floyd and Warshall's walk over weakest links."""
    paths = np.where(pairs > pairs.T, pairs, 0)
    for middle in range(len(paths)):
        through = np.minimum(paths[:, [middle]], paths[[middle], :])
        paths = np.maximum(paths, through)
    np.fill_diagonal(paths, 0)
    return paths


def layers(paths: np.ndarray) -> tuple[tuple[int, ...], ...]:
    """Those before whom nobody goes, then the same among the rest, and so on."""
    ahead = paths > paths.T
    left = list(range(len(paths)))
    found: list[tuple[int, ...]] = []
    while left:
        best = tuple(a for a in left if not any(ahead[b, a] for b in left))
        found.append(best)
        left = [a for a in left if a not in best]
    return tuple(found)


def _rows(matrix: np.ndarray) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(value) for value in row) for row in matrix)
