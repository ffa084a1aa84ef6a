import json

import pytest

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
    assert "row 3: person “zoe” is not in the ties" in capsys.readouterr().err
    other = write(tmp_path / "other.csv", "a,b", [1], [2])
    assert main(["roles", files["edges"], "--events", other]) == 1
    assert "expected columns" in capsys.readouterr().err
