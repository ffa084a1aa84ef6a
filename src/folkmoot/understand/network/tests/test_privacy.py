"""Attacks: by few people, by subtraction, by asking again, by leaving, by every page, file and order."""

import csv
import io
import json
import re

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from folkmoot.base.site import settings as site
from folkmoot.commons.people.queries.export import own_data
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer
from folkmoot.understand.network import actions, groups, purposes, queries, urls
from folkmoot.understand.network.models import Bridge, Tie

from .makers import act, chat, crew, log, reply

pytestmark = pytest.mark.django_db(transaction=True)
WAYS = ("unit", "site", "community")
FORMS = ("svg", "gexf", "csv")


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def everything(client) -> dict[str, str]:
    """What every address of the network that computes from ties gives out, in all its forms."""
    found = {}
    moments = [key for key, _ in queries.map_of(viewer(make_person(admin=True)), at=AT).moments] or [""]
    for by in WAYS:
        for moment in {"", *moments}:
            asked = {"by": by, "moment": moment}
            for name in ("map", "map_data"):
                found[f"{name} {asked}"] = client.get(reverse(f"network:{name}"), asked).content.decode()
            for form in FORMS:
                answer = client.get(reverse("network:map_file", args=[form]), asked)
                found[f"{form} {asked}"] = answer.content.decode()
        for name in ("units", "units_file"):
            found[f"{name} {by}"] = client.get(reverse(f"network:{name}"), {"by": by}).content.decode()
    for name in ("paper", "runs"):
        found[name] = client.get(reverse(f"network:{name}")).content.decode()
    return found


def test_nobody_is_named_who_did_not_choose_so_not_even_to_the_administrator():
    team = crew("Sales", 9, location="Bilbao") + crew("Works", 9, location="Hamburg")
    log(*chat(team))
    actions.run(at=AT)
    boss = make_person(name="Boss", admin=True)
    shown = team[3]
    actions.set_switches(viewer=viewer(shown), publish=True, at=AT)
    hidden = [person for person in team if person.pk != shown.pk]
    for where, text in everything(signed_in(boss)).items():
        for person in hidden:
            assert not re.search(rf"\b{person.name}\b|{person.username}|\b{person.pk}\b", text), (where, person.name)
    data = queries.map_of(viewer(boss), at=AT).as_json()
    assert [row[0] for row in data["people"]] == [shown.name]

    actions.set_switches(viewer=viewer(shown), publish=False, at=AT)
    for where, text in everything(signed_in(boss)).items():
        assert shown.name not in text, where


def test_groups_of_few_are_never_shown_nor_what_is_left_without_them():
    sizes = {"Big": 14, "Mid": 6, "Tiny": 3, "Solo": 1}
    team = [person for unit, size in sizes.items() for person in crew(unit, size, location=f"Site of {unit}")]
    log(*chat(team))
    actions.run(at=AT)
    for where, text in everything(signed_in(make_person(admin=True))).items():
        assert not re.search(r"\bTiny\b|\bSolo\b", text), where
        # Beside Big and the whole, Mid would tell of the four others together: it stands with them.
        assert "Site of Mid" not in text, where
        assert not re.search(r">Mid<|\"Mid\"|Mid,", text), where
    rows = list(csv.reader(io.StringIO(
        signed_in(make_person()).get(reverse("network:units_file")).content.decode("utf-8-sig"))))  # fmt: skip
    assert [(row[0], row[1]) for row in rows[1:]] == [("Big", "10"), ("All others", "10")]


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=9), st.integers(0, 9), st.integers(5, 9))
def test_however_people_are_parted_each_group_and_the_rest_are_enough(sizes, without, least):
    group = np.repeat(np.arange(-1, len(sizes)), [without, *sizes]).astype(np.int32)
    keys = list(range(1, len(sizes) + 1))
    parted = groups._large_enough(keys, [""] * len(sizes), group, least)
    told = np.bincount(parted.group[parted.group >= 0], minlength=len(parted.keys))
    assert all(size >= least for size in told)
    untold = len(group) - int(told.sum())
    # Either everybody is in some group, or nobody is in any: never a few who are the difference.
    assert untold == 0 or not len(parted.keys)


def test_asking_again_in_the_same_week_tells_nothing_more():
    team = crew("Sales", 9) + crew("Works", 9)
    log(*chat(team))
    first = actions.run(at=AT)
    log(*[reply(team[0], each, at=AT) for each in team[9:]])
    actions.set_switches(viewer=viewer(team[4]), left_out=True, at=AT)
    again = actions.run(at=AT)
    assert (again.week, again.shown) == (first.week, first.shown)
    site.put("network.least", 7)
    assert actions.run(at=AT).shown["least"] == 7


@pytest.mark.parametrize("people", [5, 8, 20, 60])
def test_one_person_more_or_less_seldom_moves_a_figure(people):
    """Whoever knows all others of a group and its figure with and without somebody cannot work out that person."""
    step = groups.step_for(people)
    dice = np.random.default_rng(people)
    moved = 0
    for week in range(400):
        values = dice.uniform(-1, 1, people)
        whole, without = values.mean(), np.append(values[1:], -values[0]).mean()
        moved += groups.rounded(whole, step, f"{week}") != groups.rounded(without, step, f"{week}")
    assert moved / 400 < 0.5
    assert abs(np.mean([groups.rounded(0.3, step, f"{week}") for week in range(2000)]) - 0.3) < step / 8


