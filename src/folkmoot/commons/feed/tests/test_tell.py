from datetime import timedelta

import pytest
from django.core import mail

from folkmoot.base.outbox import relay
from folkmoot.commons.content import actions as content
from folkmoot.commons.feed import letters, queries
from folkmoot.commons.feed.models import Notification
from folkmoot.testing.makers import AT, make_person, make_space, viewer

# Events are handed out only when their transaction is over, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)


def published(author, body, **more):
    return content.publish(viewer=viewer(author), kind="note", body=body, at=AT, **{"audience": 2, **more})


def told(person):
    return list(Notification.objects.filter(person=person).values_list("topic", "why", "count"))


def test_tell_mention_reaches_who_may_read_it():
    ada, ben, cara = make_person(name="Ada"), make_person(name="Ben"), make_person(name="Cara", employee=False)
    published(ada, f"Ask @{ben.username} or @{cara.username}")
    relay.drain()
    assert told(ben) == [("mention", "named", 1)]
    assert told(cara) == []


def test_tell_replies_are_grouped_until_read():
    ada, ben, cleo = make_person(name="Ada"), make_person(name="Ben"), make_person(name="Cleo")
    item = published(ada, "What is for lunch?")
    for person in (ben, cleo):
        content.reply(viewer=viewer(person), parent_id=item.id, body="Soup", at=AT)
    relay.drain()
    assert told(ada) == [("reply", "wrote", 2)]
    notice = queries.notices(viewer(ada))[0]
    assert notice.sentence == "Cleo, Ben replied"
    assert queries.bell_count(viewer(ada)) == 1
    relay.drain()
    assert told(ada) == [("reply", "wrote", 2)]


def test_tell_a_secret_space_tells_members_only():
    owner, member, other = make_person(name="Owner"), make_person(name="Member"), make_person(name="Other")
    space = make_space(joining="secret", owner=owner, members=[member])
    published(owner, f"@{member.username} @{other.username} look", space_id=space.pk, audience=3)
    relay.drain()
    assert [row[0] for row in told(member)] == ["mention"]
    assert told(other) == []


def test_notices_forget_what_may_no_longer_be_read():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    item = published(ada, f"@{ben.username} hello")
    relay.drain()
    content.delete(viewer=viewer(ada), item_id=item.id, at=AT)
    assert queries.notices(viewer(ben)) == []


def test_send_due_one_letter_with_a_way_to_stop(client):
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    published(ada, f"@{ben.username} hello")
    relay.drain()
    assert letters.send_due(at=AT + timedelta(seconds=5)) == 0, "patience first"
    assert letters.send_due(at=AT + timedelta(minutes=5)) == 1
    assert letters.send_due(at=AT + timedelta(minutes=6)) == 0
    letter = mail.outbox[0]
    assert letter.to == [ben.email]
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    answer = client.post(stop[stop.index("/notifications") :], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    published(ada, f"@{ben.username} again")
    relay.drain()
    assert letters.send_due(at=AT + timedelta(minutes=20)) == 0
