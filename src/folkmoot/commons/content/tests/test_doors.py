"""The doors in one walk: what other rooms rely on."""

import pytest

from folkmoot.base.clock import now
from folkmoot.commons.content import actions, queries
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def test_publish_reply_vote_and_read_back_keeps_every_count():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    space = make_space(owner=ada, members=[ben])
    item = make_item(kind="question", author=ada, space=space, body=f"Hello @{ben.username} #greeting", tags=["Help"])
    answer = make_reply(item, author=ben, kind="answer")
    make_reply(answer, author=ada)
    comment = make_reply(item, author=ben)
    make_reply(comment, author=ada)
    actions.vote(viewer=viewer(ada), item_id=answer.id, value=1, at=now())
    item.refresh_from_db()
    assert (item.answer_count, item.reply_count) == (1, 3)
    found = queries.discussion(viewer(ben), item)
    assert [len(found.answers), len(found.comments), found.comment_count] == [1, 1, 3]
    assert found.answers[0].children[0].card is not None
    card = queries.cards(viewer(ben), queries.visible_items(viewer(ben)).filter(root=None))[0]
    assert card.tags == ("help", "greeting")
    assert "Hello" in card.html
    space.refresh_from_db()
    assert space.item_count == 1
