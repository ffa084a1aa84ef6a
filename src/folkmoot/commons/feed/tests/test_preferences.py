import pytest

from folkmoot.commons.feed.preferences import Decisions, WrongPreference, decide, matrix
from folkmoot.testing.makers import make_person, make_space

pytestmark = pytest.mark.django_db


def channels_for(person, topic, space_id):
    decisions = Decisions(people=[person], topics=[topic], spaces=[space_id])
    return decisions.channels([person], topic, space_id)


def test_channels_most_specific_decision_counts():
    ada, space = make_person(name="Ada"), make_space(slug="garden")
    assert channels_for(ada.pk, "reply", space.pk)[ada.pk].mail == "daily"
    decide(person_id=None, space_id=None, topic="reply", in_page=None, mail="weekly")
    assert channels_for(ada.pk, "reply", space.pk)[ada.pk].mail == "weekly"
    decide(person_id=None, space_id=space.pk, topic="reply", in_page=None, mail="now")
    assert channels_for(ada.pk, "reply", space.pk)[ada.pk].mail == "now"
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=False, mail="off")
    found = channels_for(ada.pk, "reply", space.pk)[ada.pk]
    assert (found.in_page, found.mail, found.decided_by) == (False, "off", "person")
    decide(person_id=ada.pk, space_id=space.pk, topic="reply", in_page=True, mail="")
    assert channels_for(ada.pk, "reply", space.pk)[ada.pk].in_page


def test_decisions_asked_for_at_once_stay_apart():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    garden, kitchen = make_space(slug="garden"), make_space(slug="kitchen")
    decide(person_id=ada.pk, space_id=garden.pk, topic="reply", in_page=None, mail="now")
    decide(person_id=None, space_id=kitchen.pk, topic="reply", in_page=None, mail="weekly")
    decide(person_id=ben.pk, space_id=None, topic="mention", in_page=False, mail="")
    decisions = Decisions(people=[ada.pk, ben.pk], topics=["reply", "mention"], spaces=[garden.pk, kitchen.pk])

    def mail(space_id):
        return {pk: each.mail for pk, each in decisions.channels([ada.pk, ben.pk], "reply", space_id).items()}

    assert mail(garden.pk) == {ada.pk: "now", ben.pk: "daily"}
    assert mail(kitchen.pk) == {ada.pk: "weekly", ben.pk: "weekly"}
    assert mail(None) == {ada.pk: "daily", ben.pk: "daily"}
    assert not decisions.channels([ben.pk], "mention", garden.pk)[ben.pk].in_page


def test_decide_nothing_forgets_the_decision():
    ada = make_person(name="Ada")
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=None, mail="off")
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=None, mail="")
    assert matrix(ada.pk)["reply"].mail == "daily"


def test_decide_unknown_topic_is_refused():
    with pytest.raises(WrongPreference):
        decide(person_id=None, space_id=None, topic="weather", in_page=None, mail="now")
