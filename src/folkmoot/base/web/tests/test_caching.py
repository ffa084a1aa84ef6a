"""Guests share one rendered page until its version changes; nobody else does."""

from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from folkmoot.base.web.caching import forget_pages, guest_page


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
