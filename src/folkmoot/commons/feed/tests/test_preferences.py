import pytest

from folkmoot.commons.feed.preferences import WrongPreference, channels_for, decide, matrix
from folkmoot.testing.makers import make_person, make_space

pytestmark = pytest.mark.django_db


def test_channels_most_specific_decision_counts():
    ada, space = make_person(name="Ada"), make_space(slug="garden")
    assert channels_for([ada.pk], "reply", space.pk)[ada.pk].mail == "daily"
    decide(person_id=None, space_id=None, topic="reply", in_page=None, mail="weekly")
    assert channels_for([ada.pk], "reply", space.pk)[ada.pk].mail == "weekly"
    decide(person_id=None, space_id=space.pk, topic="reply", in_page=None, mail="now")
    assert channels_for([ada.pk], "reply", space.pk)[ada.pk].mail == "now"
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=False, mail="off")
    found = channels_for([ada.pk], "reply", space.pk)[ada.pk]
    assert (found.in_page, found.mail, found.decided_by) == (False, "off", "person")
    decide(person_id=ada.pk, space_id=space.pk, topic="reply", in_page=True, mail="")
    assert channels_for([ada.pk], "reply", space.pk)[ada.pk].in_page


def test_decide_nothing_forgets_the_decision():
    ada = make_person(name="Ada")
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=None, mail="off")
    decide(person_id=ada.pk, space_id=None, topic="reply", in_page=None, mail="")
    assert matrix(ada.pk)["reply"].mail == "daily"


def test_decide_unknown_topic_is_refused():
    with pytest.raises(WrongPreference):
        decide(person_id=None, space_id=None, topic="weather", in_page=None, mail="now")
