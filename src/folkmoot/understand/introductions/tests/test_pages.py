"""The pages: with little and much on them, for colleagues, stewards and those who find nothing here."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.testing.makers import make_item, make_person, viewer
from folkmoot.understand.introductions import actions, queries
from folkmoot.understand.introductions.models import Participant, Round, Step
from folkmoot.understand.introductions.refusals import NotAllowed

from .worlds import firm, join, suggest, tie, weigh

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(name, *args):
    return reverse(f"introductions:{name}", args=args)


@pytest.fixture
def pair():
    """Ann, to whom Bo is named, and Cy between them, all now."""
    people = firm()
    ann, cy, bo = people[1], people[0], people[8]
    join(ann, bo, cy, at=now())
    weekly = Round.objects.create(week="2026-W01", at=now(), seed=1, across_share=50, trial_share=20)
    return ann, bo, cy, suggest(weekly, ann, bo, connectors=[cy.pk])


@pytest.mark.parametrize("name", ["mine", "outside", "measured"])
def test_pages_are_for_colleagues_and_figures_for_stewards(name):
    kept = 404 if name == "measured" else 200
    assert client_of(make_person(admin=True)).get(address(name)).status_code == 200
    assert client_of(make_person()).get(address(name)).status_code == kept
    assert client_of(make_person(employee=False)).get(address(name)).status_code == 404
    assert Client().get(address(name)).status_code == 302


def test_joining_changing_and_leaving_by_form():
    me = make_person()
    client = client_of(me)
    assert client.post(address("join"), {"per_week": "9"}).status_code == 422
    assert client.post(address("join"), {"per_week": "3"}).status_code == 302
    assert Participant.objects.get().per_week == 3
    assert "Nobody yet" in client.get(address("mine")).content.decode()
    client.post(address("leave"))
    assert Participant.objects.get().left_at is not None
    assert client.get(address("leave")).status_code == 405


def test_the_whole_way_by_form_from_a_name_to_a_date(pair):
    ann, bo, cy, one = pair
    mine = client_of(ann)
    page = mine.get(address("mine")).content.decode()
    assert "Sales 0" in page
    assert "Design 0" in page
    assert mine.post(address("follow", one.pk)).status_code == 302
    assert mine.get(address("ask", one.pk)).status_code == 200
    assert mine.post(address("ask", one.pk), {"connector": bo.pk, "note": "hm"}).status_code == 422
    assert mine.post(address("ask", one.pk), {"connector": cy.pk, "note": "I sail."}).status_code == 302
    step = Step.objects.get()
    assert "I sail." in client_of(cy).get(address("step", step.pk)).content.decode()
    assert client_of(bo).get(address("step", step.pk)).status_code == 404
    client_of(cy).post(address("step", step.pk), {"do": "introduce", "words": "Two sailors."})
    assert "Two sailors." in client_of(bo).get(address("step", step.pk)).content.decode()
    late = {"first": "2020-01-01T10:00", "minutes": "30", "place": "Pier", "note": "Kept words"}
    refused = mine.post(address("coffee", one.pk), late)
    assert refused.status_code == 422
    assert "Kept words" in refused.content.decode()
    assert mine.post(address("coffee", one.pk), late | {"first": "0001-01-01T00:00"}).status_code == 422
    day = (now() + timedelta(days=3)).strftime("%Y-%m-%d")
    assert mine.post(address("coffee", one.pk), late | {"first": f"{day}T10:00"}).status_code == 302
    cup = Step.objects.get(kind="coffee")
    his = client_of(bo)
    assert "Kept words" in his.get(address("step", cup.pk)).content.decode()
    for time in ("soon", "2026-13-45T99:00", "", "\0"):
        assert his.post(address("step", cup.pk), {"do": "agree", "time": time}).status_code == 422
    his.post(address("step", cup.pk), {"do": "agree", "time": cup.times[0].isoformat()})
    for client in (mine, his):
        assert client.get(address("calendar", cup.pk))["Content-Type"].startswith("text/calendar")
    assert mine.post(address("answer", one.pk), {"answer": "glad", "why": "x" * 600}).status_code == 302
    assert mine.post(address("answer", one.pk), {"answer": "glad", "why": "Kind."}).status_code == 302
    one.refresh_from_db()
    assert (one.how, one.answer, one.why) == ("introduced", "glad", "Kind.")


def test_times_are_those_of_the_clock_of_whoever_asks(pair):
    ann, _bo, _cy, one = pair
    ann.timezone = "Asia/Tokyo"
    ann.save()
    day = (now() + timedelta(days=3)).strftime("%Y-%m-%d")
    client_of(ann).post(address("coffee", one.pk), {"first": f"{day}T10:00", "minutes": "30"})
    assert Step.objects.get().times[0].isoformat() == f"{day}T01:00:00+00:00"


def test_others_find_nothing_of_it(pair):
    ann, bo, cy, one = pair
    admin = make_person(admin=True)
    for person in (bo, cy, admin):
        for name in ("ask", "coffee"):
            assert client_of(person).get(address(name, one.pk)).status_code == 404
        assert client_of(person).post(address("answer", one.pk), {"answer": "glad"}).status_code == 404
        assert ann.name not in client_of(person).get(address("mine")).content.decode().split("<main")[1]


def test_a_page_asks_as_much_for_three_as_for_one(pair):
    ann, _bo, _cy, first = pair
    client = client_of(ann)
    client.get(address("mine"))

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(address("mine"))
        return len(found)

    one = asked()
    for _ in range(2):
        other = make_person(interests=["Sailing"])
        make_item(author=other, kind="question", title="How?", audience=2)
        join(other, at=now())
        suggest(first.round, ann, other)
    assert len(queries.mine(viewer(ann))[0]) == 3
    assert asked() == one
    assert one <= 30


def test_posts_from_outside_are_of_people_one_has_nothing_to_do_with():
    people = firm()
    me = people[1]
    far, near, mate = people[10], people[2], people[6]
    tie(me, near)
    titles = {
        who.pk: make_item(author=who, kind="question", title=f"By {who.name}", audience=2, at=now()).title
        for who in (far, near, mate, me)
    }
    found = {item.title for item in queries.outside_circle(viewer(me), at=now()).rows}
    assert found == {titles[far.pk]}
    assert titles[far.pk] in client_of(me).get(address("outside")).content.decode()
    assert queries.outside_circle(viewer(me), at=now() + timedelta(days=90)).rows == []


def test_figures_come_with_intervals_and_never_of_few():
    admin = viewer(make_person(admin=True))
    weigh(20, met=12, alive=6, glad=10)
    weigh(4, arm="popular", met=4, glad=4)
    weigh(20, arm="friends", met=3, glad=19)
    near, popular, friends = queries.measures(admin).arms
    assert (near.named, near.met.share, near.met.of) == (20, 60, 20)
    assert near.met.low < 60 < near.met.high
    assert (near.alive.share, near.alive.of) == (50, 12)
    assert (popular.named, popular.met, popular.glad, popular.steps) == (None, None, None, None)
    assert (friends.named, friends.met, friends.glad, friends.steps) == (20, None, None, None)


def test_figures_are_not_for_everybody():
    with pytest.raises(NotAllowed):
        queries.measures(viewer(make_person()))


def test_what_is_kept_of_somebody_names_nobody_who_was_told_of_them(pair):
    ann, bo, cy, one = pair
    actions.ask_to_introduce(viewer=viewer(ann), suggestion_id=one.pk, connector_id=cy.pk, note="Please", at=now())
    assert [row["what"] for row in queries.own_rows(bo.pk)] == ["taking part"]
    assert [row["what"] for row in queries.own_rows(cy.pk)] == ["taking part"]
    assert [row["what"] for row in queries.own_rows(ann.pk)] == ["taking part", "introduction", "asked"]
