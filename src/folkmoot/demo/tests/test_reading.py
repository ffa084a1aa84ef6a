from collections import Counter

import pytest

from folkmoot.demo import reading
from folkmoot.demo.reading import BadTalk, conversations, table

KINDS = {"note", "question", "thread", "article"}


def test_conversations_of_the_firm_are_many_and_varied():
    talks = conversations()

    kinds = Counter(talk.opening.kind for talk in talks)
    assert len(talks) >= 150
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 10
    assert sum(len(talk.sayings) - 1 for talk in talks) >= 300
    assert {talk.opening.how.get("lang", "en") for talk in talks} >= {"en", "de", "es", "fr"}


def test_conversations_are_spoken_by_known_people_in_known_spaces():
    cast, spaces = table("cast"), table("spaces")

    for talk in conversations():
        assert not talk.space or talk.space in spaces, talk.key
        for saying in talk.sayings:
            assert saying.by.startswith("~") or saying.by in cast, (talk.key, saying.by)
            assert saying.body or saying.title, talk.key


def test_conversations_say_nothing_twice():
    bodies = Counter(saying.body for talk in conversations() for saying in talk.sayings if len(saying.body) > 40)

    assert [body for body, count in bodies.items() if count > 1] == []


def test_read_with_an_unknown_option_form_names_file_and_line(tmp_path, monkeypatch):
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "odd.txt").write_text("=== note in=town-square by=hana\nNo moment is given.\n")
    monkeypatch.setattr(reading, "FIRM", tmp_path)

    with pytest.raises(BadTalk, match=r"odd\.txt, line 1"):
        conversations()


def test_read_poll_takes_its_options_out_of_the_text(tmp_path, monkeypatch):
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "poll.txt").write_text("=== note by=hana ago=2\nTea?\n\n( ) Yes = 3\n( ) No = 1\n")
    monkeypatch.setattr(reading, "FIRM", tmp_path)

    [talk] = conversations()

    assert talk.opening.body == "Tea?"
    assert talk.opening.poll == [("Yes", 3), ("No", 1)]
