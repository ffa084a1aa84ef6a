"""Thanking: done, refused, impossible; points nobody can spend twice; and private thanks that nobody else meets."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from folkmoot.acknowledge.recognition import actions, queries
from folkmoot.acknowledge.recognition.models import Allowance, Boost, Joined, Kudos, Line, Purse, Recipient
from folkmoot.acknowledge.recognition.refusals import (
    AlreadyJoined,
    BoostIsOver,
    DeedIsMissing,
    MessageIsMissing,
    NobodyToThank,
    NotAllowed,
    NotEnoughPoints,
    NotToOneself,
    OnlyColleagues,
    PrivateStaysBetweenTwo,
    TooManyPeople,
    ValueIsMissing,
    WrongPoints,
    WrongSettings,
)
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import refusals
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import AudienceIsTooWide
from folkmoot.commons.feed.models import Notification
from folkmoot.commons.people.models import Unit
from folkmoot.commons.people.queries.export import own_data
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db
WORDS = "stayed until the night shift had its answer"


@pytest.fixture
def ada():
    return make_person(name="Ada Giver")


@pytest.fixture
def ben():
    return make_person(name="Ben Getter")


def give(giver, *to, **how):
    asked = {"message": "Thank you!", "deed_words": WORDS, "at": AT, **how}
    return actions.give(viewer=viewer(giver), to=[each.pk for each in to], **asked)


def events():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, person, item, data FROM outbox_event WHERE name LIKE 'recognition.%' ORDER BY id"
        )
        return cursor.fetchall()


def make_boost(keeper, holder, **how):
    asked = {"name": "Launch", "why": "The Heron is out.", "budget": 200} | how
    return actions.save_boost(
        viewer=viewer(keeper), starts_on=AT.date(), ends_on=(AT + timedelta(days=9)).date(), holder_ids=[holder.pk],
        at=AT, **asked,
    )  # fmt: skip


def test_kudos_are_an_item_for_colleagues_with_points_for_each(ada, ben):
    cleo = make_person()
    kudos = give(ada, ben, cleo, points=20)
    assert (kudos.item.kind, kudos.item.audience, kudos.item.author_id) == ("kudos", 2, ada.pk)
    assert Allowance.objects.get(person=ada).spent == 40
    assert Purse.objects.get(person=ben).balance == 20
    told = [(name, person) for name, person, *_ in events()]
    assert told == [("recognition.kudos.given", ben.pk), ("recognition.kudos.given", cleo.pk)]


def test_give_is_refused_in_so_many_words(ada, ben):
    customer = make_person(employee=False)
    for problem, deed in (
        (OnlyColleagues, lambda: give(customer, ben)),
        (NobodyToThank, lambda: give(ada, customer)),
        (NobodyToThank, lambda: give(ada)),
        (NotToOneself, lambda: give(ada, ada)),
        (DeedIsMissing, lambda: give(ada, ben, deed_words="good")),
        (MessageIsMissing, lambda: give(ada, ben, message="  ")),
        (WrongPoints, lambda: give(ada, ben, points=51)),
        (WrongPoints, lambda: give(ada, ben, points=-1)),
        (NotEnoughPoints, lambda: give(ada, ben, make_person(), make_person(), points=40)),
        (TooManyPeople, lambda: give(ada, *[make_person() for _ in range(21)])),
        (PrivateStaysBetweenTwo, lambda: give(ada, ben, make_person(), is_private=True)),
        (BoostIsOver, lambda: give(ada, ben, points=5, boost_id=1)),
    ):
        with pytest.raises(problem), transaction.atomic():
            deed()
    with pytest.raises(OnlyColleagues):
        actions.give(viewer=GUEST, to=[ben.pk], message="Hi", deed_words=WORDS, at=AT)
    assert not Kudos.objects.exists()
    assert not Item.objects.filter(kind="kudos").exists()
    assert not Line.objects.exists()


def test_a_value_is_needed_once_the_firm_has_one(ada, ben):
    keeper = make_person(admin=True)
    with pytest.raises(NotAllowed):
        actions.save_value(viewer=viewer(ada), name="Care", at=AT)
    value = actions.save_value(viewer=viewer(keeper), name="Care", icon="🤝", at=AT)
    with pytest.raises(WrongSettings):
        actions.save_value(viewer=viewer(keeper), name="care", at=AT)
    with pytest.raises(ValueIsMissing):
        give(ada, ben)
    assert give(ada, ben, value_id=value.id).value == value
    actions.retire_value(viewer=viewer(keeper), value_id=value.id, at=AT)
    assert give(ada, ben).value is None
    with pytest.raises(ValueIsMissing):
        give(ada, ben, value_id=value.id)


def test_a_deed_is_linked_and_kudos_reach_no_further_than_it(ada, ben):
    deed = make_item(author=ben, audience=2)
    kudos = give(ada, ben, deed_id=deed.id, deed_words="")
    assert (kudos.deed, kudos.item.shared) == (deed, deed)
    secret = make_space(joining="secret", owner=ben, members=[ada])
    hidden = make_item(author=ben, space=secret, audience=3)
    with pytest.raises(AudienceIsTooWide), transaction.atomic():
        give(ada, ben, deed_id=hidden.id)
    with pytest.raises(Item.DoesNotExist), transaction.atomic():
        give(make_person(), ben, deed_id=hidden.id)
    inside = give(ada, ben, deed_id=hidden.id, space_id=secret.id)
    assert inside.item.audience == 3
    assert not queries.visible_kudos(viewer(make_person())).filter(id=inside.item_id).exists()


def test_a_whole_team_is_thanked_and_pays_for_each(ada, ben):
    unit = Unit.objects.create(name="Welders")
    people = [make_person(unit=unit) for _ in range(3)]
    mine = make_person(unit=unit)
    kudos = give(mine, unit_id=unit.pk, points=10)
    assert kudos.team_name == "Welders"
    assert set(Recipient.objects.filter(kudos=kudos).values_list("person", flat=True)) == {p.pk for p in people}
    assert Allowance.objects.get(person=mine).spent == 30
    with pytest.raises(NobodyToThank):
        give(ada, unit_id=Unit.objects.create(name="Empty").pk)


def test_the_allowance_is_new_each_month_and_what_was_left_is_gone(ada, ben):
    cleo = make_person()
    give(ada, ben, points=50)
    give(ada, cleo, points=40)
    with pytest.raises(NotEnoughPoints), transaction.atomic():
        give(ada, ben, points=11)
    next_month = datetime(2026, 4, 1, tzinfo=UTC)
    assert queries.my_points(viewer(ada), at=next_month).left == 100
    give(ada, ben, points=50, at=next_month)
    assert queries.my_points(viewer(ada), at=next_month).left == 50


def test_a_boost_pays_from_its_own_budget_until_it_is_empty_or_over(ada, ben):
    keeper = make_person(admin=True)
    boost = make_boost(keeper, ada)
    give(ada, ben, points=150, boost_id=boost.id)
    with pytest.raises(NotEnoughPoints), transaction.atomic():
        give(ada, ben, points=60, boost_id=boost.id)
    with pytest.raises(BoostIsOver), transaction.atomic():
        give(ben, ada, points=5, boost_id=boost.id)
    with pytest.raises(BoostIsOver), transaction.atomic():
        give(ada, ben, points=5, boost_id=boost.id, at=AT + timedelta(days=10))
    assert Boost.objects.get().spent == 150
    assert not Allowance.objects.exists()
    assert queries.boosts(viewer(ben), at=AT)[0].boost.left == 50


def test_join_adds_points_once_and_not_for_those_concerned(ada, ben):
    cleo = make_person()
    kudos = give(ada, ben, points=10)
    actions.join(viewer=viewer(cleo), item_id=kudos.item_id, points=5, at=AT)
    assert Purse.objects.get(person=ben).balance == 15
    for problem, who in ((AlreadyJoined, cleo), (NotToOneself, ada), (NotToOneself, ben)):
        with pytest.raises(problem):
            actions.join(viewer=viewer(who), item_id=kudos.item_id, points=1, at=AT)
    with pytest.raises(OnlyColleagues):
        actions.join(viewer=viewer(make_person(employee=False)), item_id=kudos.item_id, at=AT)
    extra = queries.extras([kudos.item])[kudos.item_id]
    assert (extra.points, extra.joined_count) == (15, 1)


def test_points_can_be_hidden_and_still_count(ada, ben):
    kudos = give(ada, ben, points=10, hides_points=True)
    assert queries.extras([kudos.item])[kudos.item_id].points is None
    assert Purse.objects.get(person=ben).balance == 10
    actions.choose(viewer=viewer(ada), leaves_leaderboard=False, no_milestones=False, hides_points=True, at=AT)
    assert give(ada, ben).hides_points


def test_private_kudos_meet_their_two_ends_and_nobody_else(ada, ben):
    admin, word = make_person(admin=True), "xylophonist"
    kudos = give(ada, ben, points=10, is_private=True, message=f"Dear {word}", deed_words=f"was a {word} for us")
    assert kudos.item_id is None
    assert not Item.objects.filter(body__contains=word).exists()
    assert events() == []
    told = Notification.objects.get()
    assert (told.person, told.topic, told.item) == (ben, "kudos", None)
    for who in (ada, ben):
        assert queries.private_kudos(viewer(who), kudos.id).kudos == kudos
        assert len(queries.private_kudos_of(viewer(who))) == 1
    for who in (viewer(make_person()), viewer(admin), GUEST):
        with pytest.raises(Kudos.DoesNotExist):
            queries.private_kudos(who, kudos.id)
        assert queries.private_kudos_of(who) == []
    assert queries.leaders(viewer(admin), since=AT - timedelta(days=1), until=AT + timedelta(days=1)) == ([], [])
    assert list(queries.kudos_page(viewer(ben)).rows) == []


def test_the_database_itself_refuses_what_must_not_be(ada, ben):
    give(ada, ben, points=10)
    for wrong in (
        lambda: Allowance.objects.update(spent=101),
        lambda: Allowance.objects.update(spent=-1),
        lambda: Purse.objects.update(balance=-1),
        lambda: Kudos.objects.update(is_private=True),
        lambda: Line.objects.update(amount=0),
        lambda: Kudos.objects.update(message="twice"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_leaders_count_people_not_points_and_can_leave(ada, ben):
    cleo, span = make_person(name="Cleo"), {"since": AT - timedelta(days=1), "until": AT + timedelta(days=1)}
    give(ada, ben, points=50)
    give(ada, ben, points=50)
    for _ in range(2):
        give(make_person(), cleo)
    got, gave = queries.leaders(viewer(ada), **span)
    assert [(each.person.id, each.people, each.place) for each in got] == [(cleo.pk, 2, 1), (ben.pk, 1, 2)]
    assert len(gave) == 3
    actions.choose(viewer=viewer(cleo), leaves_leaderboard=True, no_milestones=False, hides_points=False, at=AT)
    assert [each.person.id for each in queries.leaders(viewer(ada), **span)[0]] == [ben.pk]


def test_keepers_are_named_by_administrators(ada, ben):
    with pytest.raises(NotAllowed):
        actions.appoint(viewer=viewer(ada), person_id=ben.pk, is_keeper=True, at=AT)
    admin = make_person(admin=True)
    actions.appoint(viewer=viewer(admin), person_id=ada.pk, is_keeper=True, at=AT)
    assert actions.save_value(viewer=viewer(ada), name="Courage", at=AT)
    actions.appoint(viewer=viewer(admin), person_id=ada.pk, is_keeper=False, at=AT)
    with pytest.raises(NotAllowed):
        actions.save_value(viewer=viewer(ada), name="Curiosity", at=AT)


def at_once(deeds):
    found, start = [], threading.Barrier(len(deeds))

    def run(deed):
        start.wait()
        try:
            found.append(deed())
        except Exception as problem:
            found.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_many_kudos_at_once_never_spend_more_than_there_is():
    ada, others = make_person(), [make_person() for _ in range(3)]
    me = viewer(ada)

    def one(number):
        to = others[number % 3].pk
        return lambda: actions.give(viewer=me, to=[to], message="Thanks", deed_words=WORDS, points=30, at=AT)

    found = at_once([one(number) for number in range(12)])
    assert found.count("NotEnoughPoints") == 9
    assert Allowance.objects.get(person=ada).spent == 90
    assert sum(Purse.objects.values_list("balance", flat=True)) == 90
    assert Kudos.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_joining_at_once_counts_everybody_once_and_waits_in_no_circle():
    ada, ben, cleo = make_person(), make_person(), make_person()
    first = give(ada, ben, cleo, points=1)
    fans = [viewer(make_person()) for _ in range(6)]
    deeds = [lambda who=who: actions.join(viewer=who, item_id=first.item_id, points=2, at=AT) for who in fans * 2]
    deeds += [lambda: give(ben, ada, points=3), lambda: give(cleo, ben, ada, points=3)]
    found = at_once(deeds)
    assert found.count("AlreadyJoined") == 6
    assert Joined.objects.count() == 6
    assert Purse.objects.get(person=cleo).balance == 13


def test_sums_over_many_are_kept_and_yet_let_people_leave_at_once(ada, ben, monkeypatch):
    from folkmoot.commons.content.queries import summed

    monkeypatch.setattr(summed, "MANY", 1)
    span = {"since": AT - timedelta(days=1), "until": AT + timedelta(days=1)}
    give(ada, ben)
    assert [each.person.id for each in queries.leaders(viewer(ada), **span)[0]] == [ben.pk]
    cleo = make_person(name="Cleo")
    give(ada, cleo)
    assert [each.person.id for each in queries.leaders(viewer(ada), **span)[0]] == [ben.pk]
    actions.choose(viewer=viewer(ben), leaves_leaderboard=True, no_milestones=False, hides_points=False, at=AT)
    assert queries.leaders(viewer(ada), **span)[0] == []


def test_everybody_can_take_along_what_is_kept_of_them(ada, ben):
    give(ada, ben, points=20, deed_words="held the rope")
    give(ada, ben, points=5, is_private=True, message="Between us two.")
    data = own_data(ben)
    assert [(row["what"], row["kudos__deed_words"]) for row in data["kudos"]] == [
        ("got", "held the rope"),
        ("got", WORDS),
    ]
    assert "Between us two." in [row["kudos__message"] for row in data["kudos"]]
    assert [row["amount"] for row in data["points"] if row["what"] == "line"] == [20, 5]
    assert [row["spent"] for row in own_data(ada)["points"] if row["what"] == "month"] == [25]
    assert own_data(make_person())["kudos"] == []


def test_thanks_lead_from_an_item_to_its_author(ada, ben, client):
    item = make_item(author=ben)
    mine, hidden = make_item(author=ada), make_item(author=ben, space=make_space(joining="secret", members=[ben]))
    client.force_login(ada)
    assert (
        reverse("recognition:thank_for", args=[item.id]) in client.get(reverse("content:menu", args=[item.id])).text
    )
    led = client.get(reverse("recognition:thank_for", args=[item.id]))
    page = client.get(led.url).text
    assert f'value="{ben.username}"' in page
    assert reverse("content:item", args=[item.id]) in page
    for other in (mine, hidden):
        assert client.get(reverse("recognition:thank_for", args=[other.id])).status_code == 404
    assert "thank/" not in client.get(reverse("content:menu", args=[mine.id])).text


@pytest.mark.parametrize("kind", ["kudos", "award", "idea_campaign", "video"])
def test_what_only_its_room_makes_comes_through_no_other_door(ada, kind):
    with pytest.raises(refusals.NotAllowed):
        content.publish(viewer=viewer(ada), kind=kind, title="Sneaked in", body="Text.", audience=2, at=AT)
    assert not Item.objects.exists()
