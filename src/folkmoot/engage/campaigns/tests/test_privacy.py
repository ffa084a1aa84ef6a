"""Attacks: on who was asked, on who did what, on groups that are too small."""

import itertools

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from folkmoot.base.audit.models import Entry
from folkmoot.base.clock import now
from folkmoot.base.outbox import Event
from folkmoot.base.outbox.log import whole_log
from folkmoot.commons.people import actions as people
from folkmoot.engage.campaigns import actions, measuring, queries
from folkmoot.engage.campaigns.models import Advocate, Campaign, Participant
from folkmoot.engage.campaigns.refusals import SamePeopleAtOnce
from folkmoot.testing.makers import AT, make_person, make_space, viewer

from .makers import DAY, END, act, make_campaign, make_firm, offer, start, talk, write_and_approve

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def everything(campaign, keeper):
    """All that whoever plans a campaign can read about it, as one text."""
    client = client_of(keeper)
    names = ("campaign", "edit", "workshop", "advocate", "data")
    pages = [client.get(reverse(f"campaigns:{name}", args=[campaign.pk])) for name in names]
    pages += [client.get(reverse("campaigns:campaigns")), client.get("/"), client.get("/notifications/")]
    pages += [client.get(f"/s/workshop-x/{name}") for name in ("", "members/")]
    return "\n".join(page.content.decode() for page in pages if page.status_code == 200)


