import gzip
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from folkmoot.graph.commands import main
from folkmoot.graph.tests import planted


def write(path, header, *columns):
    rows = [",".join(str(value) for value in row) for row in zip(*columns, strict=True)]
    path.write_text(header + "\n" + "\n".join(rows) + "\n")
    return str(path)


@pytest.fixture
def files(tmp_path):
    graph, log, group = planted.persuasion(1)
    answers = planted.answers(1, n=800)
    return {
        "edges": write(tmp_path / "ties.csv", "source,target", graph.rows(), graph.indices),
        "groups": write(tmp_path / "groups.csv", "node,group", range(graph.n), group),
        "uptakes": write(tmp_path / "uptakes.csv", "person,action,time", log.people, log.actions, log.times),
        "answers": write(
            tmp_path / "answers.csv",
            "answerer,asker,topic,accepted",
            answers.answerer,
            answers.asker,
            answers.topic,
            answers.accepted.astype(int),
        ),
    }


def test_roles_json_holds_what_was_planted(files, capsys):
    words = ["roles", files["edges"], "--groups", files["groups"], "--json", "--window", "1"]
    assert main([*words, "--events", files["uptakes"], "--events", files["answers"]]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"groups", "maven", "connector", "salesman"}
    assert data["groups"] == "given"
    assert {person["node"] for person in data["salesman"]["found"]} >= {str(i) for i in range(7)}
    assert {person["topic"] for person in data["maven"]["found"]} == {"0"}
    first = data["salesman"]["found"][0]
    assert set(first) == {"node", "score", "low", "high", "p", "q", "evidence"}
    assert set(data["maven"]) == {"definition", "looked_at", "enough", "found"}


def test_roles_without_events_says_what_is_missing(files, capsys, tmp_path):
    assert main(["roles", files["edges"], "--out", str(tmp_path / "roles.csv")]) == 0
    out = capsys.readouterr().out
    assert "Maven: needs --events" in out
    assert "Connector. Bridges groups" in out
    assert (tmp_path / "roles.csv").exists()


def test_roles_names_the_bad_row_of_events(files, tmp_path, capsys):
    bad = write(tmp_path / "bad.csv", "person,action,time", [1, "zoe"], [0, 0], [1, 2])
    assert main(["roles", files["edges"], "--events", bad]) == 1
    assert "row 2 (line 3): person “zoe” is not in the ties" in capsys.readouterr().err
    other = write(tmp_path / "other.csv", "a,b", [1], [2])
    assert main(["roles", files["edges"], "--events", other]) == 1
    assert "expected columns" in capsys.readouterr().err


TRIANGLE = "source,target\na,b\nb,c\nc,a\n"


def told(capsys, *words):
    """The exit code, what was printed and what was said on the error stream."""
    code = main(["roles", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ("person,action,time\na,x,soon\n", "row 1 (line 2): a time that is neither a number nor a date"),
        ("person,action,time\na,x,1\nb,x,\n", "row 2 (line 3): a time that is neither"),
        ("person,action,time\na,,1\n", "row 1 (line 2): no action"),
        ("person,action,time\na,x\n", "row 1 (line 2): 2 fields where 3 are expected"),
        ("answerer,asker,topic,accepted\na,b,x,maybe\n", "accepted is 0 or 1, not “maybe”"),
        ("answerer,asker,topic,accepted\na,zoe,x,1\n", "asker “zoe” is not in the ties"),
        ("answerer,asker,topic,accepted\n", "there are no rows"),
        ("", "there are no rows"),
        ("answerer,asker,topic,accepted\n\0\xff", "row 1"),
    ],
)
def test_what_is_wrong_with_events_is_told_by_file_and_row(tmp_path, capsys, events, why):
    (tmp_path / "ties.csv").write_text(TRIANGLE)
    (tmp_path / "events.csv").write_bytes(events.encode("latin-1") if "\xff" in events else events.encode())
    code, _, err = told(capsys, str(tmp_path / "ties.csv"), "--events", str(tmp_path / "events.csv"))
    assert code == 1
    assert "events.csv" in err
    assert why in err


def test_bad_events_are_left_out_and_counted(tmp_path, capsys):
    (tmp_path / "ties.csv").write_text(TRIANGLE)
    rows = "a\tx\t2024-01-01\nzoe\tx\t2024-01-02\nb\tx\t2024-01-02T10:00:00\nc\tx\tsoon\nc\tx\n"
    with gzip.open(tmp_path / "events.tsv.gz", "wt") as file:
        file.write("person\taction\ttime\n" + rows)
    words = [str(tmp_path / "ties.csv"), "--events", str(tmp_path / "events.tsv.gz"), "--json"]
    code, out, err = told(capsys, *words, "--skip-bad")
    assert code == 0
    assert "events.tsv.gz: 3 bad rows left out." in err
    assert json.loads(out)["salesman"]["looked_at"] == 3


def test_people_keep_their_leading_noughts_and_long_numbers(tmp_path, capsys):
    (tmp_path / "ties.csv").write_text("source,target\n007,7\n7,99999999999999999999\n")
    (tmp_path / "events.csv").write_text("person,action,time\n007,x,1\n7,x,2\n99999999999999999999,x,3\n")
    assert told(capsys, str(tmp_path / "ties.csv"), "--events", str(tmp_path / "events.csv"))[0] == 0


def test_events_come_as_parquet_with_numbers_too(tmp_path, capsys):
    (tmp_path / "ties.csv").write_text("source,target\n1,2\n2,3\n")
    columns = {"answerer": [1, 2], "asker": [2, 3], "topic": ["x", "x"], "accepted": [True, False]}
    parquet.write_table(pa.table(columns), tmp_path / "events.parquet")
    parquet.write_table(pa.table({"node": [1, 2, 3], "group": [7, 7, 8]}), tmp_path / "groups.parquet")
    words = [str(tmp_path / "ties.csv"), "--events", str(tmp_path / "events.parquet"), "--json"]
    code, out, _ = told(capsys, *words, "--groups", str(tmp_path / "groups.parquet"))
    assert code == 0
    assert json.loads(out)["maven"]["looked_at"] == 2


@pytest.mark.parametrize(
    "option", ["--half-life=0", "--window=-1", "--least-partners=0", "--discovery=1", "--seed=-1"]
)
def test_numbers_that_cannot_be_are_refused(tmp_path, capsys, option):
    (tmp_path / "ties.csv").write_text(TRIANGLE)
    code, _, err = told(capsys, str(tmp_path / "ties.csv"), option)
    assert code == 1
    assert option.split("=")[0] in err
