"""Votes that are sealed, and votes that move when two items become one."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.base.clock import now
from folkmoot.commons.content import actions
from folkmoot.commons.content.models import Bookmark, Item, ItemFollow, Vote
from folkmoot.commons.content.refusals import WrongState
from folkmoot.testing.makers import make_item, make_person, viewer

pytestmark = pytest.mark.django_db


def vote(item, person, value=1):
    actions.vote(viewer=viewer(person), item_id=item.id, value=value, at=now())


def counts(item):
    return Item.objects.values_list("up_count", "down_count", "score").get(id=item.id)


def events(item):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, data::text FROM outbox_event WHERE item = %s ORDER BY id", [item.id])
        return cursor.fetchall()


def test_sealed_votes_are_kept_and_told_by_no_number_until_they_are_opened():
    item = make_item(kind="question")
    vote(item, make_person())
    actions.seal_votes(item_ids=[item.id], at=now())
    assert counts(item) == (0, 0, 0)
    before = Item.objects.get(id=item.id)
    swinger = make_person()
    for person, value in ((make_person(), 1), (make_person(), -1), (swinger, 1), (swinger, 0)):
        vote(item, person, value)
    after = Item.objects.get(id=item.id)
    assert counts(item) == (0, 0, 0)
    assert (after.version, after.thread_version) == (before.version, before.thread_version)
    told = [data for name, data in events(item) if name == "sealed.vote.cast"]
    assert len(told) == 4
    assert not any("value" in data for data in told)
    actions.open_votes(item_ids=[item.id], at=now())
    assert counts(item) == (2, 1, 1)
    vote(item, make_person())
    assert counts(item) == (3, 1, 2)


def test_merge_carries_votes_followers_and_bookmarks_and_closes_the_merged_one():
    ada, ben = make_person(), make_person()
    first, second = make_item(kind="question", author=ada), make_item(kind="question", author=ben)
    both, only = make_person(), make_person()
    vote(first, both)
    vote(second, both)
    vote(second, only)
    vote(second, ada)  # Who wrote the one that stays does not vote for it.
    actions.follow(viewer=viewer(only), item_id=second.id, at=now())
    actions.bookmark(viewer=viewer(only), item_id=second.id, at=now())
    actions.mute(viewer=viewer(both), item_id=first.id, at=now())
    actions.follow(viewer=viewer(both), item_id=second.id, at=now())
    actions.merge(viewer=viewer(ada), item_id=second.id, into_id=first.id, at=now())
    assert counts(first) == (2, 0, 2)
    assert counts(second) == (0, 0, 0)
    second.refresh_from_db()
    assert (second.duplicate_of_id, second.locked_at is not None) == (first.id, True)
    assert set(ItemFollow.objects.filter(item=first, is_muted=False).values_list("person", flat=True)) == {
        ada.pk, ben.pk, only.pk,
    }  # fmt: skip
    assert ItemFollow.objects.get(item=first, person=both).is_muted
    assert Bookmark.objects.filter(item=first, person=only).exists()
    for item_id, into_id in ((second.id, first.id), (first.id, first.id), (first.id, second.id)):
        with pytest.raises(WrongState):
            actions.merge(viewer=viewer(ada), item_id=item_id, into_id=into_id, at=now())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([-1, 0, 1]), st.sampled_from([-1, 0, 1])), max_size=6))
def test_merge_neither_loses_nor_doubles_anybody_who_voted(db, votes):
    first, second = make_item(kind="question"), make_item(kind="question")
    wanted, known = set(), set()
    for on_first, on_second in votes:
        person = make_person()
        vote(first, person, on_first)
        vote(second, person, on_second)
        if 1 in (on_first, on_second):
            wanted.add(person.pk)
        if on_first or on_second:
            known.add(person.pk)
    actions.merge(viewer=viewer(make_person()), item_id=second.id, into_id=first.id, at=now())
    kept = dict(Vote.objects.filter(item=first).values_list("person", "value"))
    assert {person for person, value in kept.items() if value == 1} == wanted
    assert set(kept) == known
    assert counts(first) == (len(wanted), len(known - wanted), 2 * len(wanted) - len(known))
    assert not Vote.objects.filter(item=second).exists()
