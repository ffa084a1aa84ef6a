"""What is done by a job: it is done once, all of it or nothing, and whoever ordered it can read why it was not."""

import threading

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from folkmoot.base.site import settings as site
from folkmoot.commons.people import actions as people
from folkmoot.engage.campaigns import actions, queries
from folkmoot.engage.campaigns.actions import starting
from folkmoot.engage.campaigns.actions.working import LATE
from folkmoot.engage.campaigns.models import Advocate, Campaign, Look, Participant, Work
from folkmoot.engage.campaigns.refusals import NotApprovedYet, NotDueYet, UnderWay, WrongStep
from folkmoot.testing.makers import AT, make_person, viewer

from .makers import DAY, END, act, make_campaign, make_firm, offer, talk, write_and_approve
from .test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def ready(keeper, other, **fields):
    campaign = make_campaign(keeper, **fields)
    write_and_approve(campaign, keeper, other)
    return Campaign.objects.get(pk=campaign.pk)


def jobs(campaign):
    found = ProcrastinateJob.objects.filter(task_name__endswith="campaigns.tasks.work", status="todo")
    return found.filter(args__campaign_id=campaign.pk).count()


def order(keeper, campaign, what, at=AT):
    return actions.order(viewer=viewer(keeper), campaign_id=campaign.pk, what=what, at=at)


def test_what_can_be_refused_at_once_is_and_orders_nothing(keeper, other):
    make_firm()
    campaign = make_campaign(keeper)
    for what, refusal in (("start", WrongStep), ("ask", WrongStep), ("look", WrongStep), ("stop", WrongStep)):
        with pytest.raises(refusal):
            order(keeper, campaign, what)
    actions.prepare(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    with pytest.raises(NotApprovedYet):
        order(keeper, campaign, "start")
    with pytest.raises(ValueError, match="dance"):
        order(keeper, campaign, "dance")
    assert (Work.objects.count(), jobs(campaign)) == (0, 0)


def test_it_is_ordered_once_done_once_and_then_gone(keeper, other):
    make_firm(units=16, size=12)
    campaign = ready(keeper, other)
    order(keeper, campaign, "start")
    with pytest.raises(UnderWay):
        order(other, campaign, "start")
    assert jobs(campaign) == 1
    assert queries.under_way(campaign).step == "waiting for its turn"
    at_once([lambda: actions.do(campaign_id=campaign.pk, at=AT) for _ in range(3)])
    assert Campaign.objects.get().state == "running"
    assert Participant.objects.count() == Campaign.objects.get().plan["people"] == 192
    assert queries.under_way(campaign) is None
    assert not actions.do(campaign_id=campaign.pk, at=AT)
    with pytest.raises(NotDueYet):
        order(keeper, campaign, "look")
    act(campaign, {"email": 0.7, "nothing": 0.25})
    order(keeper, campaign, "look", at=AT + 15 * DAY)
    actions.do(campaign_id=campaign.pk, at=AT + 15 * DAY)
    order(keeper, campaign, "stop", at=AT + 16 * DAY)
    actions.do(campaign_id=campaign.pk, at=AT + 16 * DAY)
    assert (Look.objects.count(), Campaign.objects.get().state) == (1, "finished")


def test_why_it_was_not_done_is_said_and_it_may_be_ordered_again(keeper, other):
    make_firm()
    site.put("campaigns.least", 60)
    campaign = ready(keeper, other)
    order(keeper, campaign, "start")
    assert not actions.do(campaign_id=campaign.pk, at=AT)
    client = Client()
    client.force_login(keeper, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("campaigns:campaign", args=[campaign.pk])).content.decode()
    assert "Too few people would be in each part" in page
    assert "Seal the plan and begin" in page
    assert (Campaign.objects.get().state, Participant.objects.count()) == ("preparing", 0)
    site.put("campaigns.least", 10)
    order(keeper, campaign, "start")
    assert actions.do(campaign_id=campaign.pk, at=AT)
    assert Campaign.objects.get().state == "running"


def test_a_job_that_loses_its_database_in_the_middle_has_done_nothing_and_says_so(keeper, other):
    make_firm()
    campaign = ready(keeper, other)
    order(keeper, campaign, "start")
    began, problems, pids = threading.Event(), [], []

    def work():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
            began.set()
            actions.do(campaign_id=campaign.pk, at=AT)
        except psycopg.OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    # Another transaction keeps the lots from being written; there the worker loses its connection.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE campaigns_participant IN SHARE MODE")
        thread = threading.Thread(target=work)
        thread.start()
        began.wait()
        waits = False
        while thread.is_alive() and not waits:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pid = %s AND NOT granted", [pids[0]])
            waits = cursor.fetchone()[0] > 0
        cursor.execute("SELECT pg_terminate_backend(%s)", [pids[0]])
        thread.join()
        cursor.execute("ROLLBACK")
    assert waits
    assert problems
    assert (Campaign.objects.get().state, Participant.objects.count()) == ("preparing", 0)
    assert "Something went wrong on our side" in queries.under_way(campaign).failure
    order(keeper, campaign, "start")
    assert actions.do(campaign_id=campaign.pk, at=AT)
    assert (Campaign.objects.get().state, Participant.objects.count()) == ("running", 96)


def test_what_was_lost_may_be_ordered_again_after_a_while(keeper, other):
    make_firm()
    campaign = ready(keeper, other)
    order(keeper, campaign, "start")
    with pytest.raises(UnderWay):
        order(keeper, campaign, "start", at=AT + LATE)
    order(keeper, campaign, "start", at=AT + LATE * 2)
    assert jobs(campaign) == 1


def test_who_may_no_more_when_the_job_comes_has_it_refused(keeper, other):
    make_firm()
    campaign = ready(keeper, other)
    helper = make_person()
    actions.appoint(viewer=viewer(keeper), person_id=helper.pk, is_keeper=True, at=AT)
    order(helper, campaign, "start")
    actions.appoint(viewer=viewer(keeper), person_id=helper.pk, is_keeper=False, at=AT)
    assert not actions.do(campaign_id=campaign.pk, at=AT)
    assert (Campaign.objects.get().state, Work.objects.get().failure) == ("preparing", "not_allowed")


@pytest.fixture
def with_advocates(keeper, other):
    """A campaign with three who are asked by a job, of whom one has said yes."""
    teams = make_firm(units=9, size=12)
    talk(teams)
    offer(*(team[0] for team in teams[:3]))
    campaign = make_campaign(keeper, arms=("advocates", "nothing"), advocates_wanted=3)
    write_and_approve(campaign, keeper, other)
    order(keeper, campaign, "ask")
    assert actions.do(campaign_id=campaign.pk, at=AT)
    actions.accept(viewer=viewer(teams[0][0]), campaign_id=campaign.pk, at=AT)
    return Campaign.objects.get(pk=campaign.pk), teams


def test_asking_is_a_job_and_its_second_coming_asks_nobody_more(with_advocates):
    campaign, _teams = with_advocates
    assert len(campaign.asked) == Advocate.objects.count() == 3
    assert not actions.do(campaign_id=campaign.pk, at=AT)
    assert len(Campaign.objects.get().asked) == 3


def test_lots_drawn_before_somebody_said_yes_do_not_count(with_advocates, keeper):
    campaign, teams = with_advocates
    drawn = starting.draw(campaign)
    late = teams[1][0]
    assert late.pk in dict(drawn.roll.people)
    actions.accept(viewer=viewer(late), campaign_id=campaign.pk, at=AT)
    begun = actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, drawn=drawn, at=AT)
    assert begun.seed != drawn.seed
    assert not Participant.objects.filter(person=late).exists()


