from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Report, Tag
from folkmoot.commons.people.models import Person, Unit
from folkmoot.demo.build import AlreadyBuilt, NotADemo, build, plan
from folkmoot.testing.makers import make_person

AT = datetime(2026, 6, 3, 15, 20, tzinfo=UTC)
SMALL = 0.03

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def story(stage):
    """What is planned, without identifiers, which are drawn anew."""
    deeds = [(at, getattr(deed, "func", deed).__qualname__) for at, _, deed in stage.timeline.deeds]
    return deeds, stage.cast, stage.members


def test_plan_twice_from_one_seed_tells_the_same_story():
    first = story(plan(at=AT, seed=7, scale=1))
    Unit.objects.exclude(parent=None).update(parent=None)
    Unit.objects.all().delete()
    second = story(plan(at=AT, seed=7, scale=1))

    assert first == second
    assert len(first[1]) in range(280, 321)


def test_build_on_a_site_with_people_is_refused():
    make_person()

    with pytest.raises(NotADemo):
        build(at=AT, scale=SMALL)
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo", quiet=True)
    assert Person.objects.count() == 1


def test_build_on_a_finished_demo_changes_nothing():
    make_person()
    site.put("demo.is_demo", True)

    with pytest.raises(AlreadyBuilt):
        build(at=AT, scale=SMALL)


def test_build_that_is_interrupted_leaves_nothing():
    def stop_half_way(deeds, total):
        for number, deed in enumerate(deeds):
            if number > total // 3:
                raise KeyboardInterrupt
            yield deed

    with pytest.raises(KeyboardInterrupt):
        build(at=AT, scale=SMALL / 2, progress=stop_half_way)

    assert not Person.objects.exists()
    assert events_named("people.person.claimed") == 0
    assert not Tag.objects.exists()
    assert not Report.objects.exists()


def events_named(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = %s", [name])
        return cursor.fetchone()[0]
