import pytest
from django.db import connection
from django.db.utils import OperationalError


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_seen_without_asking_it():
    connection.ensure_connection()
    assert connection.is_usable()
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = cursor.fetchone()[0]
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [mine])
    other.close()
    assert not connection.is_usable()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()
