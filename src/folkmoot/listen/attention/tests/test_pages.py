"""What attention shows, to whom, and of how many at least; what writers are told before they send."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Item
from folkmoot.commons.feed import letters
from folkmoot.commons.people.models import Unit
from folkmoot.listen.attention import actions, intake, logic, queries, tasks
from folkmoot.listen.attention.models import Sought, Source
from folkmoot.testing.makers import make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    site.forget()
    intake.forget_opted_out()
    yield
    site.forget()
    intake.forget_opted_out()


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer):
    return answer.content.decode()


def read_by(item, people, *, at=None, seconds=120):
    at = at or now() - timedelta(days=1)
    actions.bring([(at, item.pk, person.pk, Source.FEED, seconds, 100) for person in people])
    actions.gather(at=at + timedelta(minutes=10))


def test_my_own_page_shows_my_time_to_me_alone():
    item, reader = make_item(kind="question", title="How is the tide?", tags=["tides"]), make_person()
    read_by(item, [reader])
    page = text(signed_in(reader).get("/settings/time/"))
    assert "How is the tide?" in page
    assert "tides" in page
    assert "How is the tide?" not in text(signed_in(make_person(admin=True)).get("/settings/time/"))
    assert "Nothing here yet" in text(signed_in(make_person()).get("/settings/time/"))


def test_what_i_may_no_longer_see_is_not_named_on_my_page():
    secret = make_space(joining="secret")
    item, reader = make_item(kind="question", title="Merger?", space=secret, audience=3), make_person()
    read_by(item, [reader])
    assert "Merger?" not in text(signed_in(reader).get("/settings/time/"))


def test_those_who_look_after_a_community_see_what_enough_people_read():
    owner, member = make_person(), make_person()
    space = make_space(owner=owner, members=[member])
    crowd = [make_person() for _ in range(5)]
    loud = make_item(kind="question", title="Read by many", space=space)
    quiet = make_item(kind="question", title="Read by few", space=space)
    read_by(loud, crowd)
    read_by(quiet, crowd[:4])
    page = text(signed_in(owner).get(f"/s/{space.slug}/attention/"))

    assert "Read by many" in page
    assert "Read by few" not in page
    report = queries.report_of_space(viewer(owner), space, weeks="12", today=now().date())
    assert (report.reads, report.hidden_count) == (5, 1)
    assert report.seconds == pytest.approx(600)
    for who in (member, make_person(), make_person(admin=True)):
        assert signed_in(who).get(f"/s/{space.slug}/attention/").status_code == 403
    assert queries.report_of_space(viewer(member), space, weeks="12", today=now().date()) is None
    assert "what enough people read" in text(signed_in(owner).get(f"/s/{space.slug}/statistics/"))


def test_the_house_is_shown_to_administrators_and_knows_nothing_of_secret_communities():
    admin, crowd = make_person(admin=True), [make_person() for _ in range(6)]
    secret = make_space(joining="secret", members=[admin])
    read_by(make_item(kind="question", title="Hidden deed", space=secret, audience=3), crowd)
    read_by(make_item(kind="question", title="Open talk"), crowd)
    page = text(signed_in(admin).get("/attention/"))

    assert "Open talk" in page
    assert "Hidden deed" not in page
    assert queries.report_of_house(viewer(admin), weeks="12", today=now().date()).reads == 6
    assert signed_in(crowd[0]).get("/attention/").status_code == 403
    assert queries.units(viewer(crowd[0]), today=now().date()) == (None, [], None)
    assert queries.sought_in_vain(viewer(crowd[0])) == []


def test_a_report_costs_the_same_for_one_item_and_for_three(django_assert_max_num_queries):
    admin, crowd = make_person(admin=True), [make_person() for _ in range(5)]
    client, counts = signed_in(admin), []
    for number in (1, 2):
        for _ in range(number):
            read_by(make_item(kind="question", tags=["one"], space=make_space()), crowd)
        client.get("/attention/")
        with django_assert_max_num_queries(60) as asked:
            client.get("/attention/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_units_are_shown_from_enough_people_on_and_small_ones_only_together():
    item, last = make_item(), datetime(2026, 2, 10, 9, tzinfo=UTC)
    sizes = {"Harbour": 9, "Office": 6, "Lab": 3, "Board": 1}
    for name, size in sizes.items():
        unit = Unit.objects.create(name=name)
        read_by(item, [make_person(unit=unit) for _ in range(size)], at=last)
    actions.gather_months(at=last)
    admin = viewer(make_person(admin=True))
    month, shown, rest = queries.units(admin, today=last.date() + timedelta(days=30))

    assert month == last.date().replace(day=1)
    assert [(each.label, each.people) for each in shown] == [("Harbour", 9)]
    assert rest.people == 10
    assert queries.units(admin, today=last.date())[1] == []


@given(sizes=st.lists(st.integers(0, 30), max_size=12), least=st.integers(3, 8))
def test_no_total_minus_what_is_shown_speaks_of_fewer_than_the_least(sizes, least):
    shown, others = logic.fold(sizes, people=lambda size: size, least=least)
    assert all(size >= least for size in shown)
    assert sum(others) == 0 or sum(others) >= least
    if shown or others:
        assert sorted(shown + others) == sorted(sizes)


def test_words_sought_in_vain_by_enough_people_are_told_without_names():
    make_person(name="Klara Nowak", username="klara-nowak")
    admin = make_person(admin=True)
    seekers = [make_person(name=f"S {n}") for n in range(5)]
    for number, person in enumerate(seekers):
        client = signed_in(person)
        client.get("/search/?q=Zeppelin+ Moorings")
        client.get("/search/?q=zeppelin+moorings")
        client.get("/search/?q=klara+zzqqx")
        client.get("/search/?q=zzqqx+4711001")
        client.get("/search/?q=me@zzqqx.example")
        if number < 4:
            client.get("/search/?q=qqzzx+alone")
        signed_in(person).get("/search/?q=qqzzx+gpc", headers={"Sec-GPC": "1"})

    assert {words for words, _n, _at in queries.sought_in_vain(viewer(admin))} == {"zeppelin moorings"}
    assert set(Sought.objects.values_list("words", flat=True)) == {"zeppelin moorings", "qqzzx alone"}
    page = text(signed_in(admin).get("/attention/"))
    assert "zeppelin moorings" in page
    assert "alone" not in page


def test_who_turned_away_is_counted_once_and_shown_from_enough_on():
    owner = make_person()
    space = make_space(owner=owner)
    events = [Event("spaces.space.unfollowed", now(), actor=n, space=space.pk) for n in range(1, 5)]
    tasks.hear(events)
    tasks.hear(events)

    def away():
        return queries.report_of_space(viewer(owner), space, weeks="4", today=now().date()).turned_away

    assert away() is None
    tasks.hear([Event("spaces.member.left", now(), actor=9, space=space.pk)])
    assert away() == 5


def test_who_stops_letters_is_counted_for_the_house_and_shown_from_enough_on():
    admin, readers = make_person(admin=True), [make_person() for _ in range(5)]

    def stopped():
        return queries.report_of_house(viewer(admin), weeks="4", today=now().date()).letters_stopped

    for number, reader in enumerate(readers, 1):
        url = reverse("feed:unsubscribe", args=[letters.unsubscribe_token(reader, "now")])
        for _again in range(2):  # A mail program may post twice; the second time nothing is left to stop.
            assert Client().post(url).status_code == 200
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, name, at, actor, person FROM outbox_event WHERE name = 'feed.letters.stopped'")
            rows = cursor.fetchall()
        assert len(rows) == number
        tasks.hear([Event(name, at, actor=actor, person=person, id=pk) for pk, name, at, actor, person in rows])
        assert stopped() == (5 if number == 5 else None)


def test_a_must_read_tells_its_price_before_it_goes_out():
    owner = make_person()
    space = make_space(owner=owner, members=[make_person() for _ in range(24)])
    client, url = signed_in(owner), f"/threads/new/?space={space.slug}"
    sent = {"title": "Please all read", "body": "word " * 440, "audience": "2", "voice": "name", "is_must_read": "on"}
    first = client.post(url, sent)
    assert first.status_code == 422
    assert "25 people are asked" in text(first)
    assert "about 54 minutes" in text(first)
    assert not Item.objects.filter(title="Please all read").exists()
    assert "Please all read" in text(first)
    noticed = text(first).partition('name="noticed" value="')[2].partition('"')[0]
    assert client.post(url, sent | {"noticed": noticed}).status_code == 302
    assert Item.objects.filter(title="Please all read").exists()


def test_a_note_to_few_is_sent_at_once():
    author = make_person()
    cost = queries.cost_of(viewer(author), body="Hello.", space_id=None, audience=2, is_must_read=False, at=now())
    assert not cost.is_worth_telling


def test_the_price_is_what_usually_happens_times_the_length():
    owner = make_person()
    crowd = [make_person() for _ in range(9)]
    space = make_space(owner=owner, members=crowd)
    item = make_item(author=owner, space=space, at=now() - timedelta(days=3))
    read_by(item, crowd[:5])
    cost = queries.cost_of(
        viewer(owner), body="word " * 220, space_id=space.pk, audience=2, is_must_read=False, at=now()
    )
    assert (cost.audience, cost.readers, cost.seconds) == (10, 5, 68)
    assert cost.person_minutes == 6
