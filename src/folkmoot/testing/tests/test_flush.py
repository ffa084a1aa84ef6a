"""A test that commits leaves nothing behind, whatever it wrote and whether a model knows of it or not."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from folkmoot.base.outbox import relay
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.testing.makers import make_item, make_reply, make_space

pytestmark = pytest.mark.django_db(transaction=True)

REFUSING = """
CREATE TABLE refusing (line text);
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'never'; END $$;
CREATE TRIGGER refusing_only_grows BEFORE DELETE ON refusing FOR EACH ROW EXECUTE FUNCTION refuse();
INSERT INTO refusing VALUES ('kept for ever')
"""


def test_nothing_that_a_test_wrote_stays_and_all_that_migrations_wrote_does():
    types = ContentType.objects.count()
    make_reply(make_item(space=make_space(audience=0)))
    with connection.cursor() as cursor:
        cursor.execute(REFUSING)
    try:
        call_command("flush", interactive=False, verbosity=0)
        assert not Item.objects.exists()
        assert not Person.objects.exists()
        assert relay.run_once() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM refusing), (SELECT count(*) FROM outbox_event)")
            assert cursor.fetchone() == (0, 0)
        assert ContentType.objects.count() == types > 0
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE refusing; DROP FUNCTION refuse")
