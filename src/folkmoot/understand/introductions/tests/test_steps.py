"""Following, asking, introducing, coffee, feedback: done, refused, impossible; and what nobody may learn from it."""

import threading
from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.urls import reverse

from folkmoot.base.outbox import Event
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.people import actions as people_actions
from folkmoot.commons.people.models import Follow
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.introductions import actions, queries
from folkmoot.understand.introductions.calendar import coffee
from folkmoot.understand.introductions.models import Round, Step, Suggestion
from folkmoot.understand.introductions.refusals import (
    AskedAlready,
    MetAlready,
    NoSuchConnector,
    NotAllowed,
    TextIsTooLong,
    TimeIsOver,
    WrongTimes,
)
from folkmoot.understand.network import actions as network

from .worlds import firm, join, read_network, tie

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOON = AT + timedelta(days=2)


@pytest.fixture
def three():
    """Ann, to whom Bo was named, whom Cy knows both; all take part."""
    people = firm()
    ann, cy, bo = people[1], people[0], people[8]
    join(*people)
    actions.run_round(at=AT)
    Suggestion.objects.all().delete()
    first = Suggestion(
        round_id=_round(), person=ann, other=bo, arm="near", steps=2, is_across=True, connectors=[cy.pk], made_at=AT
    )
    first.save()
    return ann, bo, cy, first


def _round():
    return Round.objects.get().pk


def told(person, topic=None):
    rows = Notification.objects.filter(person=person).exclude(topic="introductions")
    return list(rows.values_list("topic", flat=True)) if topic is None else rows.filter(topic=topic).exists()


def ask(ann, cy, one, **how):
    return actions.ask_to_introduce(
        viewer=viewer(ann), suggestion_id=one.pk, connector_id=cy.pk, at=AT, **{"note": "I sail too.", **how}
    )


def invite(ann, one, **how):
    return actions.ask_for_coffee(
        viewer=viewer(ann), suggestion_id=one.pk, at=AT, **{"times": [NOON, NOON + HOUR], "place": "Kitchen", **how}
    )


def test_following_is_a_first_step(three):
    ann, bo, _cy, one = three
    actions.follow(viewer=viewer(ann), suggestion_id=one.pk, at=AT)
    assert Follow.objects.filter(follower=ann, person=bo).exists()
    one.refresh_from_db()
    assert (one.begun_at, one.accepted_at) == (AT, None)


def test_a_connector_brings_two_together(three):
    ann, bo, cy, one = three
    step = ask(ann, cy, one)
    assert told(cy, "introduction_asked")
    assert not told(bo)
    actions.introduce(viewer=viewer(cy), step_id=step.pk, words="You both sail.", at=AT + HOUR)
    assert told(bo, "introduced")
    assert told(ann, "introduced")
    one.refresh_from_db()
    assert (one.accepted_at, one.how) == (AT + HOUR, "introduced")
    assert queries.step_page(viewer(bo), step.pk, at=AT).role == "other"
    with pytest.raises(MetAlready):
        ask(ann, cy, one)
    with pytest.raises(Step.DoesNotExist):
        actions.introduce(viewer=viewer(cy), step_id=step.pk, at=AT)


def test_declining_leaves_no_trace(three):
    ann, bo, cy, one = three
    step = ask(ann, cy, one)

    def seen_by_ann():
        page, card = queries.step_page(viewer(ann), step.pk, at=AT + HOUR), queries.mine(viewer(ann))[0][0]
        return (
            [(name, getattr(page, name)) for name in ("role", "is_done", "is_quiet")], card.to_ask, len(card.steps),
            queries.own_rows(ann.pk), told(ann), events(),
        )  # fmt: skip

    before = seen_by_ann()
    actions.decline(viewer=viewer(cy), step_id=step.pk)
    assert seen_by_ann() == before
    assert not told(bo)
    with pytest.raises(Step.DoesNotExist):
        queries.step_page(viewer(cy), step.pk, at=AT)
    with pytest.raises(AskedAlready):
        ask(ann, cy, one)
    actions.withdraw(viewer=viewer(ann), step_id=step.pk)


def events():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outbox_event WHERE name LIKE 'introductions.%'")
        return cursor.fetchall()


