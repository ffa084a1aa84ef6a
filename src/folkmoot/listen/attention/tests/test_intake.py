"""Readings taken in: only what tickets allow, only of whom may be counted, and no more time than there was."""

import asyncio
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.base.clock import now
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content import readings
from folkmoot.listen.attention import actions, intake, queries, tickets
from folkmoot.listen.attention.models import ItemDay, ItemReaders, Source
from folkmoot.listen.attention.tickets import Ticket
from folkmoot.listen.attention.views.intake import in_front_of, respond
from folkmoot.testing.makers import make_item, make_person, make_space, viewer

from .makers import raw, signed_in, tell, ticket_in, url_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nobody_opted_out():
    intake.forget_opted_out()
    forget_pages()
    yield
    intake.forget_opted_out()


def test_a_page_counts_one_read_on_the_server_and_gives_a_ticket():
    item, reader = make_item(), make_person()
    answer = signed_in(reader).get(url_of(item), headers={"Referer": "http://testserver/"})

    assert raw() == [(item.pk, reader.pk, intake.READ, 0, 0, Source.FEED)]
    ticket = tickets.read(ticket_in(answer), now=now().timestamp())
    assert (ticket.item, ticket.person) == (item.pk, reader.pk)


def test_a_ticket_adds_time_and_place_without_any_cookie():
    item, reader = make_item(), make_person()
    text = ticket_in(signed_in(reader).get(url_of(item)))
    assert tell([[text, 1.5, 40]]).status_code == 204
    assert (item.pk, reader.pk, intake.STAY, 1.5, 40, Source.LINK) in raw()


def test_the_web_answers_before_django_and_hands_everything_else_on():
    item, reader, statuses = make_item(), make_person(), []
    web = in_front_of(lambda _environ, _start: [b"django"])

    def call(method, place, body):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": place, "CONTENT_LENGTH": str(len(body)),
                   "wsgi.input": io.BytesIO(body)}  # fmt: skip
        return web(environ, lambda status, _headers: statuses.append(status))

    ticket = tickets.write(Ticket(5, item.pk, reader.pk, 0, int(now().timestamp())))
    assert call("POST", "/reading/", json.dumps([[ticket, 1, 40]]).encode()) == []
    assert call("POST", "/reading/", b"[]") == []
    assert statuses == ["204 No Content", "403 Forbidden"]
    assert [row[:3] for row in raw()] == [(item.pk, reader.pk, intake.STAY)]
    assert [call(*other, b"x") for other in (("GET", "/reading/"), ("POST", "/reading"), ("POST", "/"))] == [
        [b"django"]
    ] * 3


@pytest.mark.django_db(transaction=True)
def test_the_live_process_takes_the_same_in(settings, monkeypatch):
    monkeypatch.setattr(intake, "_waiting", intake._Waiting())
    settings.ATTENTION_WAIT = 0.01
    item, reader = make_item(), make_person()
    ticket = tickets.write(Ticket(5, item.pk, reader.pk, 0, int(now().timestamp())))
    good = json.dumps([[ticket, 1, 40]]).encode()

    def post(*pieces, length=None, **headers):
        """The status, or None where nothing was answered."""
        sent = {"content-length": str(sum(map(len, pieces)) if length is None else length), **headers}
        told = [{"type": "http.request", "body": piece, "more_body": piece is not pieces[-1]} for piece in pieces]
        coming, answers = iter([*told, {"type": "http.disconnect"}]), []

        async def receive():
            return next(coming)

        async def send(message):
            answers.append(message)

        scope = {"headers": [(name.encode(), value.encode()) for name, value in sent.items()]}
        with ThreadPoolExecutor() as elsewhere:  # A browser of another test keeps this thread's loop.
            elsewhere.submit(asyncio.run, respond(scope, receive, send)).result()
        return answers[0]["status"] if answers else None

    assert [post(good[:9], good[9:]), post(good, dnt="1"), post(b"[]"), post(b""), post(good, length="x")] == [
        204, 204, 403, 403, 403
    ]  # fmt: skip
    assert (post(good, length=20_000), post(length=50)) == (413, None)
    for _ in range(500):
        if raw():
            break
        time.sleep(0.02)
    assert [row[:5] for row in raw()] == [(item.pk, reader.pk, intake.STAY, 1, 40)]


@pytest.mark.parametrize("sent", [
    b"", b"x", b"{}", b"[]", b"[1]", b'[["a", 1, 1]]', b'[[null, 1, 1]]', b"\xff\xfe", b"[" * 9000,
    b'[["' + b"A" * 60 + b'", 1, 1]]',
])  # fmt: skip
def test_what_no_page_of_ours_has_sent_is_refused(sent):
    assert tell(sent).status_code == 403
    assert raw() == []