def test_who_hears_whom_is_what_it_was_when_the_lots_fell(with_advocates, keeper):
    """Who turned to an advocate because of the message would be counted among those it was tried on."""
    from folkmoot.understand.network import actions as network
    from folkmoot.understand.network.tests.makers import log, reply

    campaign, teams = with_advocates
    ada = teams[0][0]
    actions.start(viewer=viewer(keeper), campaign_id=campaign.pk, at=AT)
    near = Participant.objects.filter(near__contains=[ada.pk])
    before = set(near.values_list("person_id", flat=True))
    assert {each.pk for each in teams[0][1:]} <= before
    log(*[reply(each, ada, at=AT + DAY) for each in teams[8]])
    network.run(at=AT + 2 * DAY)
    assert set(near.values_list("person_id", flat=True)) == before
    # Whoever is left out or erased is near to nobody any more, and when it is over nobody is.
    network.set_switches(viewer=viewer(teams[0][3]), left_out=True, at=AT + 2 * DAY)
    people.erase(actor=teams[0][4], person=teams[0][4], at=AT + 2 * DAY)
    from folkmoot.base.outbox import relay

    while relay.run_once():
        pass
    assert set(near.values_list("person_id", flat=True)) == before - {teams[0][3].pk, teams[0][4].pk}
    actions.look_at_due(at=END)
    assert not Participant.objects.exclude(near=[]).exists()


def test_an_order_and_its_job_at_once_never_wait_for_each_other(keeper, other):
    make_firm()
    campaign = ready(keeper, other)
    order(keeper, campaign, "start")
    Work.objects.update(failure="unexpected")
    done = at_once([
        lambda: order(keeper, campaign, "start"), lambda: actions.do(campaign_id=campaign.pk, at=AT),
        lambda: order(other, campaign, "start"),
    ])  # fmt: skip
    assert set(done) <= {"done", "UnderWay", "WrongStep"}
    actions.do(campaign_id=campaign.pk, at=AT)
    assert Campaign.objects.get().state == "running"