@pytest.mark.django_db(transaction=True)
def test_no_is_said_without_a_trace(keeper, other):
    """Two people are asked; one says no, one says nothing. Nothing anybody can read tells them apart."""
    teams = make_firm(units=6, size=8)
    talk(teams)
    quiet, no = teams[0][0], teams[1][0]
    offer(quiet, no)
    campaign = make_campaign(keeper, arms=("advocates", "nothing"), advocates_wanted=2)
    actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    before, audited = everything(campaign, keeper), Entry.objects.count()
    counted = queries.preview(viewer(keeper), campaign).people
    logged = [event for batch in whole_log() for event in batch]
    actions.decline(viewer=viewer(no), campaign_id=campaign.pk, at=AT)
    after = everything(campaign, keeper)
    strip = str.maketrans("", "", "0123456789")
    plain = [line for line in before.translate(strip).split("\n") if "csrf" not in line.lower()]
    assert plain == [line for line in after.translate(strip).split("\n") if "csrf" not in line.lower()]
    assert Entry.objects.count() == audited
    assert queries.preview(viewer(keeper), campaign).people == counted
    assert [event for batch in whole_log() for event in batch] == logged
    for name in (quiet.name, no.name, quiet.username, no.username):
        assert name not in after
    assert "2 people were asked so far" in after
    # They are not asked again, and their page is gone as if it had never been.
    with pytest.raises(Exception, match="offered"):
        actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    with pytest.raises(Campaign.DoesNotExist):
        queries.mine(viewer(no), campaign.pk)
    # Nobody's answer is in what stays, either: after the start there is no row of the one who said nothing.
    offer(teams[2][0])
    Campaign.objects.filter(pk=campaign.pk).update(advocates_wanted=3)
    actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    actions.accept(viewer=viewer(teams[2][0]), campaign_id=campaign.pk, at=AT)
    write_and_approve(Campaign.objects.get(pk=campaign.pk), keeper, other)
    actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    assert list(Advocate.objects.values_list("person_id", flat=True)) == [teams[2][0].pk]


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_who_did_not_offer_whatever_else_they_are(keeper):
    teams = make_firm(units=6, size=8)
    talk(teams)
    willing = {team[n].pk for team in teams for n in (2, 5)}
    offer(*(team[n] for team in teams for n in (2, 5)))
    for wanted in (1, 5, 12, 40):
        campaign = make_campaign(keeper, arms=("advocates", "nothing"), advocates_wanted=wanted)
        actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
        actions.ask_advocates(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
        asked = set(Advocate.objects.filter(campaign=campaign).values_list("person_id", flat=True))
        assert asked
        assert asked <= willing
        assert str(next(iter(asked))) not in str(Campaign.objects.get(pk=campaign.pk).choice)


def test_small_numbers_are_not_kept_not_shown_and_cannot_be_worked_out(keeper, other):
    """The hard case: everybody in a team does the same, few in an arm do it, looks can be compared."""
    make_firm(units=8, size=12)
    campaign = start(keeper, other, looks=2)
    rows = Participant.objects.filter(campaign=campaign, arm__kind="email").order_by("number", "pk")
    for row in rows[:4]:
        actions.sign_up(viewer=viewer(row.person), campaign_id=campaign.pk, at=AT + DAY)
    actions.look_at_due(at=AT + 15 * DAY)
    for row in rows:
        actions.sign_up(viewer=viewer(row.person), campaign_id=campaign.pk, at=AT + 16 * DAY)
    actions.look_at_due(at=END)
    campaign.refresh_from_db()
    for look in campaign_looks(campaign):
        for arm in look.result["arms"]:
            assert arm["done"] is None
        for each in look.result["comparisons"]:
            assert each["verdict"] == "too_few"
            assert "difference" not in each
    page = client_of(make_person()).get(reverse("campaigns:campaign", args=[campaign.pk])).content.decode()
    assert "too few people to say anything" in page
    assert queries.data_rows(viewer(keeper), campaign) == [("way", "group", "people", "did_it")]


def campaign_looks(campaign):
    return apps.get_model("campaigns", "Look").objects.filter(campaign=campaign)


def test_no_difference_of_published_rows_speaks_of_fewer_than_k(keeper, other):
    """Every sum and difference of rows of the file: those who did it and those who did not are never few."""
    make_firm(units=12, size=23)
    campaign = start(keeper, other, looks=1)
    act(campaign, {"email": 0.5, "nothing": 0.5})
    small = Participant.objects.filter(campaign=campaign, arm__kind="email").values_list("number", flat=True)
    for number in sorted(set(small))[:2]:  # Two teams of one mind.
        for row in Participant.objects.filter(campaign=campaign, number=number):
            actions.sign_up(viewer=viewer(row.person), campaign_id=campaign.pk, at=AT + DAY)
    actions.look_at_due(at=END)
    campaign.refresh_from_db()
    rows = queries.data_rows(viewer(keeper), campaign)[1:]
    assert len(rows) >= 4
    for kind in ("email", "nothing"):
        mine = [(people, done) for way, _group, people, done in rows if way == kind]
        total = next(row for row in campaign_looks(campaign).get().result["arms"] if row["kind"] == kind)
        assert sum(people for people, _ in mine) == total["people"]
        assert sum(done for _, done in mine) == total["done"]
        for size in range(1, len(mine) + 1):
            for chosen in itertools.combinations(mine, size):
                people, done = map(sum, zip(*chosen, strict=True))
                assert done >= 10
                assert people - done >= 10


@pytest.mark.parametrize("is_left_out", [False, True])
def test_two_audiences_that_differ_by_one_are_not_counted_by_the_same_acts_at_once(keeper, other, is_left_out):
    """Whoever starts both would read what that one person did from the difference of the sums. And that it is refused
    does not tell whether somebody is counted."""
    from folkmoot.understand.network import actions as network

    staff = [person for team in make_firm(units=6, size=12) for person in team]
    rooms = [make_space(slug=f"room-{n}", members=[keeper, *some]) for n, some in enumerate((staff, staff[1:]))]
    alone = make_space(slug="alone", members=[keeper, staff[0]])
    network.set_switches(viewer=viewer(staff[0]), left_out=is_left_out, at=AT)
    goal = {"goal": "joined", "goal_space_id": make_space(slug="goal", joining="open").pk}
    start(keeper, other, audience_space_id=rooms[0].pk, **goal)
    for room in (rooms[1], alone):
        with pytest.raises(SamePeopleAtOnce):
            start(keeper, other, audience_space_id=room.pk, **goal)
    start(keeper, other, audience_space_id=rooms[1].pk)
    elsewhere = {**goal, "goal_space_id": make_space(slug="elsewhere", joining="open").pk}
    start(keeper, other, audience_space_id=rooms[1].pk, **elsewhere)


def test_nobody_reads_what_one_person_heard_or_did(keeper, other):
    teams = make_firm(units=16, size=14)
    campaign = start(keeper, other, looks=1)
    act(campaign, {"email": 0.6, "nothing": 0.3})
    actions.look_at_due(at=END)
    text = everything(campaign, keeper)
    for person in itertools.chain.from_iterable(teams):
        assert person.username not in text
    assert "Team 3" not in text
    logged = [event for batch in whole_log() for event in batch if event.data.get("campaign") == campaign.pk]
    people = {each.pk for team in teams for each in team}
    assert not {pk for event in logged for pk in (event.actor, event.person)} & people
    own = queries.own_rows(teams[0][0].pk)
    assert own[0]["campaign"] == campaign.title


def test_what_one_was_drawn_for_is_not_told_while_it_runs(keeper, other):
    teams = make_firm(units=4, size=12)
    start(keeper, other)
    assert queries.own_rows(teams[0][0].pk) == []


def test_who_leaves_is_forgotten_and_the_sums_stay(keeper, other):
    teams = make_firm(units=4, size=12)
    campaign = start(keeper, other, looks=1)
    ada = teams[0][0]
    Advocate.objects.create(campaign=campaign, person=ada, token="a1", asked_at=AT, accepted_at=AT)
    actions.sign_up(viewer=viewer(ada), campaign_id=campaign.pk, at=AT + DAY)
    people.erase(actor=ada, person=ada, at=now())
    actions.hear([Event("people.person.erased", now(), person=ada.pk)])
    assert not Participant.objects.filter(person=ada).exists()
    assert not Advocate.objects.filter(person=ada).exists()
    sums = measuring.sums_of(campaign, END)
    assert sum(row["people"] for groups in sums.values() for row in groups.values()) == 48
    assert sum(row["done"] for groups in sums.values() for row in groups.values()) == 1


def test_two_looks_at_once_are_one(keeper, other):
    make_firm(units=4, size=12)
    campaign = start(keeper, other, looks=1)
    actions.look_at_due(at=END)
    actions.look_at_due(at=END)
    assert campaign_looks(campaign).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM campaigns_participant WHERE campaign_id = %s", [campaign.pk])
        assert cursor.fetchone()[0] == 48


@pytest.mark.parametrize("lot", ["unit", "site", "person", "community"])
def test_planning_for_a_few_does_not_tell_which_of_them_is_left_out(keeper, lot):
    """A community of three, and one of two of them: whoever plans counts what each audience would be."""
    from folkmoot.understand.network import actions as network

    few = make_firm(units=1, size=3)[0]
    rooms = [make_space(slug=f"few-{n}", members=[keeper, *some]) for n, some in enumerate((few, few[1:]))]

    def seen():
        plans = [make_campaign(keeper, lot=lot, audience_space_id=room.pk) for room in rooms]
        return [(found.people, found.arms) for found in (queries.preview(viewer(keeper), plan) for plan in plans)]

    before = seen()
    assert [people for people, _arms in before] == [3, 2]
    network.set_switches(viewer=viewer(few[0]), left_out=True, at=AT)
    assert [people for people, _arms in seen()] == [3, 2]


def test_no_log_and_no_audit_says_what_somebody_chose_about_themselves():
    from folkmoot.understand.network import actions as network

    ada = make_person()
    for choice in ({"publish": True}, {"advocacy": True}, {"left_out": True}, {"left_out": False}):
        network.set_switches(viewer=viewer(ada), at=AT, **choice)
    assert not [event for batch in whole_log() for event in batch if ada.pk in (event.actor, event.person)]
    assert {str(each.detail) for each in Entry.objects.filter(subject=ada.pk)} == {"{}"}