def test_too_much_at_once_is_refused():
    assert tell(b"[" + b" " * 20_000 + b"]").status_code == 413
    item, reader = make_item(), make_person()
    text = ticket_in(signed_in(reader).get(url_of(item)))
    assert tell([[text, 1, 1]] * 65).status_code == 403
    assert tell([[text, "1" * 300, 1]]).status_code == 403
    assert tell([[text, 1, 1]] * 64).status_code == 204
    assert Client().get("/reading/").status_code == 405


def test_a_ticket_that_was_changed_or_is_old_speaks_for_nothing():
    moment = now().timestamp()
    good = tickets.write(Ticket(5, 6, 7, 0, int(moment)))
    assert tickets.read(good, now=moment).item == 6
    for wrong in (good[:-2] + "AA", good[1:] + "A", good + "A", "é" * len(good), "", None, 7):
        with pytest.raises(tickets.NotGenuine):
            tickets.read(wrong, now=moment)
    with pytest.raises(tickets.NotGenuine):
        tickets.read(good, now=moment + tickets.LIFE + 2)
    with pytest.raises(tickets.NotGenuine):
        tickets.read(tickets.write(Ticket(5, 6, 7, 0, int(moment) + 600)), now=moment)


@given(seconds=st.floats() | st.integers() | st.text() | st.none(), share=st.floats() | st.integers() | st.none())
def test_nobody_claims_more_than_has_passed(seconds, share):
    at = NOON + timedelta(seconds=20)
    text = tickets.write(Ticket(5, 6, 7, 0, int(NOON.timestamp())))
    written = intake.write([intake.Told(at, [[text, seconds, share]])])
    for _, _, _, stayed, far, _ in raw()[:written]:
        assert 0 <= stayed <= 22
        assert 0 <= far <= 100


def test_one_wrong_entry_takes_nothing_from_the_others():
    item, reader = make_item(), make_person()
    at = now()
    good, late = (
        tickets.write(Ticket(5, item.pk, reader.pk, Source.FEED, int(at.timestamp()) - ago)) for ago in (10, 50_000)
    )
    wrong = [None, 5, [], {}, [good], [good, 1, 1, 1], [[good], 1, 1], [good, None, 1], [good, 1, "x"],
             [good, 1e400, 0], [good, 10**400, 0], ["A" * len(good), 1, 1], [late, 9, 99]]  # fmt: skip
    assert tell([*wrong, [good, "2.5", 41.9]]).status_code == 204
    assert tell([[late, 9, 99]]).status_code == 403
    told = sorted(row[2:] for row in raw())
    assert told[0] == (intake.STAY, 2.5, 41, Source.FEED)
    assert told[1][0::2] == (intake.STAY, 0)  # "Without end" is as long as has passed.
    assert 11 < told[1][1] < 15
    assert len(told) == 2


@pytest.mark.parametrize("headers", [{"DNT": "1"}, {"Sec-GPC": "1"}])
def test_a_browser_that_says_no_is_not_counted(headers):
    item, reader = make_item(audience=0), make_person()
    answer = signed_in(reader).get(url_of(item), headers=headers)
    Client().get(url_of(item), headers=headers)
    assert (ticket_in(answer), raw()) == ("", [])
    text = tickets.write(Ticket(5, item.pk, reader.pk, 0, int(now().timestamp())))
    assert tell([[text, 5, 5]], **headers).status_code == 204
    assert raw() == []


def test_who_opts_out_is_neither_counted_nor_remembered_even_with_a_ticket_in_hand():
    item, reader = make_item(), make_person()
    client = signed_in(reader)
    text = ticket_in(client.get(url_of(item)))
    assert client.post("/settings/time/choose/", {"counted": "0"}).status_code == 302
    assert raw() == []
    tell([[text, 5, 5]])
    assert ticket_in(client.get(url_of(item))) == ""
    actions.record(viewer=viewer(reader), item_id=item.pk, seconds=5, at=NOON)
    assert raw() == []
    assert "You are not counted" in client.get("/settings/time/").content.decode()
    client.post("/settings/time/choose/", {"counted": "1"})
    client.get(url_of(item))
    assert len(raw()) == 1


def test_guests_are_counted_and_not_known_and_machines_are_not():
    item = make_item(kind="question", audience=0)
    for _ in range(2):
        Client().get(url_of(item))
    Client().get(url_of(item), headers={"User-Agent": "Googlebot/2.1"})
    Client().head(url_of(item))
    assert raw() == [(item.pk, None, intake.READ, 0, 0, Source.LINK)] * 2
    Client().get(url_of(make_item(kind="question", audience=2)))
    assert len(raw()) == 2


