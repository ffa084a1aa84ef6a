import json

import pytest

from folkmoot.graph.commands import main

KEYS = {
    "seeds", "given", "k", "model", "weights", "epsilon", "delta", "ratio", "target", "reached", "promised", "spread",
    "low", "high", "confidence", "curve", "cost", "sets", "judged", "mean_set", "stopped", "method", "seconds",
}  # fmt: skip


@pytest.fixture
def edges(tmp_path):
    path = tmp_path / "edges.csv"
    rows = [f"ann,p{i}" for i in range(9)] + [f"bob,q{i}" for i in range(5)] + [f"cy,r{i}" for i in range(3)]
    path.write_text("source,target\n" + "\n".join(rows) + "\n")
    return path


def answer(capsys, *words):
    assert main([str(word) for word in words]) == 0
    return json.loads(capsys.readouterr().out)


def test_influence_json_names_the_seeds_in_order(edges, capsys):
    data = answer(capsys, "influence", edges, "-k", 2, "--json")
    assert set(data) == KEYS
    assert data["seeds"] == ["ann", "bob"]
    assert len(data["curve"]) == 2


def test_influence_options_shape_the_choice(edges, tmp_path, capsys):
    (tmp_path / "out").write_text("ann\n")
    data = answer(capsys, "influence", edges, "-k", 2, "--exclude", tmp_path / "out", "--json", "--compare")
    assert data["seeds"] == ["bob", "cy"]
    assert [rival["name"] for rival in data["rivals"]] == ["chosen", "random", "degree", "pagerank", "nomination"]
    (tmp_path / "costs").write_text("ann 9\n")
    data = answer(capsys, "influence", edges, "--costs", tmp_path / "costs", "--budget", 2, "--json")
    assert data["seeds"] == ["bob", "cy"]
    data = answer(capsys, "influence", edges, "-k", 1, "--seeds", tmp_path / "out", "--json")
    assert (data["given"], data["seeds"]) == (["ann"], ["bob"])


def test_influence_quota_keeps_to_groups(edges, tmp_path, capsys):
    people = ["ann", "bob", "cy"] + [f"{c}{i}" for c, m in (("p", 9), ("q", 5), ("r", 3)) for i in range(m)]
    lines = [f"{name},{'x' if name in ('ann', 'bob') else 'y'}" for name in people]
    (tmp_path / "groups.csv").write_text("node,group\n" + "\n".join(lines) + "\n")
    options = ("--groups", tmp_path / "groups.csv", "--json")
    assert answer(capsys, "influence", edges, "-k", 2, "--quota", "x=1", *options)["seeds"] == ["ann", "cy"]
    assert main(["influence", str(edges), "--quota", "z=1", "--groups", str(tmp_path / "groups.csv")]) == 1
    assert "no group" in capsys.readouterr().err


def test_influence_writes_a_table_for_people_and_files(edges, tmp_path, capsys):
    assert main(["influence", str(edges), "-k", "3", "--out", str(tmp_path / "a.csv")]) == 0
    assert "advocates reach" in capsys.readouterr().out
    assert (tmp_path / "a.csv").read_text().splitlines()[1].split(",")[1].strip('"') == "ann"


def test_influence_names_the_bad_row(edges, tmp_path, capsys):
    (tmp_path / "out").write_text("ann\nnobody\n")
    assert main(["influence", str(edges), "--exclude", str(tmp_path / "out")]) == 1
    assert "row 2: no node “nobody”" in capsys.readouterr().err


def test_spread_simulates_given_seeds(edges, tmp_path, capsys):
    (tmp_path / "seeds").write_text("ann\n")
    data = answer(capsys, "spread", edges, "--seeds", tmp_path / "seeds", "--runs", 50, "--json")
    assert data["mean"] == 10
    assert set(data) == {
        "seeds", "model", "weights", "threshold", "runs", "mean", "low", "high", "confidence", "quantiles",
    }  # fmt: skip
    assert main(["spread", str(edges), "--seeds", str(tmp_path / "seeds"), "--complex", "2"]) == 0
    assert "1 people reach 1.0" in capsys.readouterr().out
