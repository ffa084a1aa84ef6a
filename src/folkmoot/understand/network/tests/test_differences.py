"""Attacks on groups by comparing: with and without somebody, this week and the next, one setting and another."""

from datetime import timedelta

import pytest
from django.urls import reverse

from folkmoot.base.site import settings as site
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.network import actions, groups, keeping, queries
from folkmoot.understand.network.models import Snapshot

from .makers import chat, crew, log, reply
from .test_privacy import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def told(snapshot, way="unit"):
    return snapshot.shown["partitions"][way]


@pytest.mark.parametrize("size", [5, 6, 10])
def test_which_groups_there_are_and_how_large_does_not_tell_that_somebody_is_left_out(size):
    """Whoever moves people between units could else make a unit of five with one they wonder about."""
    team = crew("Sales", size, location="Bilbao") + crew("Works", 20, location="Hamburg")
    log(*chat(team))
    before = actions.run(at=AT)
    actions.set_switches(viewer=viewer(team[0]), left_out=True, at=AT)
    after = actions.run(at=AT + WEEK)
    assert before.week != after.week
    for way in ("unit", "site"):
        seen = [[(g["key"], g["label"], g["about"]) for g in told(each, way)["groups"]] for each in (before, after)]
        assert seen[0] == seen[1]
        assert len(seen[0]) == 2
    page = signed_in(make_person(admin=True)).get(reverse("network:units_file")).content.decode("utf-8-sig")
    assert [line.split(",")[:2] for line in page.split("\r\n")[1:3]] == [
        ["Works", "20"],
        ["Sales", str(size // 5 * 5)],
    ]


def test_changing_the_smallest_size_to_and_fro_tells_nothing_more():
    team = crew("Sales", 12) + crew("Works", 12)
    log(*chat(team))
    first = actions.run(at=AT)
    site.put("network.least", 7)
    second = actions.run(at=AT)
    log(*[reply(team[0], each, at=AT) for each in team[12:]])
    actions.set_switches(viewer=viewer(team[4]), left_out=True, at=AT)
    for least, decided in ((5, first), (7, second), (5, first)):
        site.put("network.least", least)
        assert actions.run(at=AT).shown == decided.shown


def test_waiting_does_not_average_the_rounding_out_and_leaving_draws_it_anew():
    team = crew("Sales", 9) + crew("Works", 9)
    log(*chat(team))
    weeks = [actions.run(at=AT + n * WEEK) for n in range(4)]
    assert len({each.week for each in weeks}) == 4
    figures = {tuple((g["key"], g["about"], g["ei"]) for g in told(each)["groups"]) for each in weeks}
    assert len(figures) == 1
    kept = keeping.load(Snapshot.objects.get(pk=weeks[-1].pk).file)
    whole = groups.part(kept, "unit", 5)
    actions.set_switches(viewer=viewer(team[2]), left_out=True, at=AT)
    left = actions.run(at=AT + 5 * WEEK)
    without = groups.part(keeping.load(left.file), "unit", 5)
    same = {a == b for a, b in zip(whole.seals, without.seals, strict=True)}
    assert same == {True, False}
    assert whole.sizes == without.sizes


def test_the_level_between_two_groups_does_not_tell_whether_one_person_is_there(settings):
    """Half of what joins both units is one person; the secret alone decides whether they count in what is told."""
    sales, works = crew("Sales", 8), crew("Works", 8)
    log(*chat(sales), *chat(works), *[reply(one, each) for one in sales[:2] for each in works])
    kept = keeping.load(actions.run(at=AT).file)
    levels = set()
    for number in range(24):
        settings.SECRET_KEY = f"secret {number}"
        _week, shown = groups.shown(kept, at=AT + (number + 1) * WEEK)
        levels |= {level for a, b, level in shown["partitions"]["unit"]["cells"] if a != b}
    assert levels == {-3, -2}


def test_that_a_bridge_ends_is_not_told_in_the_week_in_which_somebody_leaves():
    sales, works = crew("Sales", 8), crew("Works", 8)
    log(*chat(sales), *chat(works), *[reply(sales[0], each) for each in works[:6]])
    watcher = viewer(works[1])
    actions.run(at=AT)
    assert len(queries.silos(watcher).bridges) == 1
    actions.set_switches(viewer=viewer(sales[0]), left_out=True, at=AT)
    seen = []
    for week in range(1, 10):
        actions.run(at=AT + week * WEEK)
        seen.append(len(queries.silos(watcher).bridges))
    least, most = groups.LONGER
    assert seen[:least] == [1] * least
    assert seen[most:] == [0] * (9 - most)
    assert seen == sorted(seen, reverse=True)


def test_what_is_kept_to_remember_bridges_is_on_no_page():
    sales, works = crew("Sales", 8), crew("Works", 8)
    log(*chat(sales), *chat(works), *[reply(sales[0], each) for each in works[:6]])
    actions.run(at=AT)
    data = signed_in(works[0]).get(reverse("network:map_data")).content.decode()
    assert "held" not in data
