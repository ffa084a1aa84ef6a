"""Statements with open values answer as their querysets do, whatever is given and wherever they are asked."""

from threading import Thread

import pytest
from django.db import connection
from django.db.models import BooleanField, Exists, OuterRef, Q, Value
from django.test.utils import CaptureQueriesContext

from folkmoot.base.web.paging import PreparedList, count_up_to, page_of
from folkmoot.base.web.statements import AnyOf, Given, OneOf, Statement, add, ask, change
from folkmoot.commons.people.models import Follow, Person
from folkmoot.commons.spaces.models import Membership, Space, SpaceFollow
from folkmoot.testing.makers import make_person, make_space

pytestmark = pytest.mark.django_db


def test_given_values_take_the_place_of_written_ones():
    ann, ben, cem = (make_person(name=name) for name in ("Ann", "Ben 100%", "Cem"))
    named = Statement(lambda: Person.objects.filter(name=Given("name")).exclude(id=AnyOf("not")))
    assert named.rows({"name": "Ann", "not": []}) == [ann]
    assert named.rows({"name": "Ben 100%", "not": [cem.id, ann.id]}) == [ben]
    assert named.first({"name": "Ben 100%", "not": [ben.id]}) is None


def test_one_of_many_is_what_in_says():
    people = [make_person() for _ in range(3)]
    for some in ([], [people[1].pk], [each.pk for each in people]):
        assert set(Person.objects.filter(pk=OneOf(some))) == set(Person.objects.filter(pk__in=some))


def test_what_is_written_out_stays_what_it_is():
    """Signs that mean something to the driver or to SQL, truth, nothing."""
    for name in ("50% of 'em", "%s", "%(name)s", 'a "quote" \\ and more'):
        person = make_person(name=name)
        found = Statement(
            lambda name=name: Person.objects.filter(name=name, is_active=True, unit=None, id=Given("id"))
        )
        assert found.rows({"id": person.id}) == [person]


def test_rows_are_what_the_queryset_gives():
    owner = make_person(name="Ann")
    space = make_space(owner=owner, tools=["note", "thread"])
    mine = Membership.objects.filter(space=OuterRef("pk"), person_id=Given("me"))
    objects = Statement(
        lambda: (
            Space.objects.filter(id=Given("space"))
            .select_related("made_by", "cover")
            .annotate(is_mine=Exists(mine), never=Value(False, output_field=BooleanField()))
        )
    )
    [found] = objects.rows({"space": space.id, "me": owner.id})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert (found, found.made_by, found.cover) == (space, owner, None)
        assert (found.tools, found.made_at, found.is_mine, found.never) == (space.tools, space.made_at, True, False)
    assert not asked.captured_queries
    lines = Statement(lambda: Space.objects.filter(id=Given("space")).values_list("slug", "made_by__name"))
    assert lines.rows({"space": space.id}) == [(space.slug, "Ann")]
    flat = Statement(lambda: Space.objects.filter(id=Given("space")).values_list("slug", flat=True))
    assert flat.rows({"space": space.id}) == [space.slug]


def test_only_some_columns_are_read_and_the_rest_when_it_is_wanted():
    person = make_person(name="Ann")
    [found] = Statement(lambda: Person.objects.filter(id=Given("id")).only("username")).rows({"id": person.id})
    assert found.get_deferred_fields() >= {"name", "headline"}
    assert found.name == "Ann"


def test_a_statement_is_prepared_and_may_be_asked_in_other_transactions():
    people = [make_person() for _ in range(6)]
    found = Statement(lambda: Person.objects.filter(id=Given("who")))
    with CaptureQueriesContext(connection) as asked:
        assert [found.rows({"who": each.id})[0] for each in people] == people
    assert len(asked) == 6
    assert all("people_person" in each["sql"] for each in asked.captured_queries)
    kept = ask("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%people_person%$1%"])
    assert kept[0][0] >= 1


@pytest.mark.django_db(transaction=True)
def test_threads_ask_the_same_statement_through_connections_of_their_own():
    person = make_person()
    found = Statement(lambda: Person.objects.filter(id=Given("who")))
    answers = [found.rows({"who": person.id})]

    def ask_too():
        answers.append(found.rows({"who": person.id}))
        connection.close()

    other = Thread(target=ask_too)
    other.start()
    other.join()
    assert answers == [[person], [person]]


def test_pages_and_counts_are_those_of_the_queryset():
    """Each page and count as `page_of` and `count_up_to` give them, also where several have the same value."""
    for number in range(7):
        make_person(name=f"Person {number}", follower_count=number // 3, employee=number % 2 == 0)

    def people(is_employee, *, given=False):
        wanted = Q(name__startswith=Given("begin") if given else "Person")
        return Person.objects.filter(wanted, is_employee=is_employee)

    prepared = PreparedList(lambda is_employee: people(is_employee, given=True))
    values = {"begin": "Person"}
    for is_employee in (True, False):
        after, seen = "", []
        while True:
            plain = page_of(people(is_employee), by="follower_count", after=after, size=2)
            page = prepared.page({"is_employee": is_employee}, values, by="follower_count", after=after, size=2)
            assert (page.rows, page.after) == (plain.rows, plain.after)
            seen += page.rows
            if not (after := page.after):
                break
        assert len(seen) == (4 if is_employee else 3)
    for most in (2, 1000):
        counts = prepared.counts({"in": {"is_employee": True}, "out": {"is_employee": False}}, values, most=most)
        assert counts == count_up_to({"in": people(True), "out": people(False)}, most)


def test_add_inserts_once_with_one_statement():
    ann, space = make_person(name="Ann"), make_space()
    first, again = (SpaceFollow(person=ann, space=space, at=ann.joined_at) for _ in range(2))
    with CaptureQueriesContext(connection) as asked:
        assert add(first)
    assert len(asked.captured_queries) == 1
    assert not add(again)
    assert again.pk is None
    assert first == SpaceFollow.objects.get(person=ann, space=space)
    first.delete()
    assert not SpaceFollow.objects.filter(person=ann).exists()


def test_add_of_two_at_once_inserts_one(transactional_db):
    ann, ben = make_person(name="Ann"), make_person(name="Ben")
    added = []

    def follow():
        added.append(add(Follow(follower=ann, person=ben, at=ann.joined_at)))
        connection.close()

    threads = [Thread(target=follow) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added) == [False, False, False, True]
    assert Follow.objects.count() == 1


def test_change_writes_what_update_would():
    ann, ben = make_person(name="Ann"), make_person(name="Ben")
    boss = make_person(name="Boss")
    change(Person, ann.pk, {"headline": "50% of 'em", "manager_id": boss.pk, "interests": ["a", "b"], "unit": None})
    ann.refresh_from_db()
    assert (ann.headline, ann.manager, ann.interests, ann.unit) == ("50% of 'em", boss, ["a", "b"], None)
    ben.refresh_from_db()
    assert (ben.headline, ben.manager) == ("", None)
