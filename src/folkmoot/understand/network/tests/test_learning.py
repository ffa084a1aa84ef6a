"""What campaigns teach: kept once, forgotten with the person, told beside the log and never in it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from folkmoot.base.site import settings as site
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.queries.export import own_data
from folkmoot.testing.makers import AT, make_person, viewer
from folkmoot.understand.network import actions
from folkmoot.understand.network.models import Lesson, Picture
from folkmoot.understand.network.persuasion import Taught, together
from folkmoot.understand.network.queries import mine
from folkmoot.understand.network.tasks import forget_people

from .makers import act, chat, crew, log
from .test_privacy import everything, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)
    site.forget()


def told(person, *, campaign=1, difference=0.2, half=0.1, people=(80, 70), at=AT, title="Cups"):
    data = {
        "campaign": campaign, "title": title, "people": list(people), "verdict": "more", "difference": difference,
        "low": difference - half, "high": difference + half,
    }  # fmt: skip
    return act("campaigns.persuasion.measured", None, person, at=at, data=data)


def salesman_of(person):
    return next(role for role in mine(viewer(person)).roles if role.role == "salesman")


def test_an_event_that_comes_twice_teaches_once_and_the_newest_counts():
    ada = make_person()
    first, later = told(ada), told(ada, difference=0.1, at=AT + DAY)
    assert actions.learn([first, first], at=AT) == 1
    assert actions.learn([later], at=AT + DAY) == 1
    assert actions.learn([first], at=AT + DAY) == 0
    assert Lesson.objects.get().difference == 0.1
    actions.learn([told(ada, campaign=2)], at=AT)
    assert Lesson.objects.count() == 2


def test_nothing_else_teaches_and_a_telling_without_numbers_does_not_either():
    ada = make_person()
    facts = {"campaign": 1, "title": "Cups", "people": [80, 70]}
    broken = act("campaigns.persuasion.measured", None, ada, data=facts)
    assert actions.learn([broken], at=AT) == 0
    log(*chat([ada, *crew("Sales", 6)]))
    actions.run(at=AT)
    assert not Lesson.objects.exists()


def test_what_lots_taught_stands_beside_the_role_and_changes_nothing_of_it():
    team = crew("Sales", 8)
    log(*chat(team))
    actions.learn([told(team[0], campaign=n, title=f"Campaign {n}") for n in (1, 2, 3)], at=AT)
    actions.run(at=AT)
    salesman = salesman_of(team[0])
    assert salesman.verdict == "not_enough"
    assert salesman.lots.sentence.startswith("All together: a difference of +20 in 100")
    assert len(salesman.lots.campaigns) == 3
    page = signed_in(team[0]).get(reverse("network:mine")).content.decode()
    assert "Campaign 2" in page
    assert "meant 80 to hear it and 70 not" in page
    assert "not added up" in page
    other = signed_in(team[1]).get(reverse("network:mine")).content.decode()
    assert "Campaign 2" not in other
    assert "a lot decides who is to hear it" in other


def test_little_says_little():
    ada = make_person()
    log(*chat([ada, *crew("Sales", 6)]))
    actions.run(at=AT)
    actions.learn([told(ada)], at=AT)
    assert salesman_of(ada).lots.sentence.startswith("Too little to say anything of you yet: that takes 3 campaigns")


def taught(difference, half, exposed=80):
    return Taught("Cups", AT, exposed, 80, difference, difference - half, difference + half)


def test_several_campaigns_together():
    assert together([]) is None
    one = together([taught(0.2, 0.1)])
    assert (one.verdict, one.difference, round(one.high, 6)) == ("not_enough", 0.2, 0.3)
    assert together([taught(0.2, 0.1, exposed=200)]).verdict == "more"
    same = together([taught(0.2, 0.1)] * 4)
    assert (same.verdict, round(same.high - same.low, 6)) == ("more", 0.1)
    # What is surer weighs more; where campaigns do not agree, less is certain than each of them says.
    assert together([taught(0.2, 0.02), taught(0.0, 0.2), taught(0.1, 0.2)]).difference > 0.19
    assert together([taught(0.3, 0.05), taught(-0.3, 0.05), taught(0.05, 0.05)]).verdict == "none"
    assert together([taught(-0.2, 0.1)] * 3).verdict == "less"


def test_who_is_left_out_is_forgotten_and_reading_the_log_anew_brings_nothing_back():
    ada = make_person()
    event = told(ada)
    actions.learn([event], at=AT)
    assert any("Cups" in str(row) for row in own_data(ada)["network"])
    actions.set_switches(viewer=viewer(ada), left_out=True, at=AT + DAY)
    assert not Lesson.objects.exists()
    assert own_data(ada)["network"] == []
    assert actions.learn([event], at=AT + DAY) == 0
    actions.set_switches(viewer=viewer(ada), left_out=False, at=AT + 2 * DAY)
    assert actions.learn([event], at=AT + 2 * DAY) == 0
    # What is measured after they came back is theirs again.
    assert actions.learn([told(ada, campaign=2, at=AT + 3 * DAY)], at=AT + 3 * DAY) == 1


def test_erasure_and_time_forget():
    ada, bob = make_person(), make_person()
    actions.learn([told(ada)], at=AT)
    assert actions.learn([told(bob, at=AT - 400 * DAY)], at=AT) == 0
    people.erase(actor=ada, person=ada, at=AT)
    forget_people([act("people.person.erased", ada, ada)])
    assert not Lesson.objects.exists()
    assert actions.learn([told(ada)], at=AT) == 0
    actions.learn([told(bob)], at=AT)
    actions.keep_house(at=AT + 364 * DAY)
    assert Lesson.objects.exists()
    actions.keep_house(at=AT + 366 * DAY)
    assert not Lesson.objects.exists()


def test_nothing_is_learnt_or_kept_where_the_network_is_off():
    ada = make_person()
    actions.learn([told(ada)], at=AT)
    site.put("network.is_on", False)
    assert actions.learn([told(ada, campaign=2)], at=AT) == 0
    actions.keep_house(at=AT)
    assert not Lesson.objects.exists()


def test_others_see_words_and_no_numbers_and_only_of_who_publishes():
    team = crew("Sales", 8)
    log(*chat(team))
    snapshot = actions.run(at=AT)
    actions.learn([told(team[0], campaign=n, difference=0.37) for n in (1, 2, 3)], at=AT)
    page = reverse("people:profile", args=[team[0].username])
    colleague = signed_in(team[1])
    assert "by lot" not in colleague.get(page).content.decode()
    actions.set_switches(viewer=viewer(team[0]), publish=True, at=AT)
    shown = colleague.get(page).content.decode()
    assert "Persuades, tested by lot" in shown
    assert "Tested by lot in 3 campaigns: more of those" in shown
    assert "+37" not in shown
    assert "Tested by lot" not in signed_in(make_person(employee=False)).get(page).content.decode()
    for where, text in everything(signed_in(make_person(admin=True))).items():
        assert "Cups" not in text, where
    # Where the log shows the role, what lots say stands beside it, also when they say no.
    Picture.objects.create(
        snapshot=snapshot, person=team[0], role="salesman", is_enough=True, is_found=True, score=1, evidence={}
    )
    Lesson.objects.update(difference=0.0, low=-0.1, high=0.1)
    shown = colleague.get(page).content.decode()
    assert "Salesman" in shown
    assert "no difference was seen" in shown
    assert "Persuades" not in shown
