from django.db import OperationalError
from django.test import RequestFactory

from folkmoot.base.web.errors import server_error


def answer_to(request, error):
    try:
        raise error
    except type(error):
        return server_error(request)


def test_a_database_that_restarts_asks_readers_to_wait():
    answer = answer_to(RequestFactory().get("/"), OperationalError("the database system is starting up"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "10"
    assert b'http-equiv="refresh"' in answer.content


def test_a_database_that_restarts_tells_writers_to_send_again():
    answer = answer_to(RequestFactory().post("/"), OperationalError("could not extend file: disk full"))
    assert answer.status_code == 503
    assert b"refresh" not in answer.content
    assert b"send it once more" in answer.content


def test_any_other_error_stays_an_error_of_ours():
    assert answer_to(RequestFactory().get("/"), ValueError("oops")).status_code == 500
