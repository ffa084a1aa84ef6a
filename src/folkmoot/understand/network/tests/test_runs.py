"""The log goes in, a snapshot comes out: what counts, what never does, and that an update equals a run."""

from datetime import timedelta

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from procrastinate.contrib.django.models import ProcrastinateJob

from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Item, Tag
from folkmoot.commons.people.models import Person
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer
from folkmoot.understand.network import actions, queries
from folkmoot.understand.network.models import Consent, Picture, Snapshot, Standing, Tie

from .makers import act, answer, chat, crew, log, reply

HIGH = 913_598_214_281_837_237  # As ids are: more digits than a float has.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def ties() -> dict[tuple[int, int, str], int]:
    """Who did what to whom, how often, in the newest run."""
    kinds = queries.last_run().parameters["kinds"]
    return {(t.source, t.target, kinds[t.kind]): t.count for t in Tie.objects.all()}


def ordered() -> list[str]:
    """The runs that wait for a worker."""
    jobs = ProcrastinateJob.objects.filter(queueing_lock__startswith="network.")
    return list(jobs.values_list("queueing_lock", flat=True))


def test_a_run_reads_what_people_did_by_name():
    ada, bob, eve = make_person(), make_person(), make_person()
    log(
        reply(ada, bob),
        reply(ada, bob),
        reply(bob, ada, people=[eve.pk]),
        answer(bob, eve, question=70, item=71),
        act("qa.answer.accepted", eve, bob, item=71, root=70),
        act("content.item.voted", ada, eve, item=7, data={"kind": "note", "value": 1, "before": 0}),
        act("content.item.voted", bob, eve, item=7, data={"kind": "note", "value": -1, "before": 0}),
        act("recognition.kudos.given", ada, bob, item=9, data={"kudos": 1}),
        act("content.item.edited", ada, bob, item=9, data={"is_minor": True}),
        act("content.item.edited", ada, eve, item=9, data={"is_minor": False}),
    )
    snapshot = actions.run(at=AT)

    assert snapshot.state == "done"
    assert queries.last_run() == snapshot
    assert ties() == {
        (ada.pk, bob.pk, "reply"): 2,
        (bob.pk, ada.pk, "reply"): 1,
        (bob.pk, eve.pk, "mention"): 1,
        (bob.pk, eve.pk, "answer"): 1,
        (eve.pk, bob.pk, "accept"): 1,
        (ada.pk, bob.pk, "thank"): 1,
        (ada.pk, eve.pk, "co-edit"): 1,
    }
    network = queries.graph_for_system()
    assert network.people.tolist() == sorted([ada.pk, bob.pk, eve.pk])
    a, b, e = (network.people.tolist().index(p.pk) for p in (ada, bob, eve))
    weight = dict(
        zip(network.graph.neighbours(a).tolist(), network.graph.weights[network.graph.indptr[a] :], strict=False)
    )
    assert weight[b] == pytest.approx(2 * 1 + 2)
    assert weight[e] == pytest.approx(0.25 + 1.5)


def test_an_alias_is_nobody():
    ada, bob = make_person(), make_person()
    log(
        Event(
            "content.reply.published",
            AT,
            alias=99,
            person=bob.pk,
            item=1,
            root=1,
            data={"kind": "comment", "people": [ada.pk]},
        ),
        act("content.reply.published", ada, None, item=2, root=1, data={"kind": "comment", "people": []}),
        Event("qa.answer.accepted", AT, alias=99, person=bob.pk, item=3, root=1),
    )
    actions.run(at=AT)
    assert not Tie.objects.exists()
    assert queries.graph_for_system().graph.arcs == 0


def test_a_voice_of_its_own_is_never_read_as_the_person_behind_it():
    space = make_space(voices=["name", "alias", "anonymous"])
    ada, bob = make_person(), make_person()
    item = make_item(author=ada, space=space, voice="alias")
    make_reply(item, author=bob)
    own = make_item(author=bob, space=space)
    for voice in ("alias", "anonymous"):
        make_reply(own, author=ada, voice=voice, body=f"@{bob.username} hear me")
    actions.run(at=AT)
    assert not Tie.objects.exists()
    assert queries.graph_for_system().graph.arcs == 0


