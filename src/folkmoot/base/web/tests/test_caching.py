"""Guests share one rendered page until its version changes; nobody else does."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from folkmoot.base import outbox
from folkmoot.base.clock import now
from folkmoot.base.web.caching import NoToken, forget_pages, guest_page
from folkmoot.commons.content import actions as content
from folkmoot.testing.makers import make_item, make_person, viewer


@pytest.fixture(autouse=True)
def _empty():
    forget_pages()


def ask(version, made, *, is_guest=True, status=200, **headers):
    request = RequestFactory().get("/q/x/", **headers)
    request.viewer = SimpleNamespace(is_guest=is_guest)

    def make():
        made.append(version)
        return HttpResponse(f"page {len(made)}", status=status)

    return guest_page(request, "q", lambda: version, make)


def test_guest_page_of_the_same_version_is_drawn_once():
    made = []
    first, second = ask(1, made), ask(1, made)
    assert first.content == second.content == b"page 1"
    assert made == [1]
    assert ask(2, made).content == b"page 2"


def test_guest_page_with_a_known_etag_answers_not_modified():
    made = []
    etag = ask(1, made)["ETag"]
    assert ask(1, made, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert ask(2, made, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_guest_page_for_a_signed_in_reader_an_error_or_no_version_is_drawn_each_time():
    for changes in ({"is_guest": False}, {"status": 404}):
        made = []
        ask(1, made, **changes)
        assert "ETag" not in ask(1, made, **changes)
        assert len(made) == 2
    made = []
    ask(None, made)
    ask(None, made)
    assert len(made) == 2


def test_a_page_that_wants_a_token_is_drawn_for_each_guest():
    request = RequestFactory().get("/q/x/")
    request.viewer = SimpleNamespace(is_guest=True)
    shared = []

    def make():
        shared.append(request.is_shared_page)
        if request.is_shared_page and not NoToken(request):
            return HttpResponse("a form without its token")
        return HttpResponse("a form")

    assert guest_page(request, "q", lambda: 1, make).content == b"a form"
    assert shared == [True, False]
    assert guest_page(request, "q", lambda: 1, make).content == b"a form"


def test_a_guest_with_a_session_gets_a_page_of_their_own():
    made = []
    ask(1, made)
    ask(1, made, HTTP_COOKIE="sessionid=whatever")
    assert len(made) == 2


@pytest.mark.django_db
def test_lists_for_guests_are_kept_until_something_happens(client, django_assert_num_queries):
    make_item(kind="thread", title="First", audience=0)
    assert "First" in client.get("/threads/").content.decode()
    with django_assert_num_queries(1):
        answer = client.get("/threads/")
    assert client.get("/threads/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    author = make_person()
    item = content.publish(viewer=viewer(author), kind="thread", title="Second", body="x", audience=0, at=now())
    assert "Second" in client.get("/threads/").content.decode()
    content.delete(viewer=viewer(author), item_id=item.id, at=now())
    assert "Second" not in client.get("/threads/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_head_of_the_log_sees_a_transaction_that_ends_late():
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("BEGIN; INSERT INTO outbox_event (id, at, name) VALUES (1, now(), 'late.thing.done')")
            outbox.record("early.thing.done", at=now())
        before = outbox.head()
        with other.cursor() as cursor:
            cursor.execute("COMMIT")
        assert outbox.head() != before
    finally:
        other.close()
