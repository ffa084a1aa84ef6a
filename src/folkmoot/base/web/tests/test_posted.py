"""An address of verbs is no dead end for who opens it, and stays what it was for programs."""

import pytest
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import RequestFactory, override_settings
from django.urls import path

from folkmoot.base.web.posted import PostedOnlyMiddleware, above

urlpatterns = [path(route, lambda request: HttpResponse()) for route in ("", "things/7/", "things/7/verb/")]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def _own_addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_the_nearest_page_above_is_found():
    assert above("/things/7/verb/") == "/things/7/"
    assert above("/things/7/") == "/"  # Nothing stands at /things/.
    assert above("/") == "/"


def test_only_a_browser_that_opens_it_is_led_away():
    middleware = PostedOnlyMiddleware(lambda request: HttpResponseNotAllowed(["POST"]))
    make = RequestFactory()
    led = middleware(make.get("/things/7/verb/", headers=BROWSER))
    assert (led.status_code, led["Location"]) == (302, "/things/7/")
    assert middleware(make.get("/things/7/verb/")).status_code == 405
    assert middleware(make.put("/things/7/verb/", headers=BROWSER)).status_code == 405
