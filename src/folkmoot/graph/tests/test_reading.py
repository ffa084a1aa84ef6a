import gzip

import numpy as np
import pytest

from folkmoot.graph.opening import UnreadableFile
from folkmoot.graph.reading import read_edges, read_nodes


def write(folder, text, name="ties.csv"):
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "source,target,weight\nann,bo,2\nbo,cy,3\n"),
        ("b.csv", "weight,to,from\n2,bo,ann\n3,cy,bo\n"),
        ("c.tsv", "ann\tbo\t2\nbo\tcy\t3\n"),
        ("d.txt", "# SNAP\n# FromNodeId ToNodeId\nann bo 2\nbo   cy 3\n"),
        ("e.csv.gz", "source,target,weight\nann,bo,2\nbo,cy,3\n"),
        ("f.csv", "source;target;weight\nann;bo;2\nbo;cy;3\n"),
    ],
)
def test_read_edges_of_any_common_form(tmp_path, name, text):
    edges = read_edges(write(tmp_path, text, name))
    pairs = list(zip(edges.labels[edges.sources], edges.labels[edges.targets], strict=True))
    assert pairs == [("ann", "bo"), ("bo", "cy")]
    assert edges.weights.tolist() == [2, 3]


def test_read_edges_from_parquet(tmp_path):
    import pyarrow as pa
    from pyarrow import parquet

    path = tmp_path / "ties.parquet"
    parquet.write_table(pa.table({"source": [1, 2], "target": [2, 30], "time": [5.0, 6.0]}), path)
    edges = read_edges(path)
    assert edges.labels.tolist() == ["1", "2", "30"]
    assert edges.times.tolist() == [5, 6]


def test_read_edges_numbers_whole_numbers_in_their_order(tmp_path):
    edges = read_edges(write(tmp_path, "10 2\n2 1\n"))
    assert edges.labels.tolist() == ["1", "2", "10"]
    assert edges.sources.tolist() == [2, 1]


def test_read_edges_skips_a_first_line_of_counts(tmp_path):
    assert len(read_edges(write(tmp_path, "3 2\n1 2\n2 3\n"))) == 2


def test_read_edges_counts_repeated_rows(tmp_path):
    graph = read_edges(write(tmp_path, "1 2 100\n1 2 200\n2 1 300\n"), columns={"time": "2"}).graph()
    assert graph.weights.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rows"),
        ("# only a comment\n", "no rows"),
        ("source,target,weight\n", "no rows"),
        ("source,target,weight\na,b,1\na,c,-2\n", "row 2: a weight"),
        ("source,target,weight\na,b,1\na,c,much\n", "row 2: a weight"),
        ("source,target\na,b\na,\n", "row 2: no target"),
        ("source,target\na,b\na,b,c\n", "Expected 2 columns"),
        ("one\ntwo\n", "one column only"),
        ("source,target,time\na,b,yesterday\n", "row 1: a time"),
    ],
)
def test_read_edges_of_an_unusable_file_names_file_and_row(tmp_path, text, message):
    with pytest.raises(UnreadableFile, match=message) as caught:
        read_edges(write(tmp_path, text))
    assert "ties.csv" in str(caught.value)


def test_read_edges_leaves_bad_rows_out_when_asked(tmp_path):
    text = "source,target,weight\na,b,1\na,c,-2\n,c,1\nb,c,x\nb,c\n"
    edges = read_edges(write(tmp_path, text), skip_bad=True)
    assert (len(edges), edges.skipped, edges.labels.tolist()) == (1, 4, ["a", "b"])


def test_read_edges_knows_dates(tmp_path):
    edges = read_edges(write(tmp_path, "source,target,time\na,b,1970-01-02\na,b,1970-01-01T00:00:05Z\n"))
    assert edges.times.tolist() == [86400, 5]


def test_read_edges_that_are_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match="no such file"):
        read_edges(tmp_path / "none.csv")


def test_read_edges_of_a_column_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match="no column “x”; there are source, target"):
        read_edges(write(tmp_path, "source,target\na,b\n"), columns={"source": "x"})


def test_read_nodes_gives_groups_and_counts_strangers(tmp_path):
    nodes = read_nodes(write(tmp_path, "id,group\na,x\nb,y\nzoe,x\n"), np.array(["a", "b", "c"], object))
    assert (nodes.groups.tolist(), nodes.group_names, nodes.unknown) == ([0, 1, -1], ["x", "y"], 1)


def test_read_nodes_named_twice_is_an_error(tmp_path):
    labels = np.array(["a"], object)
    with pytest.raises(UnreadableFile, match="row 2: “a” is there twice"):
        read_nodes(write(tmp_path, "id,group\na,x\na,y\n"), labels)
