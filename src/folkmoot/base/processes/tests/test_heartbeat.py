import time

import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

from folkmoot.base.processes.heartbeat import Heart

pytestmark = pytest.mark.django_db(transaction=True)


def beats():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM processes_heartbeat")
        return {name for (name,) in cursor.fetchall()}


def test_health_without_signs_of_life_is_503_and_names_what_is_missing(caplog):
    answer = Client().get("/healthz")
    assert caplog.records == []
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": "ok",
        "migrations": "ok",
        "worker": "no sign of life",
        "live": "no sign of life",
    }


def test_health_with_fresh_signs_of_life_is_200():
    with connection.cursor() as cursor:
        for name in ("worker", "live"):
            cursor.execute("INSERT INTO processes_heartbeat VALUES (%s, clock_timestamp(), 'here', 1)", [name])
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer["Cache-Control"].startswith("max-age=0")


def test_health_does_not_believe_an_old_sign_of_life():
    with connection.cursor() as cursor:
        for name in ("worker", "live"):
            cursor.execute(
                "INSERT INTO processes_heartbeat VALUES (%s, clock_timestamp() - interval '1 min', 'x', 1)",
                [name],
            )
    assert Client().get("/healthz").status_code == 503


@pytest.fixture
def address():
    values = connection.get_connection_params()
    wanted = ("dbname", "user", "password", "host", "port")
    return make_conninfo(**{name: values[name] for name in wanted if values.get(name)})


def test_a_heart_beats_while_it_is_touched(address):
    heart = Heart("test", address=address)
    try:
        deadline = time.monotonic() + 10
        while "test" not in beats():
            assert time.monotonic() < deadline
            time.sleep(0.02)
    finally:
        heart.stop()


def test_a_heart_whose_loop_hangs_stops_beating(address):
    heart = Heart("test", address=address, patience=0.0)
    try:
        time.sleep(0.5)
        assert "test" not in beats()
    finally:
        heart.stop()
