import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.evaluation import auc, evaluate
from folkmoot.graph.introductions import connecting, introductions
from folkmoot.graph.reading import read_edges, read_nodes
from folkmoot.graph.tests.real_data import real_data
from folkmoot.graph.tests.test_brokerage import random_ties


def test_introductions_on_a_path_name_those_two_steps_away():
    found = introductions(from_edges([0, 1, 2], [1, 2, 3], directed=False), k=2)
    assert found.people.tolist() == [[2, -1], [3, -1], [0, -1], [1, -1]]
    assert found.scores[0, 0] == pytest.approx(0.5)


def test_introductions_lead_to_other_groups_only():
    graph = from_edges([0, 0, 0, 0], [1, 2, 3, 4], directed=False)
    assert introductions(graph, [0, 0, 0, 1, 1], k=3).people[1].tolist() == [3, 4, -1]


def test_introductions_spread_over_groups_while_there_are_others():
    graph = from_edges([0] * 6, [1, 2, 3, 4, 5, 6], directed=False)
    found = introductions(graph, [0, 0, 1, 1, 1, 1, 2], k=2).people[1]
    assert sorted(found.tolist()) == [2, 6]


def test_introductions_are_not_repeated():
    graph = from_edges([0, 0, 0], [1, 2, 3], directed=False)
    first = introductions(graph, k=1).people[:, 0]
    named = from_edges(np.arange(4)[first >= 0], first[first >= 0], n=4)
    again = introductions(graph, k=1, seen=named).people[:, 0]
    assert first[1] == 2
    assert again[1] == 3


def test_introductions_prefer_those_alike_when_told():
    graph = from_edges([0, 0, 0], [1, 2, 3], directed=False)
    alike = np.array([[0, 0], [0, 1], [1, 0], [0, 1]], np.float32)
    assert introductions(graph, k=1, likeness=alike).people[1, 0] == 3


@pytest.mark.parametrize("arguments", [{"k": 0}, {"balance": 2}, {"groups": [1]}, {"likeness": [1.0]}])
def test_introductions_asked_wrongly_are_an_error(arguments):
    with pytest.raises(GraphError):
        introductions(from_edges([0], [1]), **arguments)


@given(st.integers(0, 50), st.sampled_from([0.0, 0.5, 1.0]), st.booleans())
def test_introductions_are_the_best_of_all_pairs_counted_by_hand(seed, balance, weighted):
    u, v, w = random_ties(seed, n=25, ties=45)
    graph = from_edges(u, v, w if weighted else None, n=25, directed=False)
    groups = np.random.default_rng(seed).integers(0, 3, 25)
    tied = np.zeros((25, 25))
    tied[graph.rows(), graph.indices] = 1 if graph.weights is None else 1 - np.exp(-graph.weights)
    strength = tied.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        walked = (tied / np.where(strength > 0, strength, 1)) @ tied
    known = np.sqrt(strength * (tied > 0).sum(1))
    score = np.where(walked > 0, walked ** (1 - balance) * np.outer(known, known) ** balance, 0)
    score[(tied > 0) | np.eye(25, dtype=bool) | (groups[:, None] == groups[None, :])] = 0
    one, two = (introductions(graph, groups, k=4, per_group=4, balance=balance, threads=t) for t in (1, 2))
    assert np.array_equal(one.people, two.people)
    best = -np.sort(-score, axis=1)[:, :4]
    assert one.scores == pytest.approx(best, rel=1e-4, abs=1e-6)
    for row, people in enumerate(one.people):
        assert score[row, people[people >= 0]] == pytest.approx(best[row][people >= 0], rel=1e-4)


def test_connecting_names_the_shared_whom_few_others_know():
    graph = from_edges([0, 1, 0, 1, 2, 2, 2], [2, 2, 3, 3, 4, 5, 6], directed=False)
    assert connecting(graph, [0, 0], [1, 6]).tolist() == [[3, 2, -1], [2, -1, -1]]


def test_auc_counts_ties_half():
    assert auc(np.array([2.0, 1.0]), np.array([1.0, 0.0])) == pytest.approx(3.5 / 4)


def check(found):
    best_auc = max(method.auc for method in found[1:])
    best_precision = max(method.precision for method in found[1:])
    assert found[0].method == "folkmoot"
    assert found[0].auc >= best_auc
    assert found[0].precision >= best_precision - 1e-12


def test_evaluation_on_an_institute_is_at_least_the_best_baseline():
    edges = read_edges(real_data("email-Eu-days.txt"), columns={"time": "0", "source": "1", "target": "2"})
    nodes = read_nodes(real_data("email-Eu-core-department-labels.txt"), edges.labels)
    found = evaluate(edges.sources, edges.targets, edges.times, nodes.groups)
    check(found.everywhere)
    check(found.across)
    assert found.everywhere[0].auc >= 0.876


def test_evaluation_on_student_messages_is_at_least_the_best_baseline():
    edges = read_edges(real_data("CollegeMsg.txt"), columns={"time": "2"})
    found = evaluate(edges.sources, edges.targets, edges.times)
    check(found.everywhere)
    assert found.everywhere[0].auc >= 0.824


def test_evaluation_of_too_few_events_is_an_error():
    with pytest.raises(GraphError, match="Fewer than ten"):
        evaluate([0], [1], [2])


def test_ties_that_weigh_nothing_introduce_nobody():
    """A run through them once wrote beyond the end of its tables."""
    random = np.random.default_rng(3)
    source, target = random.integers(0, 40, (2, 3000))
    firm = (random.random(3000) < 0.02).astype(np.float32)
    with_nothing = introductions(from_edges(source, target, firm, n=40, directed=False), k=39).people
    heavy = firm > 0
    without = introductions(from_edges(source[heavy], target[heavy], firm[heavy], n=40, directed=False), k=39).people
    known = from_edges(source, target, n=40, directed=False)
    for u in range(40):
        assert set(with_nothing[u]) - {-1} == set(without[u]) - {-1, *known.neighbours(u).tolist()}


def test_only_those_are_named_who_may_be():
    graph = from_edges([0, 0, 1, 1, 2], [1, 2, 3, 4, 3], n=6, directed=False)
    everybody = introductions(graph, k=3).people
    some = introductions(graph, k=3, among=[0, 4]).people
    assert set(everybody[0]) == {3, 4, -1}
    assert some[0].tolist() == [4, -1, -1]
    assert set(some[3]) <= {0, 4, -1}
    assert (introductions(graph, k=3, among=[]).people == -1).all()


def test_evaluation_of_times_that_are_all_alike_says_so():
    with pytest.raises(GraphError, match="all alike"):
        evaluate(range(20), range(1, 21), [5.0] * 20)
