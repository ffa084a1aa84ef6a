import gzip

import numpy as np
import pytest

from folkmoot.graph.opening import UnreadableFile
from folkmoot.graph.reading import read_edges, read_nodes


def write(folder, text, name="ties.csv"):
    path = folder / name
    content = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
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
    assert len(read_edges(write(tmp_path, "3 2\n0 1\n1 2\n"))) == 2
    path = "".join(f"{node} {node + 1}\n" for node in range(1, 200))
    assert len(read_edges(write(tmp_path, "200 199\n" + path))) == 199


def test_read_edges_takes_a_first_tie_for_a_tie(tmp_path):
    for ties in ("0 1\n1 2\n", "1 2\n3 4\n5 6\n", "1 2\n2 3\n3 1\n", "2 1\n1 2\n", "3 2\n1 2\n2 3\n", "5 1\n5 6\n"):
        assert len(read_edges(write(tmp_path, ties))) == ties.count("\n"), ties


def test_read_edges_takes_short_names_of_people_for_people(tmp_path):
    assert read_edges(write(tmp_path, "a b\nb c\n")).labels.tolist() == ["a", "b", "c"]
    assert read_edges(write(tmp_path, "u,v\nb,c\n")).labels.tolist() == ["b", "c"]


def test_read_edges_counts_repeated_rows(tmp_path):
    graph = read_edges(write(tmp_path, "1 2 100\n1 2 200\n2 1 300\n"), columns={"time": "2"}).graph()
    assert graph.weights.tolist() == [2, 1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no rows"),
        ("# only a comment\n", "no rows"),
        ("source,target,weight\n", "no rows"),
        ("source,target,weight\na,b,1\na,c,-2\n", r"row 2 \(line 3\): a weight"),
        ("source,target,weight\na,b,1\na,c,much\n", r"row 2 \(line 3\): a weight"),
        ("source,target,weight\na,b,1\na,c,nan\n", r"row 2 \(line 3\): a weight"),
        ("a b 1\na c 2\na d inf\n", "row 3: a weight"),
        ("# about\n\nsource,target\na,b\n\n\na,\n", r"row 2 \(line 7\): no target"),
        ("source,target\na,b\na,b,c\n", r"row 2 \(line 3\): 3 fields where 2"),
        ("source,target\r\na,b\r\n\r\nb\r\n", r"row 2 \(line 4\): 1 field where 2"),
        ("one\ntwo\n", "one column only"),
        ("source,target,time\na,b,2020-01-01\nb,c,yesterday\n", r"row 2 \(line 3\): a time"),
        (b"source,target\na,b\n\nJos\xe9,b\n", r"row 2 \(line 4\): not text in UTF-8"),
        (b"Jos\xe9,b\n", "row 1: not text in UTF-8"),
        (b"source,target\na\0,b\n", r"row 1 \(line 2\): not text"),
        (bytes(range(256)) * 9, "row 1: not text"),
        ("source,target\n" + "x" * 3_000_000 + ",b\n", r"row 1 \(line 2\): longer than"),
        ("source,target\na,b\n" + "x" * 9_000_000, r"row 2 \(line 3\): longer than"),
        ("x" * 3_000_000, "row 1: longer than"),
    ],
)
def test_read_edges_of_an_unusable_file_names_file_and_row(tmp_path, text, message):
    with pytest.raises(UnreadableFile, match=message) as caught:
        read_edges(write(tmp_path, text))
    assert "ties.csv" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kept", [0, 30, 60, -4])
def test_read_edges_of_a_damaged_gzip_file_says_so(tmp_path, kept):
    rows = "".join(f"{k},{k * 7919 % 5000}\n" for k in range(5000))
    path = tmp_path / "ties.csv.gz"
    path.write_bytes(gzip.compress(rows.encode())[:kept] or b"nothing of the kind")
    with pytest.raises(UnreadableFile, match=r"ties\.csv\.gz: not a gzip file, damaged, or cut short"):
        read_edges(path)


def test_read_edges_of_a_folder_says_so(tmp_path):
    with pytest.raises(UnreadableFile, match="a folder, not a file"):
        read_edges(tmp_path)


@pytest.mark.parametrize("name", ["ties.csv", "ties.txt"])
def test_read_edges_leaves_out_lines_that_are_none(tmp_path, name):
    mark = b"," if name == "ties.csv" else b"  "
    rows = [b"a", b"Jos\xe9", b"b\0", b"x" * 5_000_000, b"c"]
    path = write(tmp_path, b"source" + mark + b"target\n" + b"".join(row + mark + b"d\n" for row in rows), name)
    edges = read_edges(path, skip_bad=True)
    assert (len(edges), edges.skipped, edges.labels.tolist()) == (2, 3, ["a", "c", "d"])


def test_read_edges_of_many_blocks_keeps_every_row(tmp_path):
    rows = "".join(f"{k:090} {k * 7919 % 60_000:090}\n" for k in range(60_000))
    path = write(tmp_path, "\ufeff" + rows)
    edges = read_edges(path)
    assert (len(edges), edges.labels[edges.targets[59_999]]) == (60_000, f"{59_999 * 7919 % 60_000:090}")
    path.write_text(rows + "1 2 3\n")
    with pytest.raises(UnreadableFile, match="row 60001: 3 fields"):
        read_edges(path)


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
    with pytest.raises(UnreadableFile, match=r"row 2 \(line 3\): “a” is there twice"):
        read_nodes(write(tmp_path, "id,group\na,x\na,y\n"), labels)


def test_what_divides_most_divides(tmp_path):
    with pytest.raises(UnreadableFile, match="row 1: a weight"):
        read_edges(write(tmp_path, "a;b;1,5\nc;d;2,5\n"))
    assert read_edges(write(tmp_path, '"a;1;2",b\n"b;1;2",c\n')).labels.tolist() == ["a;1;2", "b;1;2", "b", "c"]


def test_node_tables_with_strangers_alone_or_somebody_twice_are_errors(tmp_path):
    labels = np.array(["a", "b"], dtype=object)
    with pytest.raises(UnreadableFile, match="none of its 2 nodes"):
        read_nodes(write(tmp_path, "node,group\nx,1\ny,2\n"), labels)
    found = read_nodes(write(tmp_path, "node,group\na,1\na,2\nc,2\n"), labels, skip_bad=True)
    assert (found.groups.tolist(), found.skipped, found.unknown) == ([0, -1], 1, 1)
