"""A fresh room passes the house's checks as it stands."""

import subprocess
import sys
from pathlib import Path

import pytest

from folkmoot.testing.new_room import NoSuchRoom, write

ROOT = Path(__file__).parents[2]


def test_a_fresh_room_is_well_formed_typed_and_importable(tmp_path):
    package = tmp_path / "folkmoot"
    folder = write(package, "town_hall", "listen")
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--config", str(ROOT / "pyproject.toml"), str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    lint = subprocess.run(
        [sys.executable, "-m", "djlint", "--lint", "--quiet", str(folder)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert lint.returncode == 0, lint.stdout
    for file in folder.rglob("*.py"):
        compile(file.read_text(encoding="utf-8"), str(file), "exec")


@pytest.mark.parametrize(("name", "tier"), [("Polls", "listen"), ("polls", "kitchen"), ("../up", "listen")])
def test_a_wrong_name_or_tier_is_refused(tmp_path, name, tier):
    with pytest.raises(NoSuchRoom):
        write(tmp_path, name, tier)
    assert not list(tmp_path.rglob("*.py"))


def test_a_room_is_never_written_over(tmp_path):
    write(tmp_path, "polls")
    with pytest.raises(NoSuchRoom):
        write(tmp_path, "polls")
