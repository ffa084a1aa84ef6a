"""Counting: elections whose outcome is published, and what must hold of every election."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from folkmoot.commons.ballots.counting import (
    METHODS,
    Rules,
    WrongPaper,
    WrongRules,
    commitment,
    count,
    draw_lot,
)
from folkmoot.commons.ballots.counting.rules import RANKED


def election(text: str) -> tuple[str, dict]:
    """`45: A>B, 3: B` → the names in order and the papers."""
    rows = [row.split(":") for row in text.split(",")]
    names = "".join(sorted({letter for _, order in rows for letter in order if letter.isalpha()}))
    papers: dict = {}
    for times, order in rows:
        paper = tuple(names.index(letter) for letter in order if letter.isalpha())
        papers[paper] = papers.get(paper, 0) + int(times)
    return names, papers


def winners(method: str, text: str, seats: int = 1, **more) -> str:
    names, papers = election(text)
    found = count(Rules(method, len(names), seats, **more), papers, tuple(range(len(names))))
    return "".join(names[each] for each in found.winners)


# The capital of Tennessee (Wikipedia, "Instant-runoff voting", "Condorcet method"): Memphis, Nashville,
# Chattanooga (D), Knoxville.
TENNESSEE = "42: M>N>D>K, 26: N>D>K>M, 15: D>K>N>M, 17: K>D>N>M"
# Schulze 2011, section 3.1; 45 voters.
SCHULZE = (
    "5: A>C>B>E>D, 5: A>D>E>C>B, 8: B>E>D>A>C, 3: C>A>B>E>D, 7: C>A>E>B>D, 2: C>B>A>D>E, 7: D>C>E>B>A, 8: E>B>A>D>C"
)
# Wikipedia, "Single transferable vote" (the party with food): Oranges, Pears, Chocolate, Strawberries, Burgers.
FOOD = "4: O, 2: P>O, 8: C>S, 4: C>B, 1: S, 1: B"
# Burlington, Vermont, elects its mayor (2009; Wikipedia, "2009 Burlington mayoral election"): Kiss, Montroll, Wright.
BURLINGTON = "1332: M>K>W, 767: M>W>K, 455: M, 2043: K>M>W, 371: K>W>M, 568: K, 1513: W>M>K, 495: W>K>M, 1289: W"


def test_burlington_elects_kiss_by_run_off_though_montroll_beats_everybody_in_pairs():
    assert winners("transfer", BURLINGTON) == "K"
    names, papers = election(BURLINGTON)
    found = count(Rules("schulze", 3), papers, (0, 1, 2))
    kiss, montroll, wright = (names.index(letter) for letter in "KMW")
    assert found.winners == (montroll,)
    pairs = found.pairs
    assert (pairs[montroll][kiss], pairs[kiss][montroll]) == (4067, 3477)
    assert (pairs[montroll][wright], pairs[wright][montroll]) == (4597, 3668)
    assert (pairs[kiss][wright], pairs[wright][kiss]) == (4314, 4064)


def test_tennessee_by_run_off_is_knoxville_and_by_pairs_nashville():
    assert winners("transfer", TENNESSEE) == "K"
    assert winners("schulze", TENNESSEE) == "N"


def test_tennessee_run_off_goes_out_in_the_published_order():
    names, papers = election(TENNESSEE)
    found = count(Rules("transfer", 4), papers, (0, 1, 2, 3))
    assert [names[each.excluded] for each in found.rounds if each.excluded is not None] == ["D", "N"]
    assert found.rounds[-1].totals[names.index("K")] == 58
    assert found.quota == 51


def test_schulzes_own_example_gives_his_ranking_and_his_strongest_paths():
    names, papers = election(SCHULZE)
    found = count(Rules("schulze", 5), papers, tuple(range(5)))
    assert "".join(names[group[0]] for group in found.ranking) == "EACBD"
    assert all(len(group) == 1 for group in found.ranking)
    assert found.pairs[0] == (0, 20, 26, 30, 22)
    assert found.paths == (
        (0, 28, 28, 30, 24), (25, 0, 28, 33, 24), (25, 29, 0, 29, 24), (25, 28, 28, 0, 24), (25, 28, 28, 31, 0),
    )  # fmt: skip


def test_the_party_elects_chocolate_oranges_and_strawberries():
    names, papers = election(FOOD)
    found = count(Rules("transfer", 5, 3), papers, tuple(range(5)))
    assert sorted(names[each] for each in found.winners) == ["C", "O", "S"]
    assert found.quota == 6
    first = found.rounds[1]
    assert first.moved[names.index("S")] == 4
    assert first.moved[names.index("B")] == 2
    assert found.rounds[-1].totals[names.index("S")] == 5


def test_surplus_moves_in_exact_fractions_and_what_names_nobody_further_is_exhausted():
    # 10 papers, 2 seats, quota 4: A has 7, surplus 3, each paper goes on at 3/7.
    names, papers = election("4: A>B, 2: A>C, 1: A, 3: C")
    found = count(Rules("transfer", 3, 2), papers, (0, 1, 2))
    assert found.quota == 4
    moved = found.rounds[1]
    assert moved.moved == (0, Fraction(12, 7), Fraction(6, 7))
    assert moved.exhausted == Fraction(3, 7)
    assert [names[each] for each in found.winners] == ["A", "C"]


def test_a_cycle_of_three_without_a_strongest_is_left_to_the_tie_rule():
    cycle = "1: A>B>C, 1: B>C>A, 1: C>A>B"
    assert winners("schulze", cycle, ties="all") == "ABC"
    _names, papers = election(cycle)
    found = count(Rules("schulze", 3, ties="open"), papers, (2, 0, 1))
    assert (found.winners, found.tied) == ((), (0, 1, 2))
    found = count(Rules("schulze", 3), papers, (2, 0, 1))
    assert (found.winners, found.lots) == ((2,), ((0, 1, 2),))


def test_sums_of_approval_score_and_points():
    assert winners("approval", "3: AB, 2: B, 1: C", seats=2) == "BA"
    papers = {(5, 0, 3): 2, (0, 4, 3): 3}
    assert count(Rules("score", 3), papers, (0, 1, 2)).totals == (10, 12, 15)
    assert count(Rules("points", 3), papers, (0, 1, 2)).winners == (2,)


def test_equal_at_the_last_seat_follow_the_rule_and_equals_above_it_are_just_elected():
    papers = {(0, 1): 3, (2,): 2, (3,): 2}
    rules = {"method": "approval", "options": 4, "seats": 3}
    assert count(Rules(**rules, ties="open"), papers, (0, 1, 2, 3)).tied == (2, 3)
    assert count(Rules(**rules, ties="all"), papers, (0, 1, 2, 3)).winners == (0, 1, 2, 3)
    found = count(Rules(**rules, ties="lot"), papers, (3, 2, 1, 0))
    assert found.winners == (1, 0, 3)
    assert found.lots == ((2, 3),)


def test_a_tie_for_going_out_looks_back_before_it_draws():
    # C and D are equal when one must go; before E's papers came, D was behind.
    names, papers = election("5: A, 4: B, 3: C, 2: D, 1: E>D")
    found = count(Rules("transfer", 5), papers, (4, 3, 2, 1, 0))
    assert [names[each.excluded] for each in found.rounds if each.excluded is not None][:2] == ["E", "D"]
    assert found.lots == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "best"}, {"options": 1}, {"options": 61}, {"seats": 0}, {"seats": 5}, {"choices": 5},
        {"score": 11}, {"points": 0}, {"ties": "coin"}, {"method": "transfer", "ties": "all"},
    ],
)  # fmt: skip
def test_impossible_rules_are_refused(changes):
    with pytest.raises(WrongRules):
        count(Rules(**{"method": "approval", "options": 4} | changes), {}, (0, 1, 2, 3))


@pytest.mark.parametrize(
    ("method", "paper"),
    [
        ("approval", (1, 0)), ("approval", (0, 0)), ("approval", (4,)), ("approval", (0, 1, 2)),
        ("transfer", (1, 1)), ("schulze", (-1,)), ("score", (1, 2)), ("score", (6, 0, 0, 0)),
        ("points", (5, 5, 1, 0)), ("points", (-1, 0, 0, 0)),
    ],
)  # fmt: skip
def test_papers_that_do_not_answer_are_refused(method, paper):
    with pytest.raises(WrongPaper):
        count(Rules(method, 4, choices=2), {paper: 1}, (0, 1, 2, 3))


def test_the_lot_is_fixed_by_secret_and_box_and_shown_beforehand_as_a_fingerprint():
    options = ["a", "b", "c", "d"]
    assert draw_lot("s", "box", options) == draw_lot("s", "box", options)
    assert sorted(draw_lot("s", "box", options)) == [0, 1, 2, 3]
    assert len({draw_lot(str(n), "box", options) for n in range(60)}) > 12
    assert len({draw_lot("s", str(n), options) for n in range(60)}) > 12
    assert commitment("s") != commitment("t")


# What must hold of every election.

SIZE = 4
LOT = tuple(range(SIZE))


def papers_for(method: str):
    if method in RANKED:
        paper = st.permutations(range(SIZE)).flatmap(
            lambda order: st.integers(0, SIZE).map(lambda most: tuple(order[:most]))
        )
    elif method == "approval":
        paper = st.sets(st.integers(0, SIZE - 1)).map(lambda chosen: tuple(sorted(chosen)))
    elif method == "score":
        paper = st.tuples(*[st.integers(0, 5)] * SIZE)
    else:
        paper = st.tuples(*[st.integers(0, 2)] * SIZE)
    return st.dictionaries(paper, st.integers(1, 9), min_size=1, max_size=12)


def elections():
    return st.sampled_from(METHODS).flatmap(
        lambda method: st.tuples(
            st.builds(Rules, st.just(method), st.just(SIZE), st.integers(1, 3)), papers_for(method)
        )
    )


@given(elections())
def test_somebody_is_elected_to_every_seat_and_nobody_twice(case):
    rules, papers = case
    found = count(rules, papers, LOT)
    assert len(found.winners) == rules.seats
    assert len(set(found.winners)) == rules.seats
    assert sorted(each for group in found.ranking for each in group) == list(range(SIZE))
    assert found.papers == sum(papers.values())


@given(elections(), st.randoms(use_true_random=False))
def test_who_handed_in_which_paper_and_in_which_order_does_not_matter(case, random):
    rules, papers = case
    mixed = list(papers.items())
    random.shuffle(mixed)
    assert count(rules, dict(mixed), LOT) == count(rules, papers, LOT)


def renamed(rules: Rules, paper, to):
    if rules.method in RANKED:
        return tuple(to[each] for each in paper)
    if rules.method == "approval":
        return tuple(sorted(to[each] for each in paper))
    made = [0] * len(paper)
    for option, mark in enumerate(paper):
        made[to[option]] = mark
    return tuple(made)


@given(elections(), st.permutations(range(SIZE)))
def test_names_do_not_matter(case, to):
    rules, papers = case
    found = count(rules, papers, LOT)
    lot = tuple(to[each] for each in LOT)
    again = count(rules, {renamed(rules, paper, to): times for paper, times in papers.items()}, lot)
    assert set(again.winners) == {to[each] for each in found.winners}


@given(papers_for("transfer"), st.integers(1, 3))
def test_transferred_votes_are_never_lost_nor_made(papers, seats):
    found = count(Rules("transfer", SIZE, seats), papers, LOT)
    valid = found.papers - found.blank
    for each in found.rounds:
        assert sum(each.totals) + each.exhausted == valid


@given(papers_for("schulze"))
def test_whoever_beats_all_others_in_pairs_wins_by_schulze(papers):
    found = count(Rules("schulze", SIZE), papers, LOT)
    beats_all = [
        a for a in range(SIZE)
        if all(found.pairs[a][b] > found.pairs[b][a] for b in range(SIZE) if b != a)
    ]  # fmt: skip
    assume(beats_all)
    assert found.winners == tuple(beats_all)


@given(papers_for("schulze"), st.data())
def test_schulze_is_monotone_a_winner_raised_on_a_paper_still_wins(papers, data):
    rules = Rules("schulze", SIZE, ties="all")
    before = count(rules, papers, LOT)
    winner = before.winners[0]
    chosen = data.draw(st.sampled_from(sorted(papers)))
    raised = (winner, *(each for each in chosen if each != winner))
    changed = dict(papers)
    changed[chosen] -= 1
    if not changed[chosen]:
        del changed[chosen]
    changed[raised] = changed.get(raised, 0) + 1
    assert winner in count(rules, changed, LOT).winners


@given(st.sampled_from(["approval", "score", "points"]).flatmap(lambda m: st.tuples(st.just(m), papers_for(m))))
def test_one_more_paper_for_the_winner_alone_keeps_the_winner(case):
    method, papers = case
    rules = Rules(method, SIZE)
    winner = count(rules, papers, LOT).winners[0]
    alone = (winner,) if method == "approval" else tuple(int(each == winner) for each in range(SIZE))
    more = dict(papers)
    more[alone] = more.get(alone, 0) + 1
    assert count(rules, more, LOT).winners[0] == winner


@given(st.sampled_from(["approval", "score", "points"]).flatmap(lambda m: st.tuples(st.just(m), papers_for(m))))
def test_sums_are_the_sums(case):
    method, papers = case
    totals = count(Rules(method, SIZE), papers, LOT).totals
    for option in range(SIZE):
        if method == "approval":
            assert totals[option] == sum(times for paper, times in papers.items() if option in paper)
        else:
            assert totals[option] == sum(times * paper[option] for paper, times in papers.items() if paper)


@given(papers_for("transfer"))
def test_more_than_half_of_first_places_wins_the_run_off(papers):
    found = count(Rules("transfer", SIZE), papers, LOT)
    first = found.rounds[0].totals
    strong = [each for each in range(SIZE) if first[each] * 2 > found.papers - found.blank]
    assume(strong)
    assert found.winners == tuple(strong)


@given(st.integers(1, 3), st.integers(1, 30), st.integers(0, 30))
def test_a_solid_group_of_voters_gets_the_seats_that_its_quotas_buy(seats, group, others):
    """Proportionality for solid coalitions: k quotas of voters who rank the same set first elect k of it."""
    orders = [(*inside, *outside) for inside in permutations((0, 1)) for outside in permutations((2, 3))]
    papers: dict = {}
    for number in range(group):
        papers[orders[number % 4]] = papers.get(orders[number % 4], 0) + 1
    for number in range(others):
        order = ((2, 3, 0, 1), (3, 2, 1, 0))[number % 2]
        papers[order] = papers.get(order, 0) + 1
    found = count(Rules("transfer", 4, seats), papers, LOT)
    earned = min(2, group // found.quota)
    assert len({0, 1} & set(found.winners)) >= earned


@settings(max_examples=40)
@given(st.dictionaries(st.permutations(range(12)).map(tuple), st.integers(1, 5), min_size=20, max_size=60))
def test_many_seats_stay_exact(papers):
    found = count(Rules("transfer", 12, 8), papers, tuple(range(12)))
    assert sum(found.rounds[-1].totals) + found.rounds[-1].exhausted == sum(papers.values())
