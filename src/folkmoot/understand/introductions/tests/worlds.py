"""A small firm: two units that talk among themselves, with two people between them, as a run would have read it."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from folkmoot.base.clock import now
from folkmoot.commons.people.models import Unit
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.introductions import actions
from folkmoot.understand.introductions.models import Round, Suggestion
from folkmoot.understand.network.models import Snapshot

JOINED = AT - timedelta(days=7)


def firm(size=8):
    """The people of two units of `size` each; number 0 of each knows number 0 of the other. Nobody takes part yet."""
    units = [Unit.objects.create(name=name) for name in ("Design", "Sales")]
    people = [
        make_person(name=f"{unit.name} {place}", unit=unit, interests=["Sailing"] if place % 2 else ["Chess"])
        for unit in units
        for place in range(size)
    ]
    for start in (0, size):
        for place in range(size):
            for step in (1, 2):
                tie(people[start + place], people[start + (place + step) % size])
    tie(people[0], people[size])
    read_network()
    return people


def tie(one, other, *, at=AT - timedelta(days=5), is_open=True):
    """Both turned to each other."""
    day = (at - datetime(2020, 1, 1, tzinfo=UTC)) / timedelta(days=1)
    with connection.cursor() as cursor:
        for source, target in ((one.pk, other.pk), (other.pk, one.pk)):
            cursor.execute(
                "INSERT INTO network_tie VALUES (%s, %s, 0, 1, %s, 1, %s, %s) ON CONFLICT (source, target, kind)"
                " DO UPDATE SET last_day = excluded.last_day",
                [source, target, int(is_open), day, day],
            )


def read_network(at=AT):
    """A run that came to its end."""
    Snapshot.objects.create(kind="full", state="done", begun_at=at, finished_at=at, as_of=at)


def join(*people, at=JOINED, per_week=2):
    for person in people:
        actions.join(viewer=viewer(person), per_week=per_week, at=at)


def named(person=None):
    rows = Suggestion.objects.all() if person is None else Suggestion.objects.filter(person=person)
    return list(rows.order_by("pk"))


def suggest(weekly, person, other, **facts):
    asked = {"arm": "near", "steps": 2, "is_across": True, "made_at": now(), **facts}
    return Suggestion.objects.create(round=weekly, person=person, other=other, **asked)


def weigh(count, *, arm="near", met=0, alive=0, glad=0):
    """`count` people were each named somebody; so many met, are alive, were glad."""
    weekly = Round.objects.create(week=f"W{Round.objects.count()}", at=now(), seed=1, across_share=50, trial_share=20)
    for place in range(count):
        suggest(
            weekly, make_person(), make_person(), arm=arm, accepted_at=now() if place < met else None,
            is_alive=place < alive if place < met else None, answer="glad" if place < glad else "not_for_me",
        )  # fmt: skip
