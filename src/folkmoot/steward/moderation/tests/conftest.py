import pytest

from folkmoot.commons.content import kinds
from folkmoot.commons.content.pages import item_url


@pytest.fixture(autouse=True)
def _plain_kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register(kinds.Kind("note", "Note", "Notes", "message-square", item_url, has_title=False))
