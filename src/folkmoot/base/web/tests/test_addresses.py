from types import SimpleNamespace

import pytest
from django.urls import Resolver404, URLResolver, include, path, re_path
from django.urls.resolvers import RoutePattern

from folkmoot.base.web.addresses import room


def view(request, **kwargs):
    """Never called."""


urlpatterns = [
    path("", view, name="home"),
    path("notes/", view, name="notes"),
    path("notes/<int:number>/", view, name="note"),
    path("@<str:name>/", view, name="person"),
    path("about.txt", view, name="about"),
    path("more/", include([path("things/", view, name="things")])),
]


def named(resolver, address):
    try:
        return resolver.resolve(address).url_name
    except Resolver404:
        return None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("", "home"),
        ("notes/", "notes"),
        ("notes/7/", "note"),
        ("@ona/", "person"),
        ("about.txt", "about"),
        ("more/things/", "things"),
        ("notes", None),
        ("notes/seven/", None),
        ("ona/", None),
        ("@/", None),
        ("about.txt/", None),
        ("notesandmore/", None),
        ("/notes/", None),
    ],
)
def test_a_room_has_the_addresses_that_it_says(address, name):
    assert named(room(__name__), address) == name
    plain = path("", include(__name__))
    assert isinstance(plain, URLResolver)
    assert named(plain, address) == name


@pytest.mark.parametrize(
    "wide",
    [path("<slug:page>/", view, name="page"), re_path("^[a-z]+/$", view, name="page")],
    ids=["path", "re_path"],
)
def test_a_room_may_want_every_address(wide):
    rooms = room(SimpleNamespace(urlpatterns=[path("notes/", view, name="notes"), wide]))
    assert named(rooms, "other/") == "page"
    assert named(rooms, "notes/") == "notes"


def test_a_room_that_has_no_such_address_is_not_looked_through(monkeypatch):
    monkeypatch.setattr(RoutePattern, "match", lambda self, path: pytest.fail("asked all the same"))
    assert named(room(__name__), "elsewhere/") is None
