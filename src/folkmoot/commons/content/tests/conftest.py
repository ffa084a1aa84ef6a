import pytest

from folkmoot.commons.content import fragments, kinds
from folkmoot.commons.content.pages import item_url
from folkmoot.commons.content.queries import kept


@pytest.fixture(autouse=True)
def _plain_kinds(monkeypatch):
    """The commons are tested with kinds of their own, not with those of the rooms above."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for name, has_title in (("note", False), ("thread", True)):
        kinds.register(
            kinds.Kind(
                name=name, label=name, label_plural=f"{name}s", icon="file", page_url=item_url, has_title=has_title
            )
        )
    kinds.register(
        kinds.Kind(
            name="question", label="question", label_plural="questions", icon="file", page_url=item_url,
            may_be_voted_down=True,
        )
    )  # fmt: skip
    kinds.register(
        kinds.Kind(
            name="answer", label="answer", label_plural="answers", icon="file", page_url=item_url, is_reply=True,
            has_title=False, may_be_voted_down=True, card_template="content/comment.html",
        )
    )  # fmt: skip
    fragments.forget()
    kept.forget_all()
    yield
    fragments.forget()
    kept.forget_all()
