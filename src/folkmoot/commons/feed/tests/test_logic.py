from datetime import UTC, datetime, timedelta

from folkmoot.commons.feed.logic import Candidate, group_runs, order_for_you, weight

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_weight_older_counts_less():
    fresh = Candidate(1, NOON, 1)
    old = Candidate(2, NOON - timedelta(days=3), 1)
    assert weight(fresh, at=NOON) > weight(old, at=NOON)


def test_order_must_read_unseen_comes_first_and_says_so():
    loud = Candidate(1, NOON, 1, talk=500, score=500)
    must = Candidate(2, NOON - timedelta(days=5), 2, is_must_read=True)
    first = order_for_you([loud, must], at=NOON, limit=2)[0]
    assert first.item == 2
    assert first.extra_reasons == ("You are asked to read this",)


def test_order_one_author_does_not_fill_the_page():
    many = [Candidate(n, NOON, author=7, score=3) for n in range(1, 11)]
    other = Candidate(99, NOON, author=8)
    ranked = [candidate.item for candidate in order_for_you([*many, other], at=NOON, limit=11)]
    assert ranked.index(99) <= 3


def test_group_runs_three_alike_fold_two_do_not():
    assert group_runs("aabbbc", key=str) == [["a"], ["a"], ["b", "b", "b"], ["c"]]
