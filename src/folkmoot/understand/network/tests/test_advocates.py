"""Advocates are chosen from who opted in, within what was asked; who knows is found with evidence, and shared out."""

import pytest

from folkmoot.base.outbox import relay
from folkmoot.base.site import settings as site
from folkmoot.commons.people.models import Unit
from folkmoot.listen.qa import actions as qa
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, viewer
from folkmoot.understand.network import actions, queries
from folkmoot.understand.network.models import Look
from folkmoot.understand.network.refusals import NotAllowed

from .makers import chat, crew, log, reply

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


@pytest.fixture
def firm():
    """Two teams, in each of which everybody listens to the first."""
    sales, works = crew("Sales", 12), crew("Works", 12)
    events = []
    for team in (sales, works):
        events += [reply(each, team[0]) for each in team[1:]] + chat(team[1:5])
    log(*events)
    actions.run(at=AT)
    return sales, works


def opt_in(*people):
    for each in people:
        actions.set_switches(viewer=viewer(each), advocacy=True, at=AT)


def test_only_those_who_opted_in_are_chosen_and_the_best_of_them(firm):
    sales, works = firm
    boss = viewer(make_person(admin=True))
    opt_in(sales[0], sales[5], works[0], works[6], works[7])
    choice = queries.choose_advocates(boss, size=2, seed=3, at=AT)
    assert set(choice.people) == {sales[0].pk, works[0].pk}
    assert (choice.willing, choice.audience) == (5, 24)
    assert [curve.name for curve in choice.curves] == ["chosen", "random", "ties", "named"]
    for curve in choice.curves:
        assert set(curve.people) <= {p.pk for p in (sales[0], sales[5], works[0], works[6], works[7])}
        assert list(curve.reached) == sorted(curve.reached)
    assert choice.curves[0].reached[-1] > choice.curves[1].low
    assert Look.objects.filter(purpose="advocates").count() == 2

    assert queries.choose_advocates(boss, size=2, seed=3, at=AT) == choice
    among = queries.choose_advocates(boss, size=2, among=[sales[5].pk, works[6].pk, sales[1].pk], seed=3, at=AT)
    assert set(among.people) == {sales[5].pk, works[6].pk}
    least = queries.choose_advocates(
        boss, size=2, least={Unit.objects.get(name="Works").pk: 2}, seed=3, at=AT
    )  # fmt: skip
    assert set(least.people) < {p.pk for p in works}
    dear = queries.choose_advocates(boss, size=2, budget=2, costs={sales[0].pk: 5}, seed=3, at=AT)
    assert sales[0].pk not in dear.people
    heard = queries.choose_advocates(boss, size=1, audience=[p.pk for p in works], seed=3, at=AT)
    assert heard.people == (works[0].pk,)


def test_nobody_is_an_advocate_who_did_not_say_so(firm):
    sales, _ = firm
    boss = viewer(make_person(admin=True))
    with pytest.raises(queries.TooFewOptedIn) as refused:
        queries.choose_advocates(boss, size=1, at=AT)
    assert refused.value.willing == 0
    opt_in(sales[0])
    actions.set_switches(viewer=viewer(sales[0]), left_out=True, at=AT)
    with pytest.raises(queries.TooFewOptedIn):
        queries.choose_advocates(boss, size=1, at=AT)
    with pytest.raises(NotAllowed):
        queries.choose_advocates(viewer(sales[1]), size=1, at=AT)


def test_without_a_run_there_is_no_choice():
    with pytest.raises(queries.NoNetworkYet):
        queries.choose_advocates(viewer(make_person(admin=True)), size=1, at=AT)


@pytest.fixture
def asked():
    asker, ada, bob = make_person(name="Asker"), make_person(name="Ada"), make_person(name="Bob")
    question = make_item(kind="question", author=asker, title="How high is the tide?", tags=["tides"])
    good = make_reply(question, kind="answer", author=ada, body="Four metres.")
    make_reply(question, kind="answer", author=bob, body="No idea.")
    qa.accept_answer(viewer=viewer(asker), answer_id=good.pk, at=AT)
    relay.drain()
    return asker, ada, bob


def test_who_knows_names_people_with_evidence(asked):
    _asker, ada, bob = asked
    me, cook = make_person(), make_person(ask_me_about=["Tides"])
    found = queries.who_knows(viewer(me), topic="tides", at=AT)
    assert [one.person.id for one in found] == [ada.pk, cook.pk, bob.pk]
    assert (found[0].evidence[0].what, found[0].evidence[0].text) == ("accepted", "How high is the tide?")
    assert found[1].evidence[0].what == "ask me"
    assert {one.person.id for one in queries.who_knows(viewer(me), text="how high", at=AT)} == {ada.pk, bob.pk}
    assert {one.person.id for one in queries.who_knows(viewer(me), text="metres", at=AT)} == {ada.pk}
    assert set(Look.objects.filter(viewer=me).values_list("person_id", flat=True)) >= {ada.pk, bob.pk, cook.pk}
    assert queries.who_knows(viewer(None), topic="tides", at=AT) == []
    assert queries.who_knows(viewer(make_person(employee=False)), topic="tides", at=AT) == []


def test_who_was_asked_often_comes_later_and_who_is_left_out_never(asked):
    asker, ada, bob = asked
    me = make_person()
    for number in range(24):
        question = make_item(kind="question", author=asker, title=f"Another {number}")
        qa.invite(viewer=viewer(asker), question_id=question.pk, person_id=ada.pk, at=AT)
    assert [one.person.id for one in queries.who_knows(viewer(me), topic="tides", at=AT)] == [bob.pk, ada.pk]
    actions.set_switches(viewer=viewer(bob), left_out=True, at=AT)
    assert [one.person.id for one in queries.who_knows(viewer(me), topic="tides", at=AT)] == [ada.pk]
