"""The whole firm, built once: its numbers are right, and the product finds three kinds of role in its year."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F, Q, Sum

from folkmoot.base.site import settings as site
from folkmoot.commons.content import encounters
from folkmoot.commons.content.models import AliasOwner, Item, Reaction, Vote
from folkmoot.commons.people.models import Connection, Follow, Person, PersonSkill
from folkmoot.commons.spaces.models import Invitation, Membership, Space
from folkmoot.demo.build import build
from folkmoot.demo.cast import PASSWORD, SIX
from folkmoot.understand.network import actions as network
from folkmoot.understand.network.models import Picture

AT = datetime(2026, 6, 3, 15, 20, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def firm(django_db_setup, django_db_blocker):
    """What is told of it when it is built. It takes too long to be done for each test."""
    with django_db_blocker.unblock():
        try:
            counts = build(at=AT)
            # A run reads the log by what is committed.
            yield counts | {"snapshot": network.run(at=AT)}
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connection.close()
            site.forget()


def test_the_site_is_marked_as_a_demo_and_has_all_of_it(firm):
    site.forget()
    assert firm["people"] in range(280, 321)
    assert firm["spaces"] == 25
    assert site.get("demo.is_demo") is True


def test_six_can_sign_in_and_people_are_counted_right(firm):
    for username in SIX:
        assert authenticate(username=username, password=PASSWORD) is not None
        assert EmailAddress.objects.get(user__username=username).verified
    assert Person.objects.get(username="otto").is_admin
    assert Person.objects.get(username="eli").manager.username == "mia"
    assert not Person.objects.filter(username__in=("cara", "kim"), is_employee=True).exists()
    followers = counted(Follow.objects.values_list("person").annotate(Count("pk")))
    assert dict(Person.objects.filter(follower_count__gt=0).values_list("pk", "follower_count")) == followers
    skills = PersonSkill.objects.annotate(real=Count("endorsements"))
    assert not skills.exclude(endorsement_count=F("real")).exists()


def test_spaces_are_counted_right(firm):
    members = Count("memberships", filter=Q(memberships__is_asked=False))
    assert not Space.objects.annotate(real=members).exclude(member_count=F("real")).exists()
    roots = counted(
        Item.objects.filter(root=None, state="published", space__isnull=False)
        .values_list("space")
        .annotate(Count("pk"))
    )
    assert dict(Space.objects.filter(item_count__gt=0).values_list("pk", "item_count")) == roots
    assert set(Space.objects.values_list("joining", flat=True)) == {"open", "request", "invitation", "secret"}
    assert set(Space.objects.values_list("audience", flat=True)) == {0, 1, 2, 3}


def test_items_are_counted_right_and_nothing_is_of_the_future(firm):
    assert not Item.objects.filter(Q(made_at__gt=AT) | Q(published_at__gt=AT)).exists()
    scores = counted(Vote.objects.filter(item__are_votes_sealed=False).values_list("item").annotate(Sum("value")))
    assert {pk: score for pk, score in scores.items() if score} == dict(
        Item.objects.exclude(score=0).values_list("pk", "score")
    )
    for item in Item.objects.exclude(reactions={}):
        real = counted(Reaction.objects.filter(item=item).values_list("emoji").annotate(Count("pk")))
        assert item.reactions == real
    for item in Item.objects.filter(root=None):
        under = Item.objects.filter(root=item, state="published")
        assert item.answer_count == under.filter(kind="answer").count()
        assert item.last_activity_at >= item.published_at if item.published_at else True
    assert AliasOwner.objects.exists() or not Space.objects.filter(voices__len__gt=0).exists()
    published = Item.objects.filter(root=None, published_at__isnull=False).count()
    assert events_named("content.item.published") == published


def test_something_waits_for_somebody(firm):
    assert Connection.objects.filter(state="asked", asked__username="hana").exists()
    assert Membership.objects.filter(is_asked=True).exists()
    assert Invitation.objects.filter(person__username="cara", answered_at=None).exists()
    assert Invitation.objects.filter(person__username="kim", answered_at=None).exists()


def counted(pairs):
    return dict(pairs)


def events_named(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = %s", [name])
        return cursor.fetchone()[0]


def test_three_kinds_of_role_stand_on_what_people_did_through_the_rooms(firm):

    names = dict(Person.objects.values_list("pk", "username"))
    found = {role: {} for role in Picture.Role.values}
    for row in Picture.objects.filter(snapshot=firm["snapshot"], is_found=True):
        assert row.low <= row.score <= row.high
        found[row.role][names[row.person_id]] = row.evidence
    # Who is asked, and whose answers are accepted; who goes along with other units' crews; whom others follow.
    assert {"eli", "marc", "yusuf"} <= set(found["maven"])
    assert {"petra", "maite"} <= set(found["connector"])
    assert {"torben", "camille"} <= set(found["salesman"])
    assert found["maven"]["marc"]["accepted"] >= 10
    assert found["connector"]["petra"]["outside"] > found["connector"]["petra"]["expected outside"]
    assert found["salesman"]["torben"]["followed"] > found["salesman"]["torben"]["expected if shuffled"]
    # Nothing is told of the firm that no room tells of: what was read are the rooms' own events.
    assert not [each.name for each in (*encounters.encounters(), *encounters.uptakes()) if "demo" in each.event]
