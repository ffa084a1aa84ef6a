"""Several people at the same button at the same moment."""

import threading
from functools import partial

import pytest
from django.db import connection

from folkmoot.base.site import settings as site
from folkmoot.engage.campaigns import actions
from folkmoot.engage.campaigns.models import Advocate, Arm, Look, Participant
from folkmoot.testing.makers import AT, viewer

from .makers import DAY, END, make_campaign, make_firm, make_keeper, start, write_and_approve

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def at_once(deeds):
    found, barrier = [], threading.Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            deed()
            found.append("done")
        except Exception as problem:
            found.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_a_campaign_begins_once_and_its_looks_are_taken_once():
    make_firm(units=4, size=12)
    hana, otto = make_keeper(), make_keeper()
    campaign = make_campaign(hana, looks=1)
    write_and_approve(campaign, hana, otto)
    how = {"campaign_id": campaign.pk}
    begun = at_once([partial(actions.start, viewer=viewer(each), at=AT, **how) for each in (hana, otto)])
    assert begun == ["WrongStep", "done"]
    assert Participant.objects.filter(campaign=campaign).count() == 48
    looks = [lambda: actions.take_look(viewer=viewer(hana), at=END, **how) for _ in range(2)]
    at_once([*looks, lambda: actions.look_at_due(at=END)])
    assert Look.objects.filter(campaign=campaign).count() == 1


def test_approving_while_the_text_is_changed_never_approves_what_nobody_read():
    hana, otto = make_keeper(), make_keeper()
    campaign = make_campaign(hana)
    actions.prepare(viewer=viewer(hana), campaign_id=campaign.pk, at=AT)
    how = {"campaign_id": campaign.pk, "kind": "email", "at": AT}
    actions.write_text(viewer=viewer(hana), headline="One", text="read", **how)
    at_once(
        [
            lambda: actions.approve(viewer=viewer(otto), expected_version=1, **how),
            lambda: actions.write_text(viewer=viewer(hana), headline="One", text="unread", **how),
        ]
    )
    arm = Arm.objects.get(campaign=campaign, kind="email")
    assert (arm.text, arm.approved_at) == ("unread", None)


def test_doing_it_twice_at_once_counts_once_and_yes_is_said_once():
    teams = make_firm(units=4, size=12)
    hana, otto = make_keeper(), make_keeper()
    campaign = start(hana, otto)
    ada = viewer(teams[0][0])
    times = [AT + n * DAY for n in range(1, 4)]
    at_once([lambda at=at: actions.sign_up(viewer=ada, campaign_id=campaign.pk, at=at) for at in times])
    assert Participant.objects.filter(campaign=campaign, did_at__in=times).count() == 1
    asked = make_campaign(hana, arms=("advocates", "nothing"))
    actions.prepare(viewer=viewer(hana), campaign_id=asked.pk, at=AT)
    Advocate.objects.create(campaign=asked, person=teams[0][0], token="a1", asked_at=AT)
    said = at_once([lambda: actions.accept(viewer=ada, campaign_id=asked.pk, at=AT) for _ in range(3)])
    assert said == ["done"] * 3
    asked.refresh_from_db()
    assert asked.workshop.member_count == 2  # She, and whoever plans it.