def test_old_acts_fade_and_those_before_the_window_are_gone():
    ada, bob, eve = make_person(), make_person(), make_person()
    log(reply(ada, bob), reply(ada, eve, at=AT - timedelta(days=90)), reply(bob, eve, at=AT - timedelta(days=800)))
    actions.run(at=AT)
    network = queries.graph_for_system()
    a = network.people.tolist().index(ada.pk)
    weights = dict(zip(network.graph.neighbours(a).tolist(), network.graph.weights.tolist(), strict=False))
    assert weights[network.people.tolist().index(eve.pk)] == pytest.approx(0.5, rel=1e-3)
    assert not Tie.objects.filter(source=bob.pk).exists()


def test_only_those_the_site_wants_are_in_it():
    ada, guest, gone = make_person(), make_person(employee=False), make_person(is_active=False)
    log(reply(ada, guest), reply(guest, ada), reply(ada, gone))
    actions.run(at=AT)
    assert queries.graph_for_system().people.tolist() == [ada.pk]
    site.put("network.whom", "everybody")
    actions.run(at=AT)
    assert queries.graph_for_system().people.tolist() == sorted([ada.pk, guest.pk])
    site.put("network.is_on", False)
    assert actions.run(at=AT) is None


def test_an_update_reads_only_what_is_new_and_says_what_a_full_run_says():
    team = crew("Sales", 8) + crew("Works", 8)
    log(*chat(team))
    tag = Tag.objects.create(name="tides")
    asked = make_item(kind="question", author=team[0], tags=[tag.name])
    log(*[answer(team[1], each, question=asked.pk, item=HIGH + place) for place, each in enumerate(team[2:])])
    actions.run(at=AT)
    later = AT + timedelta(hours=3)
    log(
        reply(team[0], team[9], at=later), reply(team[9], team[0], at=later),
        *[act("qa.answer.accepted", one, team[1], item=HIGH + place, at=later) for place, one in enumerate(team[2:])],
    )  # fmt: skip
    updated = actions.update(at=later)
    assert (updated.kind, updated.state) == ("update", "done")
    assert Snapshot.objects.filter(kind="full").get().file == ""
    after_update, graph = ties(), queries.graph_for_system().graph
    pictures = {
        (p.person_id, p.role, p.topic): (p.is_enough, p.evidence) for p in Picture.objects.filter(snapshot=updated)
    }

    actions.run(at=later)
    assert ties() == after_update
    again = queries.graph_for_system().graph
    assert np.array_equal(graph.indices, again.indices)
    ratio = graph.weights / again.weights
    assert ratio == pytest.approx(np.full(len(ratio), ratio[0]), rel=1e-4)  # Fading is the same for all.
    fresh = queries.last_run()
    for p in Picture.objects.filter(snapshot=fresh, role="maven"):
        enough, evidence = pictures[(p.person_id, p.role, p.topic)]
        assert (enough, evidence["accepted"]) == (p.is_enough, p.evidence["accepted"])
    assert Picture.objects.get(snapshot=fresh, role="maven", person=team[1], topic=tag.pk).evidence["accepted"] == 14


def test_what_a_killed_run_left_behind_goes_with_the_next():
    log(*chat(crew("Sales", 6)))
    first = actions.run(at=AT)
    left = default_storage.save("network/5.npz", ContentFile(b"who is who"))
    Snapshot.objects.create(kind="full", begun_at=AT, as_of=AT)
    assert actions.update(at=AT) is None
    assert default_storage.listdir("network")[1] == [first.file.removeprefix("network/")]
    assert not default_storage.exists(left)
    assert Snapshot.objects.get(state="failed").failure == "its process ended"
    site.put("network.is_on", False)
    default_storage.save("network/6.npz", ContentFile(b"who is who"))
    actions.keep_house(at=AT)
    assert default_storage.listdir("network")[1] == []


def test_the_same_log_gives_the_same_numbers():
    team = crew("Sales", 9) + crew("Works", 9)
    log(*chat(team))
    first = actions.run(at=AT)
    rows = list(Standing.objects.filter(snapshot=first).order_by("person_id").values_list("partners", "community"))
    second = actions.run(at=AT)
    assert rows == list(
        Standing.objects.filter(snapshot=second).order_by("person_id").values_list("partners", "community")
    )
    assert first.parameters == second.parameters