def test_declining_is_not_to_be_told_from_waiting_on_the_page_either(three, client):
    ann, bo, _cy, one = three
    step = invite(ann, one)
    client.force_login(ann, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("introductions:step", args=[step.pk])

    def words():
        found = client.get(address)
        return found.status_code, found.content.decode().split("<main")[1].split("</main")[0].replace(
            token(found), ""
        )

    before = words()
    actions.decline(viewer=viewer(bo), step_id=step.pk)
    assert words() == before


def token(response):
    return str(response.context["csrf_token"])


def test_what_cannot_be_asked(three):
    ann, bo, cy, one = three
    stranger = make_person()
    with pytest.raises(NoSuchConnector):
        ask(ann, stranger, one)
    with pytest.raises(TextIsTooLong):
        ask(ann, cy, one, note="x" * 501)
    for times in ([], [AT - HOUR], [AT], [AT + timedelta(days=93)], [NOON + HOUR * i for i in range(4)]):
        with pytest.raises(WrongTimes):
            invite(ann, one, times=times)
    with pytest.raises(WrongTimes):
        invite(ann, one, minutes=500)
    with pytest.raises(TextIsTooLong):
        invite(ann, one, place="x" * 201)
    for other in (bo, cy, stranger):
        with pytest.raises(Suggestion.DoesNotExist):
            invite(other, one)
    with pytest.raises(Suggestion.DoesNotExist):
        actions.follow(viewer=viewer(None), suggestion_id=one.pk, at=AT)
    assert not Step.objects.exists()


def test_a_coffee_is_agreed_and_goes_into_calendars(three, client):
    ann, bo, cy, one = three
    step = invite(ann, one)
    assert told(bo, "introduction_asked")
    with pytest.raises(WrongTimes):
        actions.agree(viewer=viewer(bo), step_id=step.pk, time=NOON + 5 * HOUR, at=AT)
    with pytest.raises(TimeIsOver):
        actions.agree(viewer=viewer(bo), step_id=step.pk, time=NOON, at=NOON)
    for other in (ann, cy):
        with pytest.raises(Step.DoesNotExist):
            actions.agree(viewer=viewer(other), step_id=step.pk, time=NOON, at=AT)
    actions.agree(viewer=viewer(bo), step_id=step.pk, time=NOON, at=AT)
    assert told(ann, "introduction_asked") or told(ann, "introduced")
    assert events() == [("introductions.kept",)]
    for person, name in ((ann, bo.name), (bo, ann.name)):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        found = client.get(reverse("introductions:calendar", args=[step.pk]))
        event = icalendar.Calendar.from_ical(found.content).walk("VEVENT")[0]
        assert event["summary"] == f"Coffee with {name}"
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (NOON, NOON + timedelta(minutes=30))
    client.force_login(cy, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("introductions:calendar", args=[step.pk])).status_code == 404


def test_calendar_files_hold_awkward_words_and_no_addresses():
    text = coffee(
        key="k", start=NOON, minutes=30, title="Coffee; with, Ä\nBEGIN:VALARM", place="x" * 200, note="a\r\nb",
        url="https://example.org/", host="example.org", at=AT,
    ).decode()  # fmt: skip
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\nBEGIN:VALARM" not in text
    assert "mailto" not in text.lower()


@pytest.mark.parametrize("way", ["leave", "mute", "block", "muted", "left out", "deactivate"])
def test_whoever_goes_or_keeps_a_distance_vanishes_with_every_question(three, way):
    ann, bo, _cy, one = three
    step = invite(ann, one)
    if way == "leave":
        actions.leave(viewer=viewer(bo), at=AT)
    elif way == "left out":
        network.set_switches(viewer=viewer(bo), left_out=True, at=AT)
    elif way == "deactivate":
        people_actions.deactivate(actor=make_person(admin=True), person=bo, at=AT)
    else:
        pair = {"actor": ann, "person": bo} if way != "muted" else {"actor": bo, "person": ann}
        (people_actions.block if way == "block" else people_actions.mute)(**pair, at=AT)
    assert queries.mine(viewer(ann))[0] == []
    assert queries.waiting(viewer(bo)) == []
    for person in (ann, bo):
        with pytest.raises(Step.DoesNotExist):
            queries.step_page(viewer(person), step.pk, at=AT)
    with pytest.raises((Suggestion.DoesNotExist, NotAllowed)):
        actions.follow(viewer=viewer(ann), suggestion_id=one.pk, at=AT)


def test_feedback_is_kept_and_the_other_is_not_told(three):
    ann, bo, _cy, one = three
    actions.answer(viewer=viewer(ann), suggestion_id=one.pk, answer="not_for_me", why=" We differ. ", at=AT)
    one.refresh_from_db()
    assert (one.answer, one.why) == ("not_for_me", "We differ.")
    assert not told(bo)
    with pytest.raises(TextIsTooLong):
        actions.answer(viewer=viewer(ann), suggestion_id=one.pk, answer="glad", why="x" * 501, at=AT)
    with pytest.raises(ValueError, match="love"):
        actions.answer(viewer=viewer(ann), suggestion_id=one.pk, answer="love", at=AT)
    with pytest.raises(Suggestion.DoesNotExist):
        actions.answer(viewer=viewer(bo), suggestion_id=one.pk, answer="glad", at=AT)


@pytest.mark.parametrize(("met", "alive"), [(None, False), (10, False), (45, True)])
def test_whether_it_lasts_is_measured_after_60_days(three, met, alive):
    ann, bo, _cy, one = three
    step = invite(ann, one)
    actions.agree(viewer=viewer(bo), step_id=step.pk, time=NOON, at=AT)
    if met is not None:
        tie(ann, bo, at=AT + timedelta(days=met))
    assert actions.measure(at=AT + timedelta(days=59)) == 0
    assert actions.measure(at=AT + timedelta(days=61)) == 0  # The network was not read since.
    read_network(AT + timedelta(days=61))
    assert actions.measure(at=AT + timedelta(days=61)) == 1
    one.refresh_from_db()
    assert one.is_alive is alive


def test_of_whoever_is_left_out_it_is_not_known_whether_it_lasted(three):
    ann, bo, _cy, one = three
    step = invite(ann, one)
    actions.agree(viewer=viewer(bo), step_id=step.pk, time=NOON, at=AT)
    network.set_switches(viewer=viewer(bo), left_out=True, at=AT)
    read_network(AT + timedelta(days=61))
    assert actions.measure(at=AT + timedelta(days=61)) == 0


def test_erasing_an_account_forgets_it_all(three):
    ann, bo, cy, one = three
    ask(ann, cy, one)
    actions.forget([Event("people.person.erased", AT, person=cy.pk)])
    assert not Step.objects.exists()
    actions.forget([Event("people.person.erased", AT, person=bo.pk)])
    assert not Suggestion.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_asked_twice_at_once_is_asked_once(three):
    ann, _bo, _cy, one = three
    gate, refused = threading.Barrier(2), []

    def work():
        gate.wait()
        try:
            invite(ann, one)
        except AskedAlready:
            refused.append(1)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Step.objects.count(), len(refused)) == (1, 1)