def test_a_hidden_item_gives_no_ticket():
    secret = make_item(space=make_space(joining="secret"), audience=3)
    answer = signed_in(make_person()).get(url_of(secret))
    assert (answer.status_code, ticket_in(answer), raw()) == (404, "", [])


def test_a_room_with_a_measure_of_its_own_tells_through_the_commons():
    item, reader = make_item(), make_person()
    readings.progressed(viewer=viewer(reader), item_id=item.pk, seconds=4000, share=300, at=NOON)
    assert raw() == [(item.pk, reader.pk, intake.STAY, 60, 100, Source.LINK)]
    readings.progressed(viewer=viewer(None), item_id=item.pk, seconds=4, share=3, at=NOON)
    assert len(raw()) == 1


def test_a_day_is_summed_up_by_item_and_source_and_again_gives_the_same():
    item, readers = make_item(), [make_person() for _ in range(3)]
    actions.bring(
        [(NOON, item.pk, reader.pk, Source.FEED, 90, 100) for reader in readers]
        + [
            (NOON - timedelta(days=2), item.pk, readers[0].pk, Source.MAIL, 10, 20),
            (NOON, item.pk, None, Source.LINK, 0, 0),
        ]
    )
    for _ in range(2):
        actions.gather(at=NOON)
        feed = ItemDay.objects.get(item=item, day=NOON.date(), source=Source.FEED)
        assert (feed.reads, feed.people, feed.completions, feed.returns, feed.guest_reads) == (3, 3, 3, 1, 0)
        assert feed.seconds == pytest.approx(270)
        assert ItemDay.objects.get(item=item, day=NOON.date(), source=Source.LINK).guest_reads == 1
    assert ItemReaders.objects.get(item=item).people == 3


def test_no_hour_holds_more_than_an_hour_on_however_many_pages():
    reader, items = make_person(), [make_item() for _ in range(4)]
    for item in items:
        for minute in range(60):
            at = NOON.replace(minute=minute)
            actions.record(viewer=viewer(reader), item_id=item.pk, seconds=60, at=at)
    actions.gather(at=NOON)
    total = sum(ItemDay.objects.values_list("seconds", flat=True))
    assert 3000 < total <= 3601


def test_single_readings_are_forgotten_and_sums_stay():
    item, reader = make_item(), make_person()
    actions.record(viewer=viewer(reader), item_id=item.pk, seconds=5, at=NOON)
    actions.gather(at=NOON)
    later = NOON + timedelta(days=89)
    actions.keep_house(at=later)
    actions.record(viewer=viewer(reader), item_id=item.pk, seconds=6, at=later + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'attention_raw'::regclass")
        assert cursor.fetchone()[0] == 4
    assert len(raw()) == 2
    actions.keep_house(at=NOON + timedelta(days=92))
    assert [row[3] for row in raw()] == [6]
    actions.keep_house(at=NOON + timedelta(days=400))
    assert raw() == []
    assert ItemDay.objects.get(item=item).seconds == pytest.approx(5)


def test_export_of_my_data_holds_my_readings():
    item, reader = make_item(), make_person()
    actions.record(viewer=viewer(reader), item_id=item.pk, seconds=5, at=NOON)
    assert [row["item"] for row in queries.own_rows(reader.pk)] == [item.pk]


def test_who_comes_from_a_letter_is_counted_as_such():
    from folkmoot.commons.feed.letters import _by_letter

    item, reader = make_item(), make_person()
    assert _by_letter("/x/?page=2#i-1") == "/x/?page=2&via=mail#i-1"
    assert signed_in(reader).get(_by_letter(url_of(item))).status_code == 200
    assert raw()[0][5] == Source.MAIL


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_written_is_kept_and_written_later():
    item = make_item(audience=0)
    reading = intake.Reading(now(), item.pk, None, 0, intake.READ, 0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE attention_raw RENAME TO elsewhere")
        try:
            intake.take(reading)
            intake.flush()
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO attention_raw")
        intake.flush()
        cursor.execute("SELECT count(*) FROM attention_raw WHERE item = %s", [item.pk])
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_a_thread_writes_and_gives_its_connection_back_when_nothing_comes(settings, monkeypatch):
    monkeypatch.setattr(intake, "IDLE", 0.05)
    monkeypatch.setattr(intake, "_waiting", intake._Waiting())
    settings.ATTENTION_WAIT = 0.01
    others = connections_beside_ours()

    def until(holds):
        for _ in range(500):
            if holds():
                return
            time.sleep(0.02)
        raise AssertionError

    for number in (1, 2):
        intake.take(intake.Reading(now(), 5, None, number, intake.READ, Source.LINK))
        until(lambda number=number: len(raw()) == number)
    until(lambda: connections_beside_ours() <= others)


def connections_beside_ours():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]
