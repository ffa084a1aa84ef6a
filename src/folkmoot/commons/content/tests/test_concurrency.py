"""Several at once: nothing is lost, nothing is counted twice, nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from folkmoot.base.clock import now
from folkmoot.commons.content import actions
from folkmoot.commons.content.models import Item
from folkmoot.testing.makers import make_item, make_person, make_reply, viewer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, jobs))


def test_votes_comments_and_reactions_at_once_are_all_counted():
    item = make_item(kind="question")
    answer = make_reply(item, kind="answer")
    who = [viewer(make_person()) for _ in range(8)]
    jobs = [lambda v=v: actions.vote(viewer=v, item_id=item.id, value=1, at=now()) for v in who]
    jobs += [lambda v=v: actions.vote(viewer=v, item_id=answer.id, value=-1, at=now()) for v in who]
    jobs += [lambda v=v: actions.reply(viewer=v, parent_id=answer.id, body="yes", at=now()) for v in who]
    jobs += [lambda v=v: actions.react(viewer=v, item_id=item.id, emoji="heart", at=now()) for v in who]
    jobs += [lambda: actions.vote(viewer=who[0], item_id=item.id, value=1, at=now()) for _ in range(4)]
    at_once(jobs)
    item, answer = Item.objects.get(id=item.id), Item.objects.get(id=answer.id)
    assert (item.score, item.reply_count, item.reactions) == (8, 8, {"heart": 8})
    assert (answer.score, answer.reply_count) == (-8, 8)


def test_two_edits_at_once_keep_one_and_show_the_other():
    ada = make_person()
    item = make_item(author=ada, body="start")

    def edit(text):
        try:
            return actions.edit(viewer=viewer(ada), item_id=item.id, body=text, expected_version=1, at=now()).body
        except actions.EditConflict as conflict:
            return conflict

    done = at_once([lambda t=t: edit(t) for t in ("left", "right")])
    assert sorted(isinstance(each, actions.EditConflict) for each in done) == [False, True]
