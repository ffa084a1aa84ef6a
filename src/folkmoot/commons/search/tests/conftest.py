import pytest

from folkmoot.commons.content import kinds
from folkmoot.commons.content.pages import item_url, reply_url


@pytest.fixture(autouse=True)
def _plain_kinds(monkeypatch):
    """The commons are tested with kinds of their own, not with those of the rooms above."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(kinds.Kind("note", "Note", "Notes", "message-square", item_url, has_title=False))
    kinds.register(kinds.Kind("question", "Question", "Questions", "circle-help", item_url))
    kinds.register(
        kinds.Kind("answer", "Answer", "Answers", "message-circle", reply_url, is_reply=True, has_title=False)
    )
