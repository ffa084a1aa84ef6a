"""Counting ballots: pure functions, papers in, a count out. No database, no clock, no chance of its own.

Every method takes the same three things: the `Rules`, the papers with how often each was handed in, and a `lot`, an
order of the options drawn beforehand that breaks what nothing else breaks. The same papers in any order, on any
machine, give the same `Count`: all arithmetic is whole numbers and exact fractions.

The rules of each method are written where it is counted: `sums` (approval, score, points), `transfer` (the single
transferable vote; with one seat that is the instant run-off) and `schulze`.
"""

from .lots import commitment, draw_lot
from .rules import METHODS, Count, Paper, Round, Rules, WrongPaper, WrongRules, check_paper, check_rules
from .schulze import count_schulze
from .sums import count_sums
from .transfer import count_transfer

__all__ = [
    "METHODS",
    "Count",
    "Paper",
    "Round",
    "Rules",
    "WrongPaper",
    "WrongRules",
    "check_paper",
    "check_rules",
    "commitment",
    "count",
    "draw_lot",
]

_COUNTERS = {
    "approval": count_sums,
    "score": count_sums,
    "points": count_sums,
    "transfer": count_transfer,
    "schulze": count_schulze,
}


def count(rules: Rules, papers: "dict[Paper, int]", lot: "tuple[int, ...]") -> Count:
    """The count of `papers` (paper → how often, or with which weight in all) under `rules`.

    `lot` is a permutation of the options: of those that stay equal after all else, the earlier in it goes before.
    Raises WrongRules or WrongPaper for what no form of ours lets through.
    """
    check_rules(rules)
    for paper, times in papers.items():
        check_paper(rules, paper)
        if times <= 0:
            raise WrongPaper("a paper is there at least once")
    if sorted(lot) != list(range(rules.options)):
        raise WrongRules("the lot orders every option once")
    return _COUNTERS[rules.method](rules, papers, lot)
