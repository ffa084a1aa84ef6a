"""Searches that people keep tell them of what is new, once, and only of what they may read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.base.outbox import relay
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.search import actions
from folkmoot.commons.search.models import SavedSearch
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db(transaction=True)
SOON, LATER = AT + timedelta(minutes=10), AT + timedelta(hours=1)


def keep(person, words: str = "zebra", **more) -> SavedSearch:
    return actions.save_search(actor=viewer(person), name=words, asked={"q": words}, at=AT, **more)


def told(person) -> list[int]:
    return list(Notification.objects.filter(person=person, topic="saved_search").values_list("item", flat=True))


def write(body: str, at, **more):
    item = make_item(body=body, at=at, **more)
    relay.drain()
    return item


def test_what_is_new_is_told_once_and_what_was_there_before_is_not():
    ada = make_person()
    write("An old zebra.", AT - timedelta(days=1))
    keep(ada)
    fresh = write("A zebra on the quay.", SOON)
    write("A horse on the quay.", SOON)
    assert actions.tell_of_new(at=LATER) == 1
    assert told(ada) == [fresh.pk]
    actions.tell_of_new(at=LATER + timedelta(hours=1))
    assert told(ada) == [fresh.pk]
    assert Notification.objects.get(item=fresh).count == 1


def test_too_fresh_for_the_index_is_told_the_next_time():
    ada = make_person()
    keep(ada)
    item = write("A zebra.", LATER - timedelta(minutes=1))
    actions.tell_of_new(at=LATER)
    assert told(ada) == []
    actions.tell_of_new(at=LATER + timedelta(minutes=10))
    assert told(ada) == [item.pk]


def test_nobody_hears_of_their_own_or_of_what_they_may_not_read():
    ada, kim = make_person(), make_person(employee=False)
    keep(ada)
    keep(kim)
    write("My zebra.", SOON, author=ada)
    write("A hidden zebra.", SOON, space=make_space(joining="secret"), audience=3)
    actions.tell_of_new(at=LATER)
    assert told(ada) == []
    assert told(kim) == []


def test_near_spelling_is_no_news():
    ada = make_person()
    keep(ada, "zebrra")
    write("Talk of a zebra.", SOON, kind="thread", title="The zebra")
    actions.tell_of_new(at=LATER)
    assert told(ada) == []


def test_search_that_shall_not_tell_is_silent(client: Client):
    ada = make_person()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("search:save"), {"q": "zebra", "name": "Zebras"})
    assert not SavedSearch.objects.get().tells
    client.post(reverse("search:save"), {"q": "zebra", "name": "Zebras", "tells": "1"})
    assert SavedSearch.objects.get().tells
    keep(ada, tells=False)
    SavedSearch.objects.filter(name="Zebras").delete()
    write("A zebra.", SOON)
    assert actions.tell_of_new(at=LATER) == 0
