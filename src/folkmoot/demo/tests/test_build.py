from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q, Sum

from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import AliasOwner, Item, Reaction, Report, Tag, Vote
from folkmoot.commons.people.models import Connection, Follow, Person, PersonSkill, Unit
from folkmoot.commons.spaces.models import Invitation, Membership, Space
from folkmoot.demo.build import AlreadyBuilt, NotADemo, build, plan
from folkmoot.demo.cast import PASSWORD, SIX
from folkmoot.testing.makers import make_person

AT = datetime(2026, 6, 3, 15, 20, tzinfo=UTC)
SMALL = 0.03

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def story(stage):
    """What is planned, without identifiers, which are drawn anew."""
    deeds = [(at, getattr(deed, "func", deed).__qualname__) for at, _, deed in stage.timeline.deeds]
    return deeds, stage.cast, stage.members


def test_build_on_an_empty_site_makes_a_firm_whose_counts_are_right():
    counts = build(at=AT, scale=SMALL)

    assert counts["people"] > 50
    assert counts["spaces"] == 25
    assert site.get("demo.is_demo") is True
    _check_people()
    _check_spaces()
    _check_items()
    _check_what_waits()


def _check_people():
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


def _check_spaces():
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


def _check_items():
    assert not Item.objects.filter(Q(made_at__gt=AT) | Q(published_at__gt=AT)).exists()
    scores = counted(Vote.objects.values_list("item").annotate(Sum("value")))
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


def _check_what_waits():
    assert Connection.objects.filter(state="asked", asked__username="hana").exists()
    assert Membership.objects.filter(is_asked=True).exists()
    assert Invitation.objects.filter(person__username="cara", answered_at=None).exists()
    assert Invitation.objects.filter(person__username="kim", answered_at=None).exists()


def counted(pairs):
    return dict(pairs)


def test_plan_twice_from_one_seed_tells_the_same_story():
    first = story(plan(at=AT, seed=7, scale=1))
    Unit.objects.exclude(parent=None).update(parent=None)
    Unit.objects.all().delete()
    second = story(plan(at=AT, seed=7, scale=1))

    assert first == second
    assert len(first[1]) in range(280, 321)


def test_build_on_a_site_with_people_is_refused():
    make_person()

    with pytest.raises(NotADemo):
        build(at=AT, scale=SMALL)
    with pytest.raises(CommandError, match="no demo"):
        call_command("demo", quiet=True)
    assert Person.objects.count() == 1


def test_build_on_a_finished_demo_changes_nothing():
    make_person()
    site.put("demo.is_demo", True)

    with pytest.raises(AlreadyBuilt):
        build(at=AT, scale=SMALL)


def test_build_that_is_interrupted_leaves_nothing():
    def stop_half_way(deeds, total):
        for number, deed in enumerate(deeds):
            if number > total // 3:
                raise KeyboardInterrupt
            yield deed

    with pytest.raises(KeyboardInterrupt):
        build(at=AT, scale=SMALL / 2, progress=stop_half_way)

    assert not Person.objects.exists()
    assert events_named("people.person.claimed") == 0
    assert not Tag.objects.exists()
    assert not Report.objects.exists()


def events_named(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = %s", [name])
        return cursor.fetchone()[0]
