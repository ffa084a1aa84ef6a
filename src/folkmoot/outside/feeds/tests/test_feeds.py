"""What feeds promise to their readers, and what they never tell."""

from xml.etree import ElementTree

import pytest

from folkmoot.base.ids import to_text
from folkmoot.listen.blogs import actions
from folkmoot.listen.blogs.actions import Frame
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def write(author, title, frame=None, **how):
    given = {"body": "See [this](/people/).", "audience": 0, "at": AT} | how
    return actions.write(viewer=viewer(author), title=title, frame=frame, **given)


def titles(response):
    assert response.status_code == 200, response.content
    root = ElementTree.fromstring(response.content)
    found = root.findall(f"{ATOM}entry/{ATOM}title") or root.findall("channel/item/title")
    return [each.text for each in found]


@pytest.fixture
def author():
    return make_person(username="ada")


def test_feeds_hold_what_is_public_and_nothing_else_even_for_somebody_signed_in(client, author):
    space = make_space(slug="open", audience=0, members=[author])
    series = actions.start_series(viewer=viewer(author), title="S", at=AT)
    write(author, "Public", Frame(series_id=series.id), space_id=space.id)
    write(author, "Employees", Frame(series_id=series.id), audience=2)
    write(author, "Members", space_id=space.id, audience=3)
    client.force_login(author)
    for where in ("articles", "people/ada", "communities/open", f"series/{to_text(series.id)}"):
        for form in ("atom", "rss"):
            assert titles(client.get(f"/feeds/{where}.{form}")) == ["Public"], where


def test_feed_of_a_space_holds_every_kind(client, author):
    space = make_space(slug="open", audience=0, members=[author])
    make_item(kind="thread", title="A thread", author=author, space=space, audience=0)
    make_item(kind="note", body="A note", author=author, space=space, audience=0)
    assert set(titles(client.get("/feeds/communities/open.atom"))) == {"A thread", "A note"}


def test_feed_names_whole_addresses_and_the_same_id_for_ever(client, author):
    item = write(author, "Public")
    text = client.get("/feeds/articles.atom").content.decode()
    assert 'href="/' not in text
    assert f"/i/{to_text(item.id)}/</id>" in text


def test_feed_that_has_not_changed_answers_not_modified(client, author):
    write(author, "Public")
    first = client.get("/feeds/articles.atom")
    assert client.get("/feeds/articles.atom", headers={"If-None-Match": first["ETag"]}).status_code == 304
    write(author, "Another")
    assert client.get("/feeds/articles.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_feed_of_what_strangers_cannot_know_is_absent(client, author):
    inner = make_space(audience=2)
    series = actions.start_series(viewer=viewer(author), title="S", at=AT)
    write(author, "Employees", Frame(series_id=series.id), audience=2)
    hidden = (f"communities/{inner.slug}", "people/ada", "people/nobody", f"series/{to_text(series.id)}")
    for where in hidden:
        assert client.get(f"/feeds/{where}.atom").status_code == 404
    assert client.get("/feeds/articles.json").status_code == 404


def test_feed_of_an_anonymous_article_names_nobody(client):
    person = make_person(name="Secret Name")
    space = make_space(slug="open", audience=0, members=[person], voices=["anonymous"])
    write(person, "Whispered", space_id=space.id, voice="anonymous")
    assert "Secret Name" not in client.get("/feeds/communities/open.atom").content.decode()
    assert "Secret Name" not in client.get("/feeds/articles.atom").content.decode()
