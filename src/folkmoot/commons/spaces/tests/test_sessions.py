import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Membership
from folkmoot.testing.makers import join, make_person, make_space

pytestmark = pytest.mark.django_db


def _known(client, person):
    """A client whose session this process has met before."""
    client.force_login(person)
    client.get("/notifications/bell/")
    return client


def test_session_person_and_viewer_come_in_one_statement(client):
    person = make_person()
    _known(client, person)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get("/notifications/bell/")
    assert answer.json() == {"count": 0}
    assert len([each for each in caught if "people_person" in each["sql"]]) == 1
    assert answer.wsgi_request.user == person
    assert answer.wsgi_request.user.headline == person.headline  # what was left out is fetched when it is wanted
    assert answer.wsgi_request.viewer.person_id == person.pk


def test_what_changed_counts_at_once(client):
    person, space = make_person(), make_space()
    _known(client, person)
    join(space, person)
    assert space.pk in client.get("/notifications/bell/").wsgi_request.viewer.space_ids
    Membership.objects.filter(person=person).delete()
    assert space.pk not in client.get("/notifications/bell/").wsgi_request.viewer.space_ids


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}, {"is_approved": False}])
def test_who_may_not_be_in_any_more_is_out(client, change):
    person = make_person()
    _known(client, person)
    Person.objects.filter(pk=person.pk).update(**change)
    assert client.get("/notifications/bell/").wsgi_request.viewer.is_guest


def test_a_session_that_ended_says_nothing_and_another_person_is_another(client):
    ada, ben = make_person(), make_person()
    _known(client, ada)
    client.session.flush()
    assert client.get("/").wsgi_request.viewer.is_guest
    _known(client, ben)
    assert client.get("/notifications/bell/").wsgi_request.viewer.person_id == ben.pk
    session = client.session
    session["_auth_user_id"] = str(ada.pk)  # whatever was remembered, the session says who it is
    session["_auth_user_hash"] = ada.get_session_auth_hash()
    session.save()
    assert client.get("/notifications/bell/").wsgi_request.viewer.person_id == ada.pk
