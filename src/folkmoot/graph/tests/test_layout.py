import numpy as np
import pytest

from folkmoot.graph import GraphError, from_edges
from folkmoot.graph.generate import planted_communities
from folkmoot.graph.layout import layout


@pytest.fixture(scope="module")
def planted():
    return planted_communities(600, 6000, groups=6, across=0.05, seed=1)


def test_layout_puts_those_who_are_tied_near(planted):
    places = layout(planted.graph, seed=2)
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    tied = apart[planted.graph.rows(), planted.graph.indices].mean()
    assert tied < 0.6 * apart.mean()
    assert np.array_equal(places, layout(planted.graph, seed=2))


def test_layout_stays_where_it_was_when_little_changes(planted):
    graph = planted.graph
    before = layout(graph, seed=2)
    changed = from_edges(np.append(graph.rows(), [0, 600]), np.append(graph.indices, [9, 5]), n=601)
    after = layout(changed, start=np.vstack([before, [[np.nan, np.nan]]]), seed=3)
    size = np.ptp(before, axis=0).max()
    moved = np.linalg.norm(after[:600] - before, axis=1)
    assert np.median(moved) < 0.03 * size
    assert np.linalg.norm(after[600] - after[5]) < 0.2 * size


def test_layout_of_too_many_is_an_error():
    with pytest.raises(GraphError, match="up to 100,000"):
        layout(from_edges([], [], n=100_001))


def test_layout_from_places_of_another_shape_is_an_error():
    with pytest.raises(GraphError, match="shape"):
        layout(from_edges([0], [1]), start=[[0, 0]])