def test_who_is_left_out_is_forgotten_at_once_and_in_no_later_run():
    team = crew("Sales", 6)
    log(*chat(team))
    first = actions.run(at=AT)
    out = team[0]
    actions.set_switches(viewer=viewer(out), left_out=True, publish=True, at=AT)
    assert queries.standing(viewer(out)) == queries.Switches(left_out=True, since=AT)
    for model in (Standing, Picture):
        assert not model.objects.filter(person=out).exists()
        assert model.objects.filter(snapshot=first).exists()
    assert not Tie.objects.filter(source=out.pk).exists()
    assert not Tie.objects.filter(target=out.pk).exists()
    assert out.pk not in queries.graph_for_system().people.tolist()

    log(reply(out, team[1], at=AT + timedelta(hours=1)))
    assert actions.update(at=AT + timedelta(hours=2)) is None
    assert ordered() == ["network.run"]
    actions.run(at=AT + timedelta(hours=2))
    kept = queries.system.kept_for_system(queries.last_run())
    assert out.pk not in kept.people.tolist()
    assert not Tie.objects.filter(source=out.pk).exists()
    actions.set_switches(viewer=viewer(out), left_out=False, at=AT + timedelta(hours=3))
    actions.run(at=AT + timedelta(hours=3))
    assert out.pk in queries.graph_for_system().people.tolist()


def test_who_erases_their_account_is_gone_everywhere():
    team = crew("Sales", 6)
    log(*chat(team))
    actions.run(at=AT)
    gone = team[2]
    actions.set_switches(viewer=viewer(gone), publish=True, at=AT)
    actions.forget_people([act("people.person.erased", gone, gone)])
    assert not Standing.objects.filter(person=gone).exists()
    assert not Consent.objects.filter(person=gone).exists()
    assert not Tie.objects.filter(source=gone.pk).exists()


def test_an_update_is_a_whole_run_when_somebody_has_left_and_none_when_nothing_is_new():
    team = crew("Sales", 6)
    log(*chat(team))
    actions.run(at=AT)
    assert actions.update(at=AT + timedelta(hours=1)) is None
    assert Snapshot.objects.count() == 1
    log(reply(team[0], team[3], at=AT))
    Person.objects.filter(pk=team[2].pk).update(is_active=False)
    assert team[2].pk not in queries.graph_for_system().people.tolist()
    assert actions.update(at=AT + timedelta(hours=2)) is None
    assert Snapshot.objects.get().kind == "full"
    assert ordered() == ["network.run"]


def test_snapshots_are_thinned_out_and_end():
    team = crew("Sales", 6)
    log(*chat(team))
    for days in (500, 40, 39, 38, 2, 1, 0):
        actions.run(at=AT - timedelta(days=days))
    actions.keep_house(at=AT)
    kept = [(AT - s.as_of).days for s in Snapshot.objects.order_by("as_of")]
    assert kept == [38, 2, 1, 0]
    site.put("network.is_on", False)
    actions.keep_house(at=AT)
    assert not Snapshot.objects.exists()
    assert not Tie.objects.exists()


def test_one_run_at_a_time(django_db_blocker):
    from threading import Thread

    from django.db import connection, connections

    from folkmoot.understand.network.actions.running import RUN_LOCK

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [RUN_LOCK])
    seen = []

    def other():
        try:
            actions.run(at=AT)
        except actions.AlreadyRunning:
            seen.append("waits")
        finally:
            connections.close_all()

    thread = Thread(target=other)
    thread.start()
    thread.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])
    assert seen == ["waits"]


def test_items_and_people_may_be_missing():
    """The log outlives what it speaks of."""
    ada = make_person()
    log(
        Event(
            "content.reply.published",
            AT,
            actor=ada.pk,
            person=123,
            item=1,
            root=1,
            data={"kind": "answer", "people": [5]},
        )
    )
    assert actions.run(at=AT).act_count == 0
    assert not Item.objects.exists()
    assert Person.objects.count() == 1


def test_people_are_drawn_near_their_circle_however_many_there_are(monkeypatch):
    """With more people than the layout takes, their communities are laid out instead."""
    from folkmoot.understand.network import measuring

    team = [crew(name, 8) for name in ("Sales", "Works", "Bridges", "Ferries")]
    log(*[event for each in team for event in chat(each)])
    for most in (measuring.LARGEST, 10):
        monkeypatch.setattr(measuring, "LARGEST", most)
        Snapshot.objects.all().delete()
        snapshot = actions.run(at=AT)
        rows = Standing.objects.filter(snapshot=snapshot).values_list("person_id", "x", "y")
        places = {pk: np.array([x, y]) for pk, x, y in rows}
        middles = [np.mean([places[person.pk] for person in each], axis=0) for each in team]
        away = [np.linalg.norm(places[p.pk] - middles[n]) for n, each in enumerate(team) for p in each]
        apart = [np.linalg.norm(one - other) for one in middles for other in middles if one is not other]
        assert np.mean(away) < np.mean(apart)
