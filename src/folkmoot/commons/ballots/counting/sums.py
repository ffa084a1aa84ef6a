"""Approval, score and points: what each option gets is added up, the largest sums win.

Approval: one for each paper that names the option. Score: the mark on each paper (an option without one has 0).
Points: what each voter gave of their budget. Equal sums where the seats end follow the tie rule.
"""

from fractions import Fraction
from itertools import groupby

import numpy as np

from .rules import Count, Paper, Rules, fill_seats


def count_sums(rules: Rules, papers: dict[Paper, int], lot: tuple[int, ...]) -> Count:
    filled = [(paper, times) for paper, times in papers.items() if paper]
    totals = [0] * rules.options
    if rules.method == "approval":
        for paper, times in filled:
            for option in paper:
                totals[option] += times
    elif filled:
        marks = np.array([paper for paper, _ in filled], dtype=np.int64)
        weights = np.array([times for _, times in filled], dtype=np.int64)
        totals = [int(total) for total in weights @ marks]
    order = sorted(range(rules.options), key=lambda option: (-totals[option], option))
    groups = tuple(tuple(group) for _, group in groupby(order, key=lambda option: totals[option]))
    winners, tied, lots = fill_seats(groups, rules, lot)
    return Count(
        winners=winners, ranking=groups, totals=tuple(Fraction(total) for total in totals), tied=tied, lots=lots,
        papers=sum(papers.values()), blank=papers.get((), 0),
    )  # fmt: skip
