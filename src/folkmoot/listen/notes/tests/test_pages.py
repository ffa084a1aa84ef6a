"""Notes over HTTP: who sees them, with and without htmx, and how much they ask the database."""

import pytest

from folkmoot.base.ids import to_text
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content.models import Item
from folkmoot.listen.notes import actions, logic
from folkmoot.listen.notes.models import Poll
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    forget_pages()


@pytest.fixture
def me(client):
    person = make_person()
    client.force_login(person)
    return person


def url(item, more=""):
    return f"/n/{to_text(item.id)}/{more}"


def make_poll(audience=0):
    draft = logic.PollDraft(("Tea", "Coffee"))
    return actions.post(viewer=viewer(make_person()), body="Drink?", poll=draft, audience=audience, at=AT)


def test_note_is_seen_by_its_audience_and_absent_to_others(client, me):
    public, inner, secret = (
        make_item(audience=0),
        make_item(audience=2),
        make_item(space=make_space(joining="secret")),
    )
    assert client.get(url(public)).status_code == client.get(url(inner)).status_code == 200
    assert client.get(url(secret)).status_code == client.get(url(make_item(kind="thread"))).status_code == 404
    client.logout()
    page = client.get(url(public))
    assert page.status_code == 200
    assert "application/ld+json" in page.content.decode()
    assert client.get(url(inner)).status_code == 404


def test_note_for_guests_is_kept_until_something_changes(client, django_assert_max_num_queries):
    item = make_item(audience=0, body="First words")
    first = client.get(url(item))
    with django_assert_max_num_queries(1):  # Who asks not to be counted: a count is written apart from the page.
        assert client.get(url(item), headers={"dnt": "1"}).content == first.content
    assert client.get(url(item), headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "csrf" not in first.content.decode()
    make_reply(item, body="A new comment")
    assert "A new comment" in client.get(url(item)).content.decode()
    Item.objects.filter(id=item.id).update(state="unpublished")
    assert client.get(url(item)).status_code == 404


def test_vote_shows_the_result_with_htmx_and_on_the_page(client, me):
    note = make_poll()
    assert "50 %" not in client.get(url(note)).content.decode()
    option = Poll.objects.get(item=note).options.first()
    answer = client.post(url(note, "poll/"), {"option": to_text(option.id)}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "100 %" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    again = client.post(url(note, "poll/"), {"option": to_text(option.id)}, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert client.post(url(note, "poll/"), {"option": to_text(option.id)}).status_code == 302
    assert client.post(url(note, "poll/"), {"option": "rubbish"}).status_code == 404


def test_vote_as_a_guest_leads_to_the_sign_in_page(client):
    answer = client.post(url(make_poll(), "poll/"))
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_write_with_a_poll_publishes_both(client, me):
    assert client.get("/notes/new/").status_code == 200
    sent = {"body": "What now?", "audience": "1", "poll-options": "This\nThat", "poll-results": "always"}
    answer = client.post("/notes/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    note = Item.objects.get(kind="note")
    assert note.author_id == me.id
    assert Poll.objects.get(item=note).results == "always"


def test_write_with_a_wrong_poll_keeps_what_was_typed(client, me):
    answer = client.post("/notes/new/", {"body": "My words", "audience": "1", "poll-options": "Only one"})
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert "Only one" in answer.content.decode()
    assert not Item.objects.exists()


def test_note_page_asks_as_much_for_three_comments_as_for_one(client, me, django_assert_max_num_queries):
    counts = []
    for comments in (1, 3):
        item = make_item(audience=0)
        for _ in range(comments):
            make_reply(item)
        client.get(url(item))
        with django_assert_max_num_queries(25) as asked:
            client.get(url(item))
        counts.append(len(asked))
    assert counts[0] == counts[1]
