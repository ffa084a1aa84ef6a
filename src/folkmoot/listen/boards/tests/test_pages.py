"""Threads over HTTP."""

from datetime import timedelta

import pytest

from folkmoot.base.ids import to_text
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.boards import queries
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


def make_thread(**fields):
    return make_item(kind="thread", **({"audience": 0} | fields))


def test_threads_list_only_what_the_viewer_may_read():
    public = make_thread()
    inner = make_thread(audience=2)
    make_thread(space=make_space(joining="secret"), audience=3)
    assert set(queries.threads(GUEST)) == {public}
    assert set(queries.threads(viewer(make_person()))) == {public, inner}


def test_threads_filter_by_state_and_tag_and_count():
    solved = make_thread(resolved_at=AT)
    tagged = make_thread(tags=["canteen"])
    assert list(queries.threads(GUEST, show="resolved")) == [solved]
    assert list(queries.threads(GUEST, show="open")) == [tagged]
    assert list(queries.threads(GUEST, tag="Canteen")) == [tagged]
    assert queries.thread_counts(GUEST) == {"all": 2, "open": 1, "resolved": 1}


def test_thread_page_of_a_long_list_shows_each_thread_once():
    made = [make_thread(at=AT + timedelta(minutes=n // 2)) for n in range(33)]
    seen, after = [], ""
    for _ in range(3):
        page = queries.thread_page(GUEST, sort="new", after=after)
        seen += page.rows
        after = page.after
        if not after:
            break
    assert [each.id for each in seen] == [
        each.id for each in sorted(made, key=lambda t: (t.published_at, t.id), reverse=True)
    ]
    assert len(queries.thread_page(GUEST, after="rubbish").rows) == 30


def test_list_page_with_and_without_htmx(client, me):
    thread = make_thread(title="About lunch")
    whole = client.get("/threads/").content.decode()
    assert "About lunch" in whole
    part = client.get("/threads/?show=open", headers={"HX-Request": "true"}).content.decode()
    assert "About lunch" in part
    assert "<html" not in part
    assert f"/t/{to_text(thread.id)}/about-lunch/" in whole


def test_list_page_asks_as_much_for_three_rows_as_for_one(client, me, django_assert_max_num_queries):
    space = make_space(audience=0, members=[me])
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_thread(space=space)
        client.get(f"/s/{space.slug}/threads/")
        with django_assert_max_num_queries(25) as asked:
            assert client.get(f"/s/{space.slug}/threads/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_list_of_a_secret_space_is_absent(client, me):
    assert client.get(f"/s/{make_space(joining='secret').slug}/threads/").status_code == 404


def test_thread_page_moves_to_its_address_and_hides_what_is_hidden(client, me):
    thread = make_thread(title="About lunch", space=make_space(audience=0))
    make_reply(thread, body="Soup!")
    short = client.get(f"/t/{to_text(thread.id)}/")
    assert short.status_code == 302
    page = client.get(short["Location"])
    assert "Soup!" in page.content.decode()
    secret = make_thread(space=make_space(joining="secret"), audience=3)
    assert client.get(f"/t/{to_text(secret.id)}/x/").status_code == 404


def test_thread_page_asks_as_much_for_three_comments_as_for_one(client, me, django_assert_max_num_queries):
    counts = []
    for comments in (1, 3):
        thread = make_thread(title="Same")
        for _ in range(comments):
            make_reply(thread)
        client.get(f"/t/{to_text(thread.id)}/same/")
        with django_assert_max_num_queries(25) as asked:
            assert client.get(f"/t/{to_text(thread.id)}/same/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_start_publishes_into_the_space(client, me):
    space = make_space(members=[me])
    assert client.get(f"/threads/new/?space={space.slug}").status_code == 200
    answer = client.post(f"/threads/new/?space={space.slug}", {"title": "A plan", "body": "Words", "audience": "2"})
    assert answer.status_code == 302, answer.content.decode()
    assert Item.objects.get(kind="thread").space_id == space.id


def test_start_as_a_guest_leads_to_the_sign_in_page(client):
    assert "/account/login/" in client.get("/threads/new/")["Location"]
