"""Queries do not grow with what is shown; the same piece is drawn once for all readers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.base.clock import now
from folkmoot.commons.content import actions, queries
from folkmoot.commons.content.queries import kept
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def count(run):
    with CaptureQueriesContext(connection) as found:
        run()
    return len(found)


def test_cards_ask_the_same_for_one_three_and_fifty():
    reader = make_person()
    space = make_space(members=[reader], voices=["alias"])
    authors = [make_person() for _ in range(5)]
    who, asked = viewer(reader), []
    made = 0
    for wanted in (1, 3, 50):
        while made < wanted:
            make_item(kind="thread", author=authors[made % 5], space=space, tags=["a", "b"])
            made += 1
        items = list(queries.visible_items(who).filter(root=None))
        assert len(items) == wanted
        kept.forget_all()
        asked.append(count(lambda items=items: [card.html for card in queries.cards(who, items)]))
        assert count(lambda items=items: [card.html for card in queries.cards(who, items)]) <= 2
    assert asked[0] == asked[1] == asked[2] <= 10, asked


def test_discussion_asks_the_same_for_one_three_and_fifty():
    reader, item = make_person(), make_item()
    author, who, asked, made = make_person(), viewer(reader), [], 0
    for wanted in (1, 3, 50):
        while made < wanted:
            make_reply(item, author=author)
            made += 1
        item.refresh_from_db()
        kept.forget_all()
        asked.append(count(lambda: queries.discussion(who, item).comments_html))
        assert count(lambda: queries.discussion(who, item).comments_html) <= 4
    assert asked[0] == asked[1] == asked[2] <= 11, asked


def test_a_vote_asks_little():
    item, ben = make_item(), make_person()
    who = viewer(ben)
    assert count(lambda: actions.vote(viewer=who, item_id=item.id, value=1, at=now())) <= 14


def test_a_card_is_drawn_once_for_all_readers_and_filled_for_each():
    from folkmoot.commons.content import fragments

    item = make_item()
    ben, cleo = viewer(make_person()), viewer(make_person())
    actions.vote(viewer=ben, item_id=item.id, value=1, at=now())
    item.refresh_from_db()
    [for_ben], [for_cleo], [for_guest] = (queries.cards(who, [item]) for who in (ben, cleo, viewer(None)))
    assert len(fragments._cache) == 1
    assert 'aria-pressed="true"' in for_ben.html
    assert 'aria-pressed="true"' not in for_cleo.html
    assert "<button" not in for_guest.html
    assert "\x02" not in for_ben.html


def test_a_text_cannot_pretend_to_be_a_slot():
    from folkmoot.commons.content.fragments import mark

    item = make_item(body=f"x {mark('?', 'may_edit')} y", audience=0)
    [card] = queries.cards(viewer(None), [item])
    assert " y" in card.html
