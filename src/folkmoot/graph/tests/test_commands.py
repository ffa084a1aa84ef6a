import csv
import json
import os
import pty
import signal
import subprocess
import sys
import termios

import pytest

from folkmoot.graph.commands import main


@pytest.fixture
def files(tmp_path):
    """Two triangles and a tie between them, with days and teams."""
    (tmp_path / "ties.csv").write_text(
        "source,target,time\n"
        + "".join(f"{a},{b},{day}\n" for day in range(4) for a, b in ("ab", "bc", "ca", "de", "ef", "fd", "cd"))
    )
    (tmp_path / "teams.csv").write_text("person,team\na,x\nb,x\nc,x\nd,y\ne,y\nf,y\n")
    return tmp_path


def called(capsys, *argv):
    code = main([str(part) for part in argv])
    return code, capsys.readouterr()


def teams(files):
    return ["--groups", files / "teams.csv", "--node-column", "person", "--group-column", "team"]


def test_summary_tells_the_documented_keys(files, capsys):
    code, said = called(capsys, "summary", files / "ties.csv", *teams(files), "--json", "--out", files / "o.csv")
    found = json.loads(said.out)
    assert code == 0
    assert set(found) == {
        "nodes", "ties", "directed", "reciprocity", "components", "largest_component", "communities", "modularity",
        "highest_core", "mean_clustering", "gini_of_ties", "ei_index", "ei_by_group", "betweenness_error",
        "closeness_error", "top",
    }  # fmt: skip
    assert (found["nodes"], found["ties"], found["components"]) == (6, 7, 1)
    assert found["top"]["betweenness"][0]["node"] in "cd"
    rows = list(csv.DictReader((files / "o.csv").open()))
    assert [row["node"] for row in rows] == list("abcdef")


def test_communities_tells_members_and_agreement(files, capsys):
    arguments = ["--resolution", 1, "--json", "--out", files / "c.csv"]
    _, said = called(capsys, "communities", files / "ties.csv", *teams(files), *arguments)
    found = json.loads(said.out)
    assert set(found) == {"count", "modularity", "resolution", "sizes", "members", "agreement"}
    assert sorted(map(sorted, found["members"].values())) == [["a", "b", "c"], ["d", "e", "f"]]
    assert found["agreement"]["nmi"] == pytest.approx(1)
    _, said = called(
        capsys, "communities", files / "ties.csv", "--resolution", 1, "--json", "--before", files / "c.csv"
    )
    assert json.loads(said.out)["members"] == found["members"]


def test_introduce_names_whom_to_meet_and_through_whom(files, capsys):
    arguments = ["--people", "c", "--json", "--out", files / "i.parquet"]
    _, said = called(capsys, "introduce", files / "ties.csv", *teams(files), *arguments)
    found = json.loads(said.out)
    assert set(found) == {"introductions", "evaluation"}
    [row] = found["introductions"]
    assert row["node"] == "c"
    assert {meet["node"] for meet in row["meet"]} == {"e", "f"}
    assert all(meet["through"] == ["d"] for meet in row["meet"])
    assert found["evaluation"]["everywhere"][0]["method"] == "folkmoot"
    assert (files / "i.parquet").exists()


def test_layout_starts_from_an_earlier_one(files, capsys):
    _, said = called(capsys, "layout", files / "ties.csv", "--json", "--out", files / "l.csv")
    before = json.loads(said.out)["nodes"]
    assert [set(row) for row in before] == [{"node", "x", "y", "community"}] * 6
    code, _ = called(capsys, "layout", files / "ties.csv", "--json", "--before", files / "l.csv")
    assert code == 0


