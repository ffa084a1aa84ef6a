"""Importing end to end: the numbers add up, a second run changes nothing, a wrong source leaves nothing."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space

from .test_dump import POSTS, write

pytestmark = pytest.mark.django_db


def run(*words: str) -> dict:
    out = StringIO()
    call_command("import", *words, "--json", stdout=out)
    return json.loads(out.getvalue())


def state() -> list:
    items = Item.objects.order_by("id").values_list(
        "id", "origin", "title", "html", "score", "reply_count", "answer_count"
    )
    return [list(items), Person.objects.count(), list(Space.objects.values_list("slug", "item_count"))]


def test_import_brings_everything_and_adds_up(tmp_path):
    summary = run("stackexchange", str(write(tmp_path)), "--space", "physics")
    assert summary["reconciled"]
    assert summary["imported"] == {"Users.xml": 2, "Posts.xml": 2, "Comments.xml": 1, "Votes.xml": 2}
    question = Item.objects.get(kind="question")
    assert (question.title, question.score, question.answer_count, question.reply_count) == ("Why is it so?", 2, 1, 1)
    assert question.resolved_at is not None
    comment = Item.objects.get(kind="comment")
    assert comment.root_id == question.id
    assert comment.parent.kind == "answer"
    ada = Person.objects.get(name="Ada")
    assert ada.claimed_at is None
    assert not ada.has_usable_password()


def test_import_a_second_run_changes_nothing(tmp_path):
    write(tmp_path)
    run("stackexchange", str(tmp_path), "--space", "physics")
    before = state()
    again = run("stackexchange", str(tmp_path), "--space", "physics")
    assert state() == before
    assert again["reconciled"]
    assert set(again["imported"].values()) == {0}


def test_import_a_wrong_source_leaves_nothing(tmp_path):
    before = state()
    write(tmp_path, Posts=POSTS.replace('ParentId="10"', 'ParentId="77"'))
    with pytest.raises(CommandError, match=r"Posts.xml, row 2: .*no such question.*\nNothing was imported"):
        run("stackexchange", str(tmp_path), "--space", "physics")
    assert state() == before


THREAD = {"kind": "topic", "tid": 1, "user": 5, "cat": 0, "title": "Hello", "body": "World",
          "replies": [{"user": 6, "body": "Hi"}, {"user": 5, "body": "Ho"}]}  # fmt: skip


def test_import_threads_categories_become_spaces(tmp_path):
    file = tmp_path / "seed.jsonl"
    file.write_text("\n".join(json.dumps(THREAD | {"tid": n, "cat": n % 2}) for n in range(4)), encoding="utf-8")
    summary = run("threads", str(file))
    assert summary["reconciled"]
    assert summary["imported"] == {"threads": 4, "replies": 8}
    assert sorted(summary["spaces"]) == ["forum-0", "forum-1"]
    assert Item.objects.filter(kind="thread").aggregate(n=Sum("reply_count"))["n"] == 8
    before = state()
    assert run("threads", str(file))["imported"] == {"threads": 0, "replies": 0}
    assert state() == before


@pytest.mark.parametrize(
    ("line", "words"),
    [("{", "no JSON"), ("[]", "not an object"), ('{"tid": 1}', "has no user"), ('{"tid": true}', "has no tid")],
)
def test_import_threads_a_wrong_line_is_named(tmp_path, line, words):
    file = tmp_path / "seed.jsonl"
    file.write_text(json.dumps(THREAD) + "\n" + line, encoding="utf-8")
    with pytest.raises(CommandError, match=f"seed.jsonl, row 2: .*{words}"):
        run("threads", str(file))
    assert not Item.objects.exists()


def dumps() -> list[Path]:
    """All that FOLKMOOT_DATA has; of what lies beside the code by chance the smallest, which takes seconds."""
    chosen = os.environ.get("FOLKMOOT_DATA")
    here = Path(chosen or Path(__file__).parents[5] / "../shared/data")
    found = sorted((here / "stackexchange").glob("*"), key=_size) or [Path("absent")]
    return found if chosen else found[:1]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*"))


@pytest.mark.parametrize("folder", dumps(), ids=lambda folder: folder.name)
def test_import_a_real_dump_adds_up(folder):
    if not folder.is_dir():
        pytest.skip("no real dump here; FOLKMOOT_DATA can name a folder that has one")
    summary = run("stackexchange", str(folder), "--space", "real")
    assert summary["reconciled"]
    now_here = summary["now_here"]
    for kind in ("question", "answer", "comment"):
        assert Item.objects.filter(kind=kind).count() == now_here[f"{kind}s"]
    total = Item.objects.filter(kind__in=["question", "answer"]).aggregate(up=Sum("up_count"), down=Sum("down_count"))
    assert total["up"] + total["down"] == now_here["votes"]
    before = state()
    assert set(run("stackexchange", str(folder), "--space", "real")["imported"].values()) == {0}
    assert state() == before
