import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.graph import FAMILIES, GraphError, from_edges
from folkmoot.graph.kernels import cache_folder, in_pieces


def dense(graph):
    matrix = np.zeros((graph.n, graph.n))
    matrix[graph.rows(), graph.indices] = 1 if graph.weights is None else graph.weights
    return matrix


def test_build_adds_weights_of_repeated_ties_and_sorts_rows():
    graph = from_edges([0, 0, 2, 0], [2, 1, 0, 2], [1.0, 2.0, 3.0, 4.0])
    assert graph.indptr.tolist() == [0, 2, 2, 3]
    assert graph.indices.tolist() == [1, 2, 0]
    assert graph.weights.tolist() == [2.0, 5.0, 3.0]
    assert (graph.n, graph.m, graph.directed) == (3, 3, True)
    assert (graph.indptr.dtype, graph.indices.dtype) == (np.int64, np.int32)


@pytest.mark.parametrize(("combine", "expected"), [("sum", 5.0), ("max", 4.0), ("count", 2.0)])
def test_build_combines_repeated_ties_as_asked(combine, expected):
    graph = from_edges([0, 0], [1, 1], [1.0, 4.0], combine=combine)
    assert graph.weights.tolist() == [expected]


def test_build_without_weights_makes_one_tie_of_repeated_rows():
    graph = from_edges([0, 0], [1, 1])
    assert graph.weights is None
    assert graph.m == 1


def test_build_undirected_stores_a_tie_twice_and_a_loop_once():
    graph = from_edges([0, 1, 2], [1, 0, 2], [1.0, 2.0, 5.0], directed=False)
    assert dense(graph).tolist() == [[0, 3, 0], [3, 0, 0], [0, 0, 5]]
    assert (graph.m, graph.arcs, graph.loops) == (2, 3, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, -1], [1, 1]), "Row 1: sources has a negative"),
        (([0, 1], [1, 1], [1.0, -2.0]), "Row 1: a weight"),
        (([0, 1], [1, 1], [np.nan, 2.0]), "Row 0: a weight"),
        (([0, 1], [1]), "2 sources but 1 targets"),
        ((["a"], ["b"]), "whole numbers"),
        (([[0]], [[1]]), "dimensions"),
    ],
)
def test_build_from_unusable_ties_names_the_row(arguments, message):
    with pytest.raises(GraphError, match=message):
        from_edges(*arguments)


def test_build_with_too_few_nodes_names_the_row():
    with pytest.raises(GraphError, match="Row 1: targets has node 5"):
        from_edges([0, 1], [1, 5], n=3)


def test_build_of_nothing_is_an_empty_graph():
    graph = from_edges([], [])
    assert (graph.n, graph.m) == (0, 0)
    assert graph.reverse().n == graph.undirected().n == graph.reciprocated().n == 0


ties = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 9)), max_size=40)


@given(ties, st.booleans())
def test_build_agrees_with_a_matrix_filled_by_hand(rows, directed):
    expected = np.zeros((8, 8))
    for u, v, w in rows:
        expected[u, v] += w
        if not directed and u != v:
            expected[v, u] += w
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    graph = from_edges(columns[:, 0], columns[:, 1], columns[:, 2].astype(float), n=8, directed=directed)
    assert dense(graph).tolist() == expected.tolist()
    loops = np.diag(np.diag(expected))
    assert dense(graph.reverse()).tolist() == expected.T.tolist()
    both = expected + expected.T - loops if directed else expected
    assert dense(graph.undirected()).tolist() == both.tolist()
    mutual = np.minimum(expected, expected.T)
    assert dense(graph.reciprocated()).tolist() == (mutual - np.diag(np.diag(mutual))).tolist()
    assert dense(graph.without_loops()).tolist() == (expected - loops).tolist()


def test_reverse_and_undirected_are_kept():
    graph = from_edges([0, 1], [1, 2])
    assert graph.reverse() is graph.reverse()
    assert graph.reverse().reverse() is graph
    assert graph.undirected() is graph.undirected()


def test_import_of_all_families_loads_no_compiler():
    heavy = ["numba", "scipy", "networkit", "sknetwork", "pyarrow", "django", "pandas"]
    families = ", ".join(f"folkmoot.graph.{each}" for each in FAMILIES)
    code = f"import sys, {families}; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_cache_folder_beside_code_nobody_may_write_is_ones_own(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "mine"))
    assert cache_folder(tmp_path) == ""
    package = tmp_path / "installed"
    found = cache_folder(package, writable=lambda folder: folder != package)
    assert found == str(tmp_path / "mine" / "folkmoot" / "kernels")


def test_pieces_come_back_in_order_on_any_number_of_threads():
    expected = [sum(range(start, start + 7)) for start in range(0, 70, 7)]
    for threads in (1, 2, 5):
        assert in_pieces(lambda start, stop: sum(range(start, stop)), 70, piece=7, threads=threads) == expected
