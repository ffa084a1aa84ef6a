"""What stands beside the home feed, and what is on every page."""

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.feed import side
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces import actions as spaces
from folkmoot.testing.makers import make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


def words(person: Person) -> list[str]:
    return [str(line.text) for line in side.waiting_for(viewer(person))]


def test_what_waits_is_named_until_it_is_done():
    mia, otto, kim = make_person(), make_person(name="Otto"), make_person(name="Kim")
    space = make_space(name="Dock", joining="request", owner=mia, members=[otto])
    rules = make_item(author=mia, space=space, kind="thread", title="Rules", is_must_read=True)
    people.ask_connection(actor=kim, person=otto, at=now())
    spaces.join(actor=viewer(kim), space=space, at=now())
    assert words(otto) == ["Please read: Rules", "1 person would like to connect"]
    assert words(mia) == ["1 asks to join Dock"]
    assert words(kim) == []
    content.acknowledge(viewer=viewer(otto), item_id=rules.pk, at=now())
    assert words(otto) == ["1 person would like to connect"]


def test_must_read_of_a_space_asks_its_members_alone():
    mia, reader = make_person(), make_person()
    space = make_space(audience=2, owner=mia)
    make_item(author=mia, space=space, kind="thread", title="Rules", is_must_read=True)
    assert words(reader) == []


def test_home_shows_what_waits_ways_to_write_and_own_communities(client: Client):
    mia, otto = make_person(), make_person()
    space = make_space(name="Dock", owner=mia, members=[otto])
    make_space(name="Open harbour", owner=mia)
    make_item(author=mia, space=space, kind="thread", title="Rules", is_must_read=True)
    client.force_login(otto, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/").content.decode()
    assert "Please read: Rules" in page
    assert reverse("spaces:space", args=[space.slug]) in page
    assert "Open harbour" in page
    assert "What do you want to say?" in page
    assert "Bookmarks" in page
    assert "Drafts" in page


def test_stranger_is_welcomed_with_the_communities_of_the_world(client: Client):
    make_space(name="Open harbour", audience=0, is_official=True)
    make_space(name="Staff only", audience=2, is_official=True)
    page = client.get("/").content.decode()
    assert "Welcome to Folkmoot" in page
    assert "Open harbour" in page
    assert "Staff only" not in page
