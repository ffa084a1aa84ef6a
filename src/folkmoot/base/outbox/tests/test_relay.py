"""The relay hands out every event of every committed transaction, whatever the order of commits."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from folkmoot.base.outbox import record, relay
from folkmoot.base.outbox.models import Cursor, Parked
from folkmoot.base.outbox.subscribers import _subscribers, subscribe

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
heard: list[str] = []
poison: set[str] = set()


def hear(events):
    for event in events:
        if event.data["word"] in poison:
            raise ValueError(event.data["word"])
    heard.extend(event.data["word"] for event in events)


@pytest.fixture(autouse=True)
def _alone(monkeypatch):
    saved = dict(_subscribers)
    _subscribers.clear()
    heard.clear()
    poison.clear()
    subscribe("test.hear", names=("test.*",), handler=f"{__name__}.hear")
    yield
    _subscribers.clear()
    _subscribers.update(saved)


def say(word, name="test.said"):
    with transaction.atomic():
        record(name, at=AT, data={"word": word})


def test_relay_hands_out_once_and_in_order():
    for word in "abc":
        say(word)
    say("x", name="other.said")
    relay.drain()
    relay.drain()
    assert heard == ["a", "b", "c"]


def test_relay_goes_past_what_nobody_wants_and_keeps_the_signs_of_names_apart():
    subscribe("test.hear", names=("test.so_so.*", "test.%"), handler=f"{__name__}.hear")
    for name in ("test.so_so.a", "test.soXso.a", "test.said", "test.%", "test.so_so"):
        say(name, name=name)
    relay.drain()
    assert heard == ["test.so_so.a", "test.%"]
    seen = Cursor.objects.get().seen
    say("more", name="other.said")
    assert relay.run_once() == 0
    assert Cursor.objects.get().seen != seen
    moved_at = Cursor.objects.get().moved_at
    relay.run_once()
    assert Cursor.objects.get().moved_at == moved_at


def test_serve_hands_one_subscriber_as_many_as_asked_for():
    subscribe("test.other", names=("test.*",), handler=f"{__name__}.hear")
    for word in "abc":
        say(word)
    assert [relay.serve("test.hear", 2) for _ in range(3)] == [2, 1, 0]
    assert heard == ["a", "b", "c"]


def test_relay_a_slow_transaction_is_neither_waited_for_nor_skipped():
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record("test.said", at=AT, data={"word": "slow"})
            begun.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    say("quick")
    relay.drain()
    assert heard == ["quick"]
    go_on.set()
    thread.join()
    relay.drain()
    assert heard == ["quick", "slow"]


def test_relay_more_than_a_batch(monkeypatch):
    monkeypatch.setattr(relay, "BATCH", 3)
    for number in range(10):
        say(str(number))
    relay.drain()
    assert heard == [str(number) for number in range(10)]


def test_relay_a_poisoned_event_is_parked_and_the_rest_goes_on():
    poison.add("bad")
    for word in ("good", "bad", "better"):
        say(word)
    for _ in range(relay.TRIES * 3):
        relay.run_once()
    assert heard == ["good", "better"]
    assert Parked.objects.get().subscriber == "test.hear"


def test_record_rolled_back_is_never_heard():
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012
        record("test.said", at=AT, data={"word": "never"})
        raise RuntimeError
    relay.drain()
    assert heard == []


def test_adopt_cluster_after_a_restore_hands_out_what_waited():
    say("old")
    relay.drain()
    say("waiting")
    with connection.cursor() as cursor:
        # As after pg_restore into a new cluster: the numbers lie in its future.
        cursor.execute("UPDATE outbox_event SET xact = (xact::text::bigint + 1000000000)::text::xid8")
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(xact)::text FROM outbox_event")
        first = int(cursor.fetchone()[0])
    Cursor.objects.update(seen=f"{first + 1}:{first + 1}:")
    relay.adopt_cluster()
    relay.drain()
    assert heard == ["old", "waiting"]
    say("new")
    relay.drain()
    assert heard == ["old", "waiting", "new"]


def test_is_news_of_what_was_committed_since_however_long_ago_it_was_written():
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record("test.said", at=AT, data={"word": "slow"})
            begun.set()
            go_on.wait(10)
        connection.close()

    say("before")
    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(10)
    seen = relay.snapshot()
    assert not relay.is_news(seen)
    go_on.set()
    thread.join()
    assert relay.is_news(seen)
    assert not relay.is_news(relay.snapshot())
