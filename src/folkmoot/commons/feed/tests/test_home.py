import pytest

from folkmoot.commons.feed import queries
from folkmoot.commons.people.models import Distance, Follow
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


def follow(follower, person):
    Follow.objects.create(follower=follower, person=person, at=AT)


def shown(person, **more):
    return [entry.item.id for entry in queries.home(viewer(person), **more).entries]


def test_home_shows_followed_people_and_says_why():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    follow(ada, ben)
    item = make_item(author=ben, body="Good morning")
    entry = queries.home(viewer(ada)).entries[0]
    assert entry.item.id == item.id
    assert entry.reasons == ["You follow Ben"]
    assert entry.mute_source == ("person", ben.pk)


def test_home_shows_followed_space_once_with_both_reasons():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    space = make_space(slug="garden", name="Garden", owner=ben, members=[ada])
    follow(ada, ben)
    make_item(author=ben, space=space, body="Beans are up")
    entries = queries.home(viewer(ada)).entries
    assert len(entries) == 1
    assert set(entries[0].reasons) == {"You follow Ben", "From Garden, which you follow"}


def test_home_following_gives_no_access():
    cara, ben = make_person(name="Cara", employee=False), make_person(name="Ben")
    follow(cara, ben)
    make_item(author=ben, audience=2, body="For colleagues only")
    assert shown(cara) == []


def test_home_hides_whom_i_keep_away():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    follow(ada, ben)
    make_item(author=ben, body="Hello")
    Distance.objects.create(person=ada, other=ben, at=AT)
    assert shown(ada) == []


def test_home_who_follows_nothing_gets_suggestions():
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    item = make_item(author=ben, body="Hello")
    page = queries.home(viewer(ada))
    assert page.is_suggestion
    assert [entry.item.id for entry in page.entries] == [item.id]


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_queries_for_one_entry_and_three(client, count, django_assert_max_num_queries):
    ada, ben = make_person(name="Ada"), make_person(name="Ben")
    follow(ada, ben)
    for number in range(count):
        make_item(author=ben, kind="note", body=f"Note {number}", space=make_space(owner=ben))
    with django_assert_max_num_queries(6):
        queries.home(viewer(ada))
