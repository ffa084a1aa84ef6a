import sys

import pytest

from folkmoot.config import command, serving, supervisor


def test_backoff_starts_soon_at_first_and_slower_when_it_keeps_dying():
    backoff = supervisor.Backoff()
    waits = []
    for moment in range(12):
        backoff.started(float(moment))
        waits.append(backoff.died(moment + 0.1))
    assert waits[0] == supervisor.SHORTEST_WAIT
    assert waits == sorted(waits)
    assert waits[-1] == supervisor.LONGEST_WAIT


def test_backoff_forgives_after_a_steady_life():
    backoff = supervisor.Backoff()
    for moment in range(5):
        backoff.started(float(moment))
        backoff.died(moment + 0.1)
    backoff.started(100.0)
    assert backoff.died(100.0 + supervisor.STEADY_AFTER + 1) == supervisor.SHORTEST_WAIT


def test_command_without_words_shows_what_there_is(capsys):
    assert command.main([]) == 0
    assert "folkmoot run" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["backup"], ["database", "dance"], ["restore", "a", "b"]])
def test_command_with_wrong_words_says_how_it_is_used(words, capsys):
    assert command.main(words) == 2
    assert "Usage" in capsys.readouterr().err


def test_backup_refuses_to_overwrite(tmp_path, capsys):
    there = tmp_path / "moot.tar"
    there.touch()
    assert command.main(["backup", str(there)]) == 1
    assert "not overwritten" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["nine", "0", "70000", "-1"])
def test_a_wrong_port_is_named(wrong, monkeypatch):
    monkeypatch.setenv("PORT", wrong)
    with pytest.raises(SystemExit, match="PORT"):
        serving.port()


def test_live_answers_one_above_the_web(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.delenv("LIVE_PORT", raising=False)
    assert serving.live_port() == 9001


def test_a_child_that_cannot_be_started_just_now_is_started_later(monkeypatch, capsys):
    child, python = supervisor.Child("web"), sys.executable
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    child.tend(100.0)
    assert child.process is None
    assert "web could not be started" in capsys.readouterr().out
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr(supervisor, "command", lambda name: [python, "-c", "import time; time.sleep(60)"])
    child.tend(100.0 + supervisor.SHORTEST_WAIT / 2)
    assert child.process is None
    child.tend(100.0 + supervisor.SHORTEST_WAIT)
    assert child.process.poll() is None
    child.end_group()
    child.process.wait()