def test_leaving_leaves_no_trace_in_any_snapshot():
    team = crew("Sales", 9) + crew("Works", 9)
    log(*chat(team))
    for person in team[:4]:
        actions.set_switches(viewer=viewer(person), publish=True, at=AT)
    log(*chat(team, at=AT))
    from datetime import timedelta

    for days in (30, 14, 0):
        actions.run(at=AT - timedelta(days=days))
    gone, watcher = team[2], signed_in(team[10])
    assert any(gone.name in text for text in everything(watcher).values())
    assert own_data(gone)["network"]
    actions.set_switches(viewer=viewer(gone), left_out=True, at=AT)
    for where, text in everything(watcher).items():
        assert gone.name not in text, where
    assert own_data(gone)["network"] == []
    assert signed_in(gone).get(reverse("network:mine")).status_code == 200
    assert gone.name not in signed_in(team[3]).get(reverse("network:mine")).content.decode()


def test_sizes_of_runs_do_not_tell_that_one_person_left():
    team = crew("Sales", 21)
    log(*chat(team))
    boss = make_person(admin=True)
    actions.run(at=AT)
    actions.set_switches(viewer=viewer(team[0]), left_out=True, at=AT)
    actions.run(at=AT)
    assert len({run.people for run in queries.runs(viewer(boss))}) == 1
    assert queries.runs(viewer(boss))[0].people % 5 == 0


def test_what_was_said_among_members_ties_nobody_for_others():
    ada, bob, eve = crew("Sales", 3)
    room = make_space(slug="quiet", joining="secret", members=[ada, bob])
    for one, other in ((ada, bob), (bob, ada)):
        make_reply(make_item(author=one, space=room, audience=3), author=other)
    members_only = make_item(author=ada, space=make_space(slug="loud", members=[ada, bob]), audience=3)
    make_reply(members_only, author=bob)
    for person in (ada, bob):
        actions.set_switches(viewer=viewer(person), publish=True, at=AT)
    actions.run(at=AT)
    assert Tie.objects.filter(source=ada.pk, target=bob.pk).exists()
    assert queries.map_of(viewer(eve), at=AT).ties == []
    make_reply(make_item(author=ada), author=bob)
    actions.run(at=AT)
    assert len(queries.map_of(viewer(eve), at=AT).ties) == 1


def test_a_vote_is_told_to_nobody():
    ada, bob, boss = make_person(name="Ada"), make_person(name="Bob"), make_person(admin=True)
    log(act("content.item.voted", bob, ada, item=7, data={"kind": "note", "value": 1, "before": 0}))
    actions.run(at=AT)
    assert not Tie.objects.exists()
    for person in (ada, boss):
        assert "Bob" not in signed_in(person).get(reverse("network:mine")).content.decode()


def test_who_holds_two_units_together_is_told_alone():
    sales, works = crew("Sales", 8), crew("Works", 8)
    log(*chat(sales), *chat(works), *[reply(sales[0], each) for each in works[:6]])
    actions.run(at=AT)
    assert Bridge.objects.get().person == sales[0]
    assert "meet through you" in signed_in(sales[0]).get(reverse("network:mine")).content.decode()
    assert "meet through you" not in signed_in(works[0]).get(reverse("network:mine")).content.decode()
    found = queries.silos(viewer(works[1]))
    assert [set(pair) for pair in found.bridges] == [{"Sales", "Works"}]
    assert sales[0].name not in signed_in(works[1]).get(reverse("network:units")).content.decode()


def test_only_what_one_publishes_is_on_the_profile():
    from folkmoot.understand.network.models import Picture

    team = crew("Sales", 6)
    log(*chat(team))
    snapshot = actions.run(at=AT)
    person = team[0]
    Picture.objects.create(
        snapshot=snapshot, person=person, role="connector", is_enough=True, is_found=True, score=1, evidence={}
    )
    page = reverse("people:profile", args=[person.username])
    colleague = signed_in(team[1])
    assert "Connector" not in colleague.get(page).content.decode()
    actions.set_switches(viewer=viewer(person), publish=True, at=AT)
    assert "Connector" in colleague.get(page).content.decode()
    assert "Connector" not in signed_in(make_person(employee=False)).get(page).content.decode()
    assert "Connector" not in Client().get(page).content.decode()


def test_every_address_has_a_purpose_that_the_paper_states():
    served = {f"network:{path.name}" for path in urls.urlpatterns}
    assert {name for each in purposes.purposes() for name in each.url_names} == served


def test_the_data_of_the_map_hold_nothing_beside_what_is_drawn():
    team = crew("Sales", 9)
    log(*chat(team))
    actions.run(at=AT)
    data = json.loads(signed_in(team[0]).get(reverse("network:map_data")).content)
    assert set(data) == {"by", "groups", "links", "people", "ties"}
    assert [row[1] for row in data["people"]] == [team[0].username]
    assert "no-store" in signed_in(team[0]).get(reverse("network:map_data"))["Cache-Control"]
