"""Moments on pages and in forms are those of the person's own clock."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from folkmoot.commons.content.models import Item
from folkmoot.testing.makers import make_item, make_person

pytestmark = pytest.mark.django_db
LATE = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


def page_for(person, item) -> str:
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse("notes:note", args=[item.pk])).content.decode()


def test_page_tells_the_hour_of_each_reader():
    author = make_person(timezone="Asia/Tokyo")
    item = make_item(author=author, audience=0, at=LATE)
    assert "March 3, 2026, 7:30 a.m." in page_for(author, item)
    assert "March 2, 2026, 10:30 p.m." in page_for(make_person(timezone="UTC"), item)
    assert "March 2, 2026, 10:30 p.m." in page_for(None, item)
    assert timezone.get_current_timezone_name() == "UTC"


def test_moment_in_a_form_is_meant_on_the_clock_of_whoever_typed_it():
    author = make_person(timezone="America/New_York")
    item = make_item(author=author, as_draft=True)
    client = Client()
    client.force_login(author, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("content:schedule", args=[item.pk]), {"publish_at": "2036-01-15T09:00"})
    assert Item.objects.get(pk=item.pk).publish_at == datetime(2036, 1, 15, 14, 0, tzinfo=UTC)


def test_zone_that_nobody_knows_any_more_breaks_no_page():
    person = make_person(timezone="Mars/Olympus")
    assert "March 2, 2026, 10:30 p.m." in page_for(person, make_item(author=person, at=LATE))
