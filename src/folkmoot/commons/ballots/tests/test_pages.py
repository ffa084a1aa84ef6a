"""The pages of ballots: who sees what when, voting without a script, the receipt, the result and its proofs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.ballots import actions, queries
from folkmoot.commons.ballots.models import Ballot, Roll
from folkmoot.testing.makers import make_person, viewer

from .makers import make_ballot

pytestmark = pytest.mark.django_db
PARTY = ([[0]] * 4) + ([[1, 0]] * 2) + ([[2, 3]] * 8) + ([[2, 4]] * 4) + [[3], [4]]
FOOD = ("Oranges", "Pears", "Chocolate", "Strawberries", "Burgers")


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(person, ballot, name="ballot"):
    return client_of(person).get(reverse(f"ballots:{name}", args=[ballot.id]))


@pytest.fixture
def voters():
    return [make_person(name=f"Voter {n}") for n in range(6)]


def running(voters, **how):
    return make_ballot(voters=voters, closes_at=now() + timedelta(days=2), **how)


def over(ballot):
    ended = now() - timedelta(seconds=5)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=ended)
    actions.close_due(at=now())
    return Ballot.objects.get(pk=ballot.pk)


def everybody_votes(ballot, voters, papers):
    for person, paper in zip(voters, papers, strict=True):
        actions.cast(viewer=viewer(person), ballot_id=ballot.id, choices=paper, at=now())


FORMS = {
    "approval": {"o0": "on", "o2": "on"},
    "score": {"o0": "5", "o1": "", "o2": "2"},
    "points": {"o0": "7", "o2": "3"},
    "transfer": {"o0": "2", "o2": "1"},
    "schulze": {"o0": "2", "o2": "1"},
}


@pytest.mark.parametrize("method", list(FORMS))
def test_voting_by_form_shows_the_receipt_once_and_only_there(voters, method):
    ballot, client = running(voters, method=method), client_of(voters[0])
    url = reverse("ballots:ballot", args=[ballot.id])
    assert "Put it into the box" in client.get(url).content.decode()
    answer = client.post(reverse("ballots:vote", args=[ballot.id]), FORMS[method])
    [code] = re.findall(r'receipt-code" translate="no">([\w-]+)<', answer.content.decode())
    assert "no-store" in answer["Cache-Control"]
    later = client.get(url).content.decode()
    assert code not in later
    assert "You have voted" in later
    again = client.post(reverse("ballots:vote", args=[ballot.id]), FORMS[method])
    assert again.status_code == 422
    assert "counts once" in again.content.decode()
    changed = client.post(reverse("ballots:change", args=[ballot.id]), {**FORMS[method], "code": code})
    assert changed.status_code == 302
    assert Roll.objects.filter(ballot=ballot, has_voted=True).count() == 1


@pytest.mark.parametrize(
    ("method", "sent", "words"),
    [
        ("approval", {"o0": "on", "o1": "on", "o2": "on"}, "2 at most"),
        ("points", {"o0": "7", "o1": "7"}, "gave 14"),
        ("points", {"o0": "-1"}, "greater than or equal to 0"),
        ("transfer", {"o0": "1", "o1": "1"}, "Given twice: 1"),
        ("score", {"o0": "9"}, "not one of the available choices"),
    ],
)
def test_a_wrong_paper_comes_back_as_it_was_typed(voters, method, sent, words):
    ballot = running(voters, method=method, most_choices=2)
    answer = client_of(voters[0]).post(reverse("ballots:vote", args=[ballot.id]), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "checked" in text or 'value="7"' in text or "selected" in text or 'value="-1"' in text
    assert not Roll.objects.filter(has_voted=True).exists()


def test_outsiders_find_nothing_and_strangers_are_sent_to_sign_in(voters):
    ballot = running(voters)
    customer = make_person(employee=False)
    assert page(customer, ballot).status_code == 404
    assert Client().get(reverse("ballots:ballot", args=[ballot.id])).status_code == 302
    assert page(make_person(), ballot).status_code == 200
    draft = make_ballot(voters=voters, is_open=False, closes_at=now() + timedelta(days=1))
    assert page(voters[0], draft).status_code == 404


def test_result_is_hidden_until_it_is_time_and_then_drawn(voters):
    many = [*voters, *[make_person() for _ in range(14)]]
    runner = make_person()
    ballot = running(many, runner=runner, options=FOOD, method="transfer", seats=3, results="announced")
    everybody_votes(ballot, many, PARTY)
    during = page(voters[0], ballot).content.decode()
    assert "result-title" not in during
    assert "Who has voted" not in during
    ballot = over(ballot)
    assert "announced soon" in page(voters[0], ballot).content.decode()
    assert page(voters[0], ballot, "box").status_code == 404
    assert "result-title" in page(runner, ballot).content.decode()
    actions.announce(viewer=viewer(runner), ballot_id=ballot.id, at=now())
    text = page(voters[0], ballot).content.decode()
    assert "3 winners" in text
    assert '<svg class="flow"' in text
    assert "Chocolate has more than needed; the surplus moves: 4 → Strawberries, 2 → Burgers." in text
    assert "Who has voted (never what)" in text
    assert "Who has voted" not in page(make_person(), ballot).content.decode()


def test_numbers_can_stay_hidden_from_everybody(voters):
    runner = make_person()
    ballot = running(voters, runner=runner, counts="nobody")
    everybody_votes(ballot, voters, [[0]] * 5 + [[1]])
    ballot = over(ballot)
    for person in (voters[0], runner):
        text = page(person, ballot).content.decode()
        assert "Ada wins" in text
        assert "bar-row" not in text
        box = b"".join(page(person, ballot, "box").streaming_content).decode()
        assert "paper " not in box
        assert ballot.box_digest not in box
        assert ballot.lot_secret not in box
        assert box.count("mark ") == 6
    answer = client_of(voters[0]).post(reverse("ballots:recount", args=[ballot.id]))
    assert answer.status_code == 404


def test_schulze_and_sums_are_drawn_too(voters):
    for method, papers in (("schulze", [[0, 1, 2]] * 6), ("score", [[5, 1, 0]] * 6)):
        ballot = running(voters, method=method)
        everybody_votes(ballot, voters, papers)
        text = page(voters[0], over(ballot)).content.decode()
        assert "Ada wins" in text
        assert ("Pair by pair" in text) == (method == "schulze")


def test_receipt_is_found_after_the_end_by_post_alone(voters):
    ballot = running(voters)
    codes = [actions.cast(viewer=viewer(person), ballot_id=ballot.id, choices=[0], at=now()) for person in voters]
    client, url = client_of(voters[0]), reverse("ballots:receipt", args=[ballot.id])
    assert "still shut" in client.post(url, {"code": codes[0]}).content.decode()
    over(ballot)
    assert "Yes, it is in the box" in client.post(url, {"code": codes[0].upper()}).content.decode()
    assert "No paper in this box" in client.post(url, {"code": "abcd-efgh"}).content.decode()


def test_recount_says_the_same(voters):
    ballot = running(voters)
    everybody_votes(ballot, voters, [[0, 1]] * 6)
    ballot, client = over(ballot), client_of(voters[0])
    answer = client.post(reverse("ballots:recount", args=[ballot.id]), follow=True)
    assert "the result is the same" in answer.content.decode()


def test_live_tally_moves_only_by_several_ballots(voters):
    ballot = running(voters, results="live")
    for person in voters[:4]:
        actions.cast(viewer=viewer(person), ballot_id=ballot.id, choices=[0], at=now())
    assert actions.count_live(at=now()) == 0
    actions.cast(viewer=viewer(voters[4]), ballot_id=ballot.id, choices=[1], at=now())
    assert actions.count_live(at=now()) == 1
    actions.cast(viewer=viewer(voters[5]), ballot_id=ballot.id, choices=[1], at=now())
    assert actions.count_live(at=now()) == 0
    text = page(voters[0], ballot).content.decode()
    assert "after 5 ballots" in text
    assert "Who has voted" not in text


def test_overview_lists_what_waits_first_and_costs_the_same_for_more(voters, django_assert_max_num_queries):
    client, asked = client_of(voters[0]), []
    client.get(reverse("ballots:overview"))
    for _ in range(3):
        running(voters)
        with django_assert_max_num_queries(14) as seen:
            text = client.get(reverse("ballots:overview")).content.decode()
        asked.append(len(seen))
    assert text.count("stretched") == 3
    assert asked[0] == asked[2]


def test_ballot_page_costs_the_same_for_more_options_and_voters(voters, django_assert_max_num_queries):
    asked = []
    for size in (1, 3):
        many = [*voters, *[make_person() for _ in range(size * 4)]]
        ballot = running(many, options=FOOD[: size + 2], method="transfer")
        everybody_votes(ballot, many, [[0, 1]] * len(many))
        ballot = over(ballot)
        client = client_of(voters[0])
        client.get("/ballots/")
        with django_assert_max_num_queries(22) as seen:
            assert client.get(reverse("ballots:ballot", args=[ballot.id])).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_a_delegate_votes_for_others_on_the_page(voters):
    ballot = running(voters, allows_delegation=True)
    ada, ben = voters[:2]
    answer = client_of(ada).post(reverse("ballots:delegate", args=[ballot.id]), {"username": "nobody-at-all"})
    assert answer.status_code == 422
    client_of(ada).post(reverse("ballots:delegate", args=[ballot.id]), {"username": ben.username})
    client = client_of(ben)
    client.post(reverse("ballots:vote", args=[ballot.id]), {"o0": "on"})
    text = page(ben, ballot).content.decode()
    assert f'name="for" value="{ada.username}"' in text
    client.post(reverse("ballots:vote", args=[ballot.id]), {"o1": "on", "for": ada.username})
    assert Roll.objects.get(ballot=ballot, person=ada).has_voted


def test_voters_are_asked_when_a_ballot_opens(voters):
    from folkmoot.base.outbox import Event
    from folkmoot.commons.ballots.tasks import ask_voters
    from folkmoot.commons.feed.models import Notification

    ballot = running(voters)
    event = Event(name="ballots.ballot.opened", at=now(), data={"ballot": ballot.id})
    ask_voters([event])
    told = Notification.objects.get(person=voters[0])
    assert told.path == reverse("ballots:ballot", args=[ballot.id])
    assert Notification.objects.filter(topic="ballot").count() == 6
    text = client_of(voters[0]).get(reverse("feed:notifications")).content.decode()
    assert "asks for your vote" in text
    assert queries.open_for(viewer(voters[0]), at=now())[0].ballot == ballot


def test_among_many_options_a_place_is_typed_and_the_page_stays_small(voters):
    ballot = running(voters, method="transfer", options=[f"Option {n}" for n in range(40)])
    shown = page(voters[0], ballot).text
    assert "<option" not in shown
    assert len(shown) < 120_000
    address = reverse("ballots:vote", args=[ballot.id])
    twice = client_of(voters[0]).post(address, {"o0": "1", "o39": "1"})
    assert twice.status_code == 422
    assert "Each place can be given once" in twice.text
    assert client_of(voters[0]).post(address, {"o0": "41"}).status_code == 422
    assert "Your receipt" in client_of(voters[0]).post(address, {"o39": "1", "o0": "2"}).text
