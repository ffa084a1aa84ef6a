"""Null bytes reach no view: not by what is asked, not by what is sent, not by the address."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from folkmoot.base.web.nulls import NullBytesMiddleware

middleware = NullBytesMiddleware(lambda request: HttpResponse())


def seen(request):
    middleware.process_view(request, None, (), {})
    return request


def test_null_bytes_are_taken_out_of_both_and_the_rest_stays():
    request = seen(RequestFactory().post("/?q=a%00b&q=c", {"body": "one\x00\ntwo", "tag": ["x", "\x00"]}))
    assert request.GET.getlist("q") == ["ab", "c"]
    assert request.POST["body"] == "one\ntwo"
    assert request.POST.getlist("tag") == ["x", ""]
    with pytest.raises(AttributeError):
        request.POST["body"] = "changed"


def test_what_holds_none_is_left_as_it_is():
    request = RequestFactory().post("/?q=a", {"body": "b"})
    before = request.POST
    assert seen(request).POST is before


def test_address_with_a_null_byte_leads_nowhere():
    with pytest.raises(Http404):
        seen(RequestFactory().get("/tags/a%00b/"))