@pytest.mark.parametrize("command", ["summary", "communities", "introduce", "layout"])
def test_command_for_people_prints_lines(files, capsys, command):
    code, said = called(capsys, command, files / "ties.csv")
    assert code == 0
    assert said.out.strip()
    assert said.err == ""


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["summary", "none.csv"], "no such file"),
        (["introduce", "ties.csv", "--people", "zoe"], "no node “zoe”"),
        (["communities", "ties.csv", "--resolution", "0"], "resolution"),
        (["summary", "ties.csv", "--out", "x.xlsx"], ".parquet or .csv"),
        (["summary", "ties.csv", "--out", "nowhere/x.csv"], "no folder “nowhere”"),
        (["summary", "ties.csv", "--threads", "0"], "--threads"),
        (["summary", "."], ".: this is a folder"),
        (["influence", "ties.csv", "--exclude", "none"], "none: there is no such file"),
        (["influence", "ties.csv", "--exclude", "latin"], "latin, row 2: not text in UTF-8"),
        (["influence", "ties.csv", "--exclude", "strangers"], "strangers, row 2: no node “zoe”"),
        (
            ["influence", "ties.csv", "--costs", "strangers", "--budget", "2"],
            "strangers, row 1: expected “node cost”",
        ),
        (["influence", "ties.csv", "--costs", "costs", "--budget", "2"], "costs, row 2: a cost is a number above 0"),
        (["influence", "ties.csv", "--costs", "costs"], "--costs and --budget go together"),
        (["influence", "ties.csv", "--quota", "x=1"], "--quota needs --groups"),
        (["influence", "ties.csv", "--weights", "const:1.5"], "a chance between 0 and 1"),
        (["influence", "ties.csv", "--time-budget", "0"], "--time-budget"),
        (["spread", "ties.csv", "--seeds", "strangers"], "strangers, row 2: no node “zoe”"),
        (["layout", "ties.csv", "--before", "none.csv"], "none.csv: there is no such file"),
    ],
)
def test_command_that_cannot_work_says_why_and_returns_1(files, capsys, argv, message, monkeypatch):
    monkeypatch.chdir(files)
    (files / "latin").write_bytes(b"a\nJos\xe9\n")
    (files / "strangers").write_text("a\nzoe\n")
    (files / "costs").write_text("a 2\nb -1\n")
    code, said = called(capsys, *argv)
    assert code == 1
    assert said.out == ""
    assert message in said.err
    assert said.err.count("\n") == 1


def test_command_called_wrongly_returns_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["summary"])
    assert caught.value.code == 2


def test_bad_rows_left_out_are_counted(files, capsys):
    path = files / "bad.csv"
    path.write_text("source,target,weight\na,b,1\nb,c,-1\n")
    assert called(capsys, "summary", path)[0] == 1
    code, said = called(capsys, "summary", path, "--skip-bad")
    assert code == 0
    assert "1 bad row left out" in said.err


def test_output_into_a_closed_pipe_ends_quietly(files):
    read, write = os.pipe()
    os.close(read)
    found = subprocess.run(
        [sys.executable, "-m", "folkmoot.graph", "summary", str(files / "ties.csv")],
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)
    assert (found.returncode, found.stderr) == (141, b"")


def test_json_holds_no_numbers_that_are_none(files, capsys):
    (files / "loop.csv").write_text("source,target,time\na,a,1\nb,b,2\n")
    for command in ("summary", "communities", "introduce"):
        code, said = called(capsys, command, files / "loop.csv", *teams(files), "--json")
        assert code == 0
        json.loads(said.out, parse_constant=pytest.fail)


def test_output_without_unicode_is_still_written(files):
    command = [sys.executable, "-m", "folkmoot.graph", "communities", str(files / "ties.csv")]
    for more in ([], ["--json"]):
        found = subprocess.run(
            [*command, *more], env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=True
        )
        assert found.stdout.isascii()


def test_ctrl_c_stops_a_long_computation_at_once(files):
    path = files / "ring.csv"
    path.write_text("source,target\n" + "".join(f"{k},{(k + 1) % 30_000}\n" for k in range(30_000)))
    (files / "seeds").write_text("0\n")
    # Every run goes round the whole ring, so that all of them would take many minutes.
    words = ["spread", path, "--seeds", files / "seeds", "--weights", "const:1", "--runs", 1_000_000]
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))  # On a screen of no width no bar is drawn.
    process = subprocess.Popen(
        [sys.executable, "-m", "folkmoot.graph", *map(str, words)], stdout=subprocess.DEVNULL, stderr=terminal
    )
    os.close(terminal)
    try:
        # The bar of reading is drawn, and wiped when the file is read: the computation begins.
        shown = b""
        while b"ring.csv" not in shown or not shown.endswith(b"\r"):
            shown += os.read(screen, 4096)
        process.send_signal(signal.SIGINT)
        # It takes a moment; the limit is there for a command that does not stop at all.
        assert process.wait(timeout=30) == -signal.SIGINT
    finally:
        process.kill()
        process.wait()
        os.close(screen)
