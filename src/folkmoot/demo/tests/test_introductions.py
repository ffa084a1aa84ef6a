"""The demo's introductions, by the real verbs, in a firm small enough to be quick."""

from datetime import timedelta

import pytest

from folkmoot.demo import introductions
from folkmoot.testing.makers import AT
from folkmoot.understand.introductions.models import Participant, Round, Step, Suggestion
from folkmoot.understand.introductions.tests.worlds import firm
from folkmoot.understand.network.queries import last_run

# In no transaction but its own: an event that is recorded in none must be noticed.
pytestmark = pytest.mark.django_db(transaction=True)


def test_some_weeks_of_introductions_come_to_something():
    people = firm(size=20)
    for person in people:
        person.joined_at = AT - timedelta(days=300)
        person.save(update_fields=["joined_at"])
    introductions.hold(at=AT, seed=1, share=0.55)
    assert Round.objects.count() == introductions.WEEKS + 1
    assert 10 < Participant.objects.count() < 35
    assert Suggestion.objects.filter(begun_at__isnull=False).exists()
    assert set(Suggestion.objects.exclude(how="").values_list("how", flat=True)) == {"introduced", "coffee"}
    assert set(Step.objects.values_list("state", flat=True)) >= {"done", "asked", "declined"}
    assert not Suggestion.objects.filter(accepted_at__gt=AT).exists()
    introductions.look_back(at=AT, seed=1)
    assert last_run() is not None
