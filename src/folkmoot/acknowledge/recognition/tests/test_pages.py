"""The pages of recognition: with little and much on them, for colleagues, keepers and those who find nothing here."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.acknowledge.recognition import actions
from folkmoot.acknowledge.recognition.models import Kudos, Nomination, Round
from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.commons.people.models import Unit
from folkmoot.testing.makers import make_item, make_person, viewer

pytestmark = pytest.mark.django_db
LISTS = ("wall", "give", "mine", "values", "leaders", "boosts", "fairness", "keepers", "awards", "rewards")
KEPT = ("new_award", "new_reward", "desk", "keepers")


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def me():
    return make_person(name="Mia Member")


@pytest.fixture
def keeper():
    return make_person(name="Hana Keeper", admin=True)


def give(giver, *to, **how):
    asked = {"message": "Thank you so much!", "deed_words": "stayed until it worked", "at": now(), **how}
    return actions.give(viewer=viewer(giver), to=[each.pk for each in to], **asked)


def address(name, *args):
    return reverse(f"recognition:{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_empty_pages_teach_and_are_not_there_for_people_from_outside(me, keeper, name):
    assert client_of(keeper).get(address(name)).status_code == 200
    assert client_of(me).get(address(name)).status_code == (404 if name in KEPT else 200)
    assert client_of(make_person(employee=False)).get(address(name)).status_code == 404
    assert Client().get(address(name)).status_code == 302


@pytest.mark.parametrize(("who", "is_shown"), [({}, True), ({"employee": False}, False)])
def test_a_profile_leads_to_kudos_only_whoever_finds_them_there(who, is_shown, me):
    page = client_of(make_person(**who)).get(f"/@{me.username}/").content.decode()
    assert (address("of_person", me.username) in page) is is_shown


def test_thanking_by_form_with_everything(me, keeper):
    ada = make_person(name="Ada Lind")
    value = actions.save_value(viewer=viewer(keeper), name="Care", icon="🤝", at=now())
    deed = make_item(author=ada, audience=2)
    bare = {"to": "Ada Lind", "deed_words": "helped", "message": "Thank you so much.", "unit": "", "space": ""}
    refused = client_of(me).post(address("give"), bare)
    assert refused.status_code == 422
    assert "value" in refused.context["form"].errors
    sent = {
        "to": "Ada Lind", "deed_link": f"http://testserver/i/{to_text(deed.id)}/", "value": to_text(value.id),
        "message": "You saved my **day**.", "points": "15", "unit": "", "space": "",
    }  # fmt: skip
    answer = client_of(me).post(address("give"), sent)
    kudos = Kudos.objects.get()
    assert answer["Location"] == address("kudos", kudos.item_id)
    text = client_of(ada).get(answer["Location"]).content.decode()
    for words in ("Ada Lind", "+15 points", "Care", "<strong>day</strong>", "Something worth saying."):
        assert words in text
    assert "Thank them too" not in text
    wall = client_of(make_person()).get(address("wall")).content.decode()
    assert "+15 points" in wall
    assert "+15 points" in client_of(me).get(address("wall") + f"?value={to_text(value.id)}").content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": "Nobody Here"}, "Nobody who works here is called"),
        ({"to": "Twin"}, "Several colleagues fit"),
        ({"to": ""}, "one of the two"),
        ({"deed_link": "https://example.org/x"}, "not the address of something on this site"),
        ({"deed_link": f"/i/{to_text(77)}/"}, "Nothing that you may read"),
        ({"deed_words": "ok", "deed_link": ""}, "Say what they did"),
        ({"points": "1000"}, "cannot be given"),
        ({"points": "-3"}, "greater than or equal to 0"),
        ({"message": ""}, "This field is required"),
    ],
)
def test_a_wrong_form_comes_back_as_it_was_typed(me, changes, words):
    make_person(name="Twin One")
    make_person(name="Twin Two")
    make_person(name="Ada Lind")
    sent = {
        "to": "Ada Lind", "deed_words": "stayed until it worked", "message": "A long and careful text.",
        "points": "5", "unit": "", "space": "",
    }  # fmt: skip
    answer = client_of(me).post(address("give"), sent | changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert ("A long and careful text." in text) == ("message" not in changes)
    assert not Kudos.objects.exists()


def test_private_kudos_show_to_two_and_are_absent_for_all_others(me, keeper):
    ada = make_person(name="Ada Lind")
    answer = client_of(me).post(
        address("give"),
        {"to": ada.username, "deed_words": "listened to me on Tuesday", "message": "It helped.", "is_private": "on"},
    )
    for who, code in ((me, 200), (ada, 200), (keeper, 404), (make_person(), 404)):
        assert client_of(who).get(answer["Location"]).status_code == code
    assert "It helped." in client_of(ada).get(address("mine")).content.decode()
    for name in ("wall", "leaders", "mine", "fairness"):
        assert "It helped." not in client_of(keeper).get(address(name)).content.decode()
    text = client_of(ada).get(reverse("feed:notifications")).content.decode()
    assert "Mia Member thanked you" in text


def test_joining_in_by_form_and_only_once(me):
    kudos = give(make_person(), make_person(name="Ada Lind"), points=5)
    client, url = client_of(me), address("kudos", kudos.item_id)
    assert "Thank them too" in client.get(url).content.decode()
    assert client.post(address("join", kudos.item_id), {"points": "500"}).status_code == 422
    client.post(address("join", kudos.item_id), {"points": "3"})
    text = client.get(url).content.decode()
    assert "+8 points" in text
    assert "1 joined in" in text
    assert "Thank them too" not in text
    assert client.post(address("join", kudos.item_id), {"points": "0"}).status_code == 422


def test_team_and_person_have_their_own_walls(me):
    unit = Unit.objects.create(name="Welders")
    ada = make_person(name="Ada Lind", unit=unit)
    give(me, unit_id=unit.pk)
    for url in (address("of_team", unit.pk), address("of_person", ada.username)):
        assert "Thank you so much!" in client_of(me).get(url).content.decode()
    assert (
        "Thank you so much!" in client_of(ada).get(address("of_person", me.username) + "?way=given").content.decode()
    )
    assert client_of(me).get(address("of_team", 5)).status_code == 404


def test_the_wall_costs_the_same_for_three_as_for_one(me, django_assert_max_num_queries):
    client, asked = client_of(me), []
    client.get(address("wall"))
    for number in (1, 2):
        for _ in range(number):
            give(make_person(), make_person(), make_person())
        with django_assert_max_num_queries(32) as seen:
            client.get(address("wall"))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_my_points_cost_the_same_for_three_as_for_one(me, django_assert_max_num_queries):
    client, asked = client_of(me), []
    client.get(address("mine"))
    for number in (1, 2):
        for _ in range(number):
            give(make_person(), me, points=3)
            give(make_person(), me, points=3, is_private=True)
        with django_assert_max_num_queries(25) as seen:
            client.get(address("mine"))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def round_form(boss):
    """What a keeper's form of a round sends, for an award that was named by page too."""
    boss.post(address("new_award"), {"name": "The Heron", "icon": "🏆"})
    award = Round._meta.get_field("award").related_model.objects.get()
    return {
        "award": to_text(award.pk), "title": "spring", "budget": "60", "seconds_needed": "1", "months_needed": "0",
        "nominations_until": (now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"), "voters": "all",
        "method": "transfer", "seats": "1", "ties": "lot", "voting_days": "5", "quorum_percent": "0",
        "results": "closed", "counts": "all",
    }  # fmt: skip


def test_a_round_says_which_of_its_settings_is_wrong(me, keeper):
    boss = client_of(keeper)
    sent = round_form(boss)
    for field, wrong in (
        ("title", {"title": ""}), ("ties", {"ties": "all"}), ("jury", {"voters": "jury", "jury": me.username}),
        ("nominations_until", {"nominations_until": "2020-01-01T10:00"}),
    ):  # fmt: skip
        answer = boss.post(address("new_round"), sent | wrong)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    assert not Round.objects.exists()


def test_an_award_by_pages_alone(me, keeper):
    """A keeper opens a round, colleagues propose, second and vote, and it is decided, all with forms."""
    boss, people = client_of(keeper), [make_person(name=f"Colleague {word}") for word in ("Ash", "Birch", "Cedar")]
    for _ in range(4):
        make_person()
    sent = round_form(boss)
    boss.post(address("new_round"), sent | {"allows_delegation": "on"})
    round_ = Round.objects.get()
    page = address("round", round_.pk)
    for place, person in enumerate(people[:2]):
        client_of(me).post(
            address("nominate", round_.pk),
            {"nominee": person.username, "reason": f"Reason number {place}, and long."},
        )
        made = Nomination.objects.get(nominee=person)
        client_of(people[2]).post(address("second", made.pk), {"words": "I was there."})
    text = client_of(me).get(page).content.decode()
    assert "Stands for election" in text
    assert "I was there." in text
    assert boss.post(address("go_on", round_.pk), {"step": "vote"}).status_code == 422
    boss.post(address("go_on", round_.pk), {"step": "check"})
    boss.post(address("go_on", round_.pk), {"step": "vote"})
    round_.refresh_from_db()
    assert "Let somebody else cast my vote" in client_of(me).get(
        reverse("ballots:ballot", args=[round_.ballot_id])
    ).content.decode()  # fmt: skip
    assert reverse("ballots:ballot", args=[round_.ballot_id]) in client_of(me).get(page).content.decode()
    for person in [*people, me, keeper]:
        client_of(person).post(reverse("ballots:vote", args=[round_.ballot_id]), {"o0": "1", "o1": "2"})
    from folkmoot.commons.ballots import actions as ballots

    ballots.close(viewer=viewer(keeper), ballot_id=round_.ballot_id, at=now())
    actions.take_count(ballot_id=round_.ballot_id, at=now())
    assert "The vote has decided" in boss.get(page).content.decode()
    first = Nomination.objects.get(nominee=people[0])
    key = to_text(first.pk)
    long = boss.post(address("decide", round_.pk), {f"wins-{key}": "1", f"words-{key}": "w" * 601, "reason": "Why."})
    assert long.status_code == 422
    assert "w" * 601 in long.content.decode()
    assert "Why.</textarea>" in long.content.decode()
    late = boss.post(
        address("decide", round_.pk), {f"wins-{key}": "1", f"points-{key}": "61", f"words-{key}": "For the prize."}
    )
    assert 'value="61"' in late.content.decode()
    assert 'value="For the prize."' in late.content.decode()
    assert late.status_code == 422
    boss.post(
        address("decide", round_.pk), {f"wins-{key}": "1", f"points-{key}": "60", f"words-{key}": "For the page."}
    )
    text = client_of(me).get(page).content.decode()
    assert "For the page." in text
    round_.refresh_from_db()
    shown = client_of(me).get(address("award", round_.announcement_id)).content.decode()
    assert "For the page." in shown
    assert "Colleague Ash" in client_of(me).get(address("awards")).content.decode()


def test_rewards_by_pages_alone(me, keeper):
    boss, client = client_of(keeper), client_of(me)
    give(make_person(), me, points=50)
    sent = {"name": "Shackle", "cost": "30", "stock": "1", "needs_approval": "on", "is_offered": "on"}
    boss.post(address("new_reward"), sent)
    assert "I would like this" in client.get(address("rewards")).content.decode()
    from folkmoot.acknowledge.recognition.models import Redemption, Reward

    reward = Reward.objects.get()
    client.post(address("redeem", reward.pk), {"words": "In brass, please."})
    assert client.post(address("redeem", reward.pk)).status_code == 422
    wish = Redemption.objects.get()
    assert "In brass, please." in boss.get(address("desk")).content.decode()
    assert boss.post(address("answer_wish", wish.pk), {"to": "declined"}).status_code == 422
    boss.post(address("answer_wish", wish.pk), {"to": "declined", "answer": "Sold out, sorry."})
    assert "Sold out, sorry." in client.get(address("mine")).content.decode()
    assert boss.post(address("edit_reward", reward.pk), sent | {"cost": "10"}).status_code == 302
    assert client.post(address("answer_wish", wish.pk), {"to": "handed"}).status_code == 404


def test_what_is_too_long_for_a_round_is_refused_and_stays_in_its_form(me, keeper):
    boss, ada, ben = client_of(keeper), make_person(), make_person()
    boss.post(address("new_round"), round_form(boss))
    round_ = Round.objects.get()
    for person in (ada, ben):
        client_of(me).post(
            address("nominate", round_.pk), {"nominee": person.username, "reason": "A reason that is long."}
        )
    first, second = Nomination.objects.order_by("at")

    def refuses(client, place, field, most, **others):
        """One letter too many comes back whole, as many as there may be are taken; a new line is one letter."""
        answer = client.post(place, {**others, field: "w" * (most + 1)})
        assert answer.status_code == 422
        assert "longer than we can take" in answer.content.decode()
        assert "w" * (most + 1) in answer.content.decode()
        assert f'maxlength="{most}"' in answer.content.decode()
        assert client.post(place, {**others, field: "x" + "\r\n" * (most - 2) + "x"}).status_code == 302

    refuses(client_of(ben), address("second", first.pk), "words", 500)
    refuses(boss, address("rule_out", second.pk), "why", 300)
    refuses(boss, address("go_on", round_.pk), "why", 600, step="cancel")
    first.refresh_from_db()
    second.refresh_from_db()
    round_.refresh_from_db()
    assert (first.second_count, len(second.why_not), round_.state, len(round_.reason)) == (1, 300, "cancelled", 600)


def test_what_is_too_long_for_a_wish_is_refused_and_stays_in_its_form(me, keeper):
    from folkmoot.acknowledge.recognition.models import Redemption

    boss, client = client_of(keeper), client_of(me)
    give(make_person(), me, points=50)
    reward = actions.save_reward(viewer=viewer(keeper), name="Shackle", cost=30, needs_approval=True, at=now())

    def refuses(client, place, field, **others):
        answer = client.post(place, {**others, field: "w" * 301})
        assert answer.status_code == 422
        assert "longer than we can take" in answer.content.decode()
        assert "w" * 301 in answer.content.decode()
        assert 'maxlength="300"' in answer.content.decode()
        assert client.post(place, {**others, field: "w" * 300}).status_code == 302

    refuses(client, address("redeem", reward.pk), "words")
    wish = Redemption.objects.get()
    refuses(boss, address("answer_wish", wish.pk), "answer", to="declined")
    wish.refresh_from_db()
    assert (wish.words, wish.answer) == ("w" * 300, "w" * 300)


def test_keepers_edit_values_and_boosts_by_pages(me, keeper):
    boss = client_of(keeper)
    boss.post(address("values"), {"name": "Care", "position": "0"})
    assert boss.post(address("values"), {"name": "care", "position": "1"}).status_code == 422
    assert client_of(me).post(address("values"), {"name": "Mine", "position": "0"}).status_code == 422
    today = now().date().isoformat()
    sent = {"name": "Launch", "why": "It is out.", "budget": "500", "starts_on": today, "ends_on": today}
    assert boss.post(address("boosts"), sent | {"holders": "nobody"}).status_code == 422
    assert "ends_on" in boss.post(address("boosts"), sent | {"ends_on": "2000-01-01"}).context["form"].errors
    boss.post(address("boosts"), sent | {"holders": me.username})
    text = client_of(make_person()).get(address("boosts")).content.decode()
    assert "Launch" in text
    assert "Mia Member" in text
    assert "500 points more" in client_of(me).get(address("mine")).content.decode()
    boss.post(address("keepers"), {"person": me.username})
    assert client_of(me).get(address("desk")).status_code == 200
    boss.post(address("keepers"), {"person": me.username, "remove": "1"})
    assert client_of(me).get(address("desk")).status_code == 404
