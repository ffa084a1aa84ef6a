"""`folkmoot import markdown`: a folder becomes a wiki, once; what is wrong is named and nothing is changed."""

import json

import pytest
from django.core.management import CommandError, call_command

from folkmoot.commons.content.models import Item
from folkmoot.testing.makers import make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path / "files")
    path = tmp_path / "docs"
    (path / "cranes").mkdir(parents=True)
    (path / "README.md").write_text("# Home\n\nSee [brakes](cranes/brakes.md).")
    (path / "cranes" / "brakes.md").write_text("Brakes.")
    return path


def test_a_folder_comes_in_once(folder, capsys):
    owner = make_person()
    make_space(slug="works", owner=owner)
    for imported, before in ((3, 0), (0, 3)):
        call_command("import", "markdown", str(folder), "--space", "works", "--json")
        told = json.loads(capsys.readouterr().out)
        assert (told["files"]["pages"]["imported"], told["files"]["pages"]["already_here"]) == (imported, before)
        assert told["reconciled"]
    assert Item.objects.get(title="Home").author == owner
    assert "[[Brakes|brakes]]" in Item.objects.get(title="Home").body


def test_what_is_wrong_is_named(folder, tmp_path):
    with pytest.raises(CommandError, match="no community"):
        call_command("import", "markdown", str(folder), "--space", "nowhere")
    make_space(slug="works", owner=make_person())
    with pytest.raises(CommandError, match="no owner"):
        call_command("import", "markdown", str(folder), "--space", "works", "--by", "stranger")
    (folder / "bad.md").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CommandError, match=r"bad\.md"):
        call_command("import", "markdown", str(folder), "--space", "works")
    assert not Item.objects.filter(kind="page").exists()
