"""Introductions that were kept are ties of the network: counted like others, shown to nobody person by person."""

from datetime import timedelta

import pytest

from folkmoot.base.site import settings as site
from folkmoot.testing.makers import AT, viewer
from folkmoot.understand.introductions import actions
from folkmoot.understand.introductions.models import Round, Suggestion
from folkmoot.understand.network import actions as network
from folkmoot.understand.network import keeping, queries, reading
from folkmoot.understand.network.models import Tie

from .worlds import firm, join

pytestmark = pytest.mark.django_db(transaction=True)
NOON = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def arcs(snapshot):
    kept = keeping.load(snapshot.file)
    graph, ids = kept.night.graph, kept.people
    return {(int(ids[a]), int(ids[b])) for a, b in zip(graph.rows(), graph.indices, strict=True)}


def test_who_introduced_and_who_met_are_tied_and_nobody_sees_it():
    people = firm()
    ann, cy, bo = people[1], people[0], people[8]
    join(*people)
    actions.run_round(at=AT)
    Suggestion.objects.all().delete()
    one = Suggestion.objects.create(
        round=Round.objects.get(), person=ann, other=bo, arm="near", steps=2, is_across=True, connectors=[cy.pk],
        made_at=AT,
    )  # fmt: skip
    asked = actions.ask_to_introduce(viewer=viewer(ann), suggestion_id=one.pk, connector_id=cy.pk, note="", at=AT)
    cup = actions.ask_for_coffee(viewer=viewer(ann), suggestion_id=one.pk, times=[NOON], at=AT)
    # Asking is no tie yet: nobody has met.
    assert not arcs(network.run(at=AT))
    actions.introduce(viewer=viewer(cy), step_id=asked.pk, at=AT)
    actions.agree(viewer=viewer(bo), step_id=cup.pk, time=NOON, at=AT)
    found = network.run(at=AT + timedelta(days=1))
    assert arcs(found) == {(cy.pk, ann.pk), (cy.pk, bo.pk), (bo.pk, ann.pk)}
    kinds = found.parameters["kinds"]
    worth = dict(zip(kinds, found.parameters["worth"], strict=True))
    assert worth["coffee"] > worth["reply"] > 0
    assert worth["introduce"] > 0
    assert not {"coffee", "introduce"} & reading.open_names()
    assert not Tie.objects.exists()
    assert queries.mine(viewer(bo)).talk == []
