"""The pages: with little and much on them, for those who plan, carry, hear, and those who find nothing here."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.acknowledge.recognition import actions as recognition
from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.engage.campaigns import actions, queries
from folkmoot.engage.campaigns.models import Arm, Campaign, Participant
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

from .makers import DAY, carried, finished, make_firm, start

pytestmark = pytest.mark.django_db


def client_of(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(name, *args):
    return reverse(f"campaigns:{name}", args=args)


SENT = {
    "title": "Cups", "brief": "Why cups", "goal": "signed_up", "arms": ["email", "nothing"], "tried": "email",
    "lot": "unit", "ends_at": "2126-05-01T10:00", "looks": "2", "base_percent": "20", "wanted_points": "10",
    "advocates_wanted": "8", "advocates_per_unit": "2", "hours_each": "2",
}  # fmt: skip
RECALLED = {
    "goal": "recalled", "question_1": "What is washed?", "options_1": "Cups\r\nHands", "question_2": "When?",
    "options_2": "Monday\r\nNever",
}  # fmt: skip


def test_empty_pages_teach_and_are_not_there_for_people_from_outside(keeper):
    mia = make_person()
    assert "No campaign is over yet" in client_of(mia).get(address("campaigns")).content.decode()
    assert client_of(keeper).get(address("campaigns")).status_code == 200
    for name in ("new", "keepers"):
        assert client_of(keeper).get(address(name)).status_code == 200
        assert client_of(mia).get(address(name)).status_code == 404
    for name in ("campaigns", "new", "keepers"):
        assert client_of(make_person(employee=False)).get(address(name)).status_code == 404
        assert Client().get(address(name)).status_code == 302


def test_whoever_plans_also_sees_where_everybodys_attention_goes(keeper):
    page = client_of(keeper).get(address("campaigns")).content.decode()
    assert f'href="{reverse("attention:house")}"' in page
    assert client_of(keeper).get(reverse("attention:house")).status_code == 200
    assert reverse("attention:house") not in client_of(make_person()).get(address("campaigns")).content.decode()
    assert client_of(make_person()).get(reverse("attention:house")).status_code == 403


def test_planning_by_form_and_being_told_that_it_is_too_small(keeper):
    make_firm(units=4, size=6)
    client = client_of(keeper)
    answer = client.post(address("new"), SENT)
    campaign = Campaign.objects.get()
    assert answer["Location"] == address("campaign", campaign.pk)
    page = client.get(answer["Location"]).content.decode()
    assert "Too small to conclude anything" in page
    changed = client.post(address("edit", campaign.pk), SENT | {"title": "Mugs", "arms": ["email", "poster"]})
    assert changed.status_code == 302
    assert [arm.kind for arm in Campaign.objects.get(title="Mugs").arms.all()] == ["email", "poster"]
    assert "Mugs" in client.get(address("edit", campaign.pk)).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "This field is required"),
        ({"tried": "advocates"}, "must be among those"),
        ({"goal": "joined"}, "Say what is counted"),
        ({"goal": "answered", "goal_item": "https://example.org/"}, "not the address of something on this site"),
        ({"goal": "answered", "goal_item": "/i/0123456789abc/"}, "is not there"),
        ({"looks": "9"}, "less than or equal to 5"),
        ({"ends_at": "2020-01-01T10:00"}, "do not fit together"),
        ({"title": "w" * 121}, "at most 120 characters"),
        (RECALLED | {"options_2": f"Monday\r\n{'w' * 121}"}, f"“{'w' * 40}…” has more than 120 letters"),
        ({"arms": ["email", "poster"], "places": f"Gate\r\n{'w' * 81}"}, f"“{'w' * 40}…” has more than 80 letters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(keeper, changes, words):
    answer = client_of(keeper).post(address("new"), SENT | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Why cups" in answer.content.decode()
    assert all(answer.context["form"].data.get(name) for name, value in changes.items() if value)
    assert not Campaign.objects.exists()


def test_the_whole_way_by_buttons(keeper, other):
    make_firm(units=8, size=12)
    hana, otto = client_of(keeper), client_of(other)
    hana.post(address("new"), SENT | {"arms": ["email", "poster", "nothing"], "places": "Canteen\nGate"})
    campaign = Campaign.objects.get()
    step = address("go_on", campaign.pk)
    hana.post(step, {"step": "prepare"})
    refused = hana.post(step, {"step": "start"})
    assert refused.status_code == 422
    assert "has to be approved" in refused.content.decode()
    for kind in ("email", "poster"):
        hana.post(address("text", campaign.pk, kind), {"headline": "Cups", "text": "One.\n\nOn Monday."})
        page = otto.get(address("text", campaign.pk, kind)).content.decode()
        version = re.search(r'name="version" value="(\d+)"', page)[1]
        assert "Approve it" not in hana.get(address("text", campaign.pk, kind)).content.decode()
        assert hana.post(address("approve", campaign.pk, kind), {"version": version}).status_code == 422
        assert otto.post(address("approve", campaign.pk, kind), {"version": version}).status_code == 302
    pdf = hana.get(address("posters", campaign.pk))
    assert pdf.content[:5] == b"%PDF-"
    assert pdf.content.count(b"/Type /Page\n") + pdf.content.count(b"/Type /Page ") in (0, 2)
    assert hana.post(step, {"step": "start"}).status_code == 302
    page = hana.get(address("campaign", campaign.pk)).content.decode()
    assert "The lots are drawn" in page
    assert "Seal the plan and begin" not in page
    assert "being done with this campaign already" in otto.post(step, {"step": "start"}).content.decode()
    assert "waiting for its turn" in hana.get(address("work", campaign.pk)).content.decode()
    assert actions.do(campaign_id=campaign.pk, at=now())
    assert hana.get(address("work", campaign.pk))["HX-Refresh"] == "true"
    page = hana.get(address("campaign", campaign.pk)).content.decode()
    assert Campaign.objects.get().plan_hash in page
    hana.post(step, {"step": "minutes", "kind": "poster", "minutes": "45"})
    assert Arm.objects.get(kind="poster").minutes == 45
    assert "not due yet" in hana.post(step, {"step": "look"}).content.decode()
    # While it runs, others do not find it: the lots are dark.
    assert client_of(make_person()).get(address("campaign", campaign.pk)).status_code == 404


def test_a_report_says_what_came_of_it_to_everybody(keeper, other):
    make_firm(units=16, size=14)
    campaign = finished(keeper, other)
    mia = client_of(make_person())
    page = mia.get(address("campaign", campaign.pk)).content.decode()
    for words in ("points over Nothing", "95 % interval", "How far to trust it", campaign.plan_hash, "<svg"):
        assert words in page
    assert "points over Nothing" in mia.get(address("campaigns")).content.decode()
    data = mia.get(address("data", campaign.pk))
    lines = data.content.decode().split()
    assert lines[0] == "way,group,people,did_it"
    assert sum(int(line.split(",")[2]) for line in lines[1:]) == campaign.plan["people"]
    assert "Team" not in data.content.decode()


def test_an_announcement_waits_at_home_for_those_it_is_meant_for(keeper, other):
    make_firm(units=4, size=12)
    campaign = start(keeper, other, arms=("announcement", "nothing"), ends_at=now() + DAY * 20)
    rows = Participant.objects.filter(campaign=campaign)
    meant, not_meant = rows.filter(arm__kind="announcement")[0], rows.filter(arm__kind="nothing")[0]
    home = client_of(meant.person).get("/").content.decode()
    assert "A cup of your own" in home
    assert "A cup of your own" not in client_of(not_meant.person).get("/").content.decode()
    client = client_of(meant.person)
    page = client.get(address("read", campaign.pk)).content.decode()
    assert "It will be washed." in page
    assert "A cup of your own" not in client.get("/").content.decode()
    assert client_of(not_meant.person).get(address("read", campaign.pk)).status_code == 404
    assert client.post(address("sign_up", campaign.pk)).status_code == 302
    meant.refresh_from_db()
    assert meant.did_at is not None


def test_a_link_shows_the_message_and_leads_on_by_a_button(keeper, other):
    make_firm(units=4, size=12)
    campaign = start(keeper, other, goal="link", goal_url="https://form.example/", ends_at=now() + DAY * 20)
    mine = Participant.objects.filter(campaign=campaign, arm__kind="email").first()
    url = address("come", mine.token)
    page = Client().get(url)
    assert "It will be washed." in page.content.decode()
    mine.refresh_from_db()
    assert mine.did_at is None
    onward = Client().post(url)
    assert onward["Refresh"] == "0; url=https://form.example/"
    assert 'href="https://form.example/"' in onward.content.decode()
    mine.refresh_from_db()
    assert mine.did_at is not None
    assert Client().get(address("come", "l0000")).status_code == 404


def test_two_questions_in_an_order_of_ones_own(keeper, other):
    make_firm(units=4, size=12)
    monday = "Monday" * 20  # As long as an answer may be.
    campaign = start(
        keeper, other, goal="recalled", ends_at=now() + DAY,
        questions=(("What is washed?", ("Cups", "Hands")), ("When?", (monday, "Never"))),
    )  # fmt: skip
    mine, other_one = Participant.objects.filter(campaign=campaign).order_by("pk")[:2]
    client_of(other_one.person).post(
        address("questions", campaign.pk), {"answer-1": "Cups", "answer-2": f"{monday} or Never"}
    )
    other_one.refresh_from_db()
    assert (other_one.asked_at is not None, other_one.did_at) == (True, None)
    client = client_of(mine.person)
    assert "Two short questions" in client.get("/").content.decode()
    assert "What is washed?" in client.get(address("questions", campaign.pk)).content.decode()
    client.post(address("questions", campaign.pk), {"answer-1": "Cups", "answer-2": monday})
    mine.refresh_from_db()
    assert mine.did_at is not None
    assert "You have answered" in client.get(address("questions", campaign.pk)).content.decode()
    assert client_of(make_person()).get(address("questions", campaign.pk)).status_code == 404


def test_being_asked_saying_yes_writing_and_sharing(keeper, other):
    teams = make_firm(units=6, size=10)
    ada, bea = teams[0][0], teams[1][0]
    campaign = carried(keeper, ada, bea)
    client = client_of(ada)
    assert "You are asked to carry" in client.get("/").content.decode()
    page = client.get(address("advocate", campaign.pk)).content.decode()
    for words in ("Cups that are washed", "About 2 hours", "heard in 3 units", "No is a free answer"):
        assert words in page
    assert client_of(teams[2][0]).get(address("advocate", campaign.pk)).status_code == 404
    client.post(address("answer", campaign.pk), {"answer": "yes"})
    client_of(bea).post(address("answer", campaign.pk), {"answer": "yes"})
    assert "No draft yet" in client.get(address("workshop", campaign.pk)).content.decode()
    answer = client.post(address("write", campaign.pk), {"headline": "My cup", "text": "I bring mine."})
    draft = answer["Location"]
    assert "My cup" in client_of(bea).get(draft).content.decode()
    assert client_of(teams[2][0]).get(draft).status_code == 404
    item_id = queries.drafts_of(viewer(ada), campaign).get().pk
    suggest = {"title": "My cup", "body": "I wash it.", "comment": "shorter", "base_version": "1"}
    assert client_of(bea).post(address("suggest", item_id), suggest).status_code == 302
    shown = client_of(keeper).get(address("draft", item_id)).content.decode()
    assert "shorter" in shown
    suggestion = re.search(r'href="(/campaigns/suggestions/[^"]+)"', shown)[1]
    assert "diff-added" in client_of(keeper).get(suggestion).content.decode()
    client_of(keeper).post(suggestion, {"what": "take", "version": "1"})
    assert client_of(keeper).post(address("adopt", campaign.pk, item_id)).status_code == 302
    assert client_of(ada).post(address("adopt", campaign.pk, item_id)).status_code == 404
    arm = Arm.objects.get(campaign=campaign, kind="advocates")
    client_of(other).post(address("approve", campaign.pk, "advocates"), {"version": arm.version})
    client_of(keeper).post(address("go_on", campaign.pk), {"step": "start"})
    assert actions.do(campaign_id=campaign.pk, at=now())
    assert Campaign.objects.get().state == "running"
    client.post(address("words", campaign.pk), {"own_words": "Mine is blue."})
    assert "Mine is blue." in client.get(address("advocate", campaign.pk)).content.decode()
    client.post(address("calendar", campaign.pk), {"channel": "note", "on": now().date().isoformat()})
    assert "You planned to share today" in client.get("/").content.decode()
    way = client.post(address("share", campaign.pk), {"channel": "mastodon", "server": "social.example"})
    assert "https://social.example/share?text=Mine+is+blue" in way.content.decode()
    assert "I was asked to pass this on" in way.content.decode()
    wrong = client.post(address("share", campaign.pk), {"channel": "mastodon", "server": "evil.example/x?"})
    assert wrong.status_code == 422
    assert client.post(address("share", campaign.pk), {"channel": "note"})["Location"].startswith("/i/")


def test_a_life_is_told_as_far_as_one_may_know(keeper, other):
    make_firm(units=16, size=14)
    author = make_person(name="Ida Idea")
    idea = make_item(kind="idea", author=author, title="Cups for all", audience=2)
    thanked = {"to": [author.pk], "message": "For the cups", "deed_id": idea.pk, "at": AT}
    recognition.give(viewer=viewer(make_person(name="Tom Thanks")), **thanked)
    hidden = make_space(joining="secret", owner=author)
    secret = make_item(kind="idea", author=author, space=hidden, audience=3, title="Hush")
    campaign = finished(keeper, other, idea_id=idea.pk)
    mia = client_of(make_person())
    page = mia.get(address("life", idea.pk)).content.decode()
    for words in ("Ida Idea", "said it", "Tom Thanks thanked Ida Idea", "The campaign began", "points over Nothing"):
        assert words in page
    assert address("campaign", campaign.pk) in page
    assert mia.get(address("life", secret.pk)).status_code == 404
    assert mia.get(f"/ideas/{idea.pk}/").status_code in (301, 302, 404)
    shown = mia.get(reverse("content:item", args=[idea.pk]), follow=True).content.decode()
    assert address("life", idea.pk) in shown
    running = start(keeper, other, idea_id=idea.pk)
    assert running.title == "Bring your own cup"
    assert mia.get(address("life", idea.pk)).content.decode().count("The campaign began") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_database_as_often_for_one_as_for_three(keeper, other, count, django_assert_max_num_queries):
    make_firm(units=4, size=12)
    for _ in range(count):
        finished(keeper, other)
    client = client_of(make_person())
    client.get(address("campaigns"))
    with django_assert_max_num_queries(12):
        client.get(address("campaigns"))


def test_keepers_are_named_by_administrators(keeper):
    mia = make_person(username="mia.m")
    client = client_of(keeper)
    assert client.post(address("keepers"), {"username": "nobody-here"}).status_code == 422
    assert client.post(address("keepers"), {"username": "@mia.m"}).status_code == 302
    assert client_of(mia).get(address("new")).status_code == 200
    assert client_of(mia).get(address("keepers")).status_code == 404
    client.post(address("keepers"), {"username": "mia.m", "what": "remove"})
    assert client_of(mia).get(address("new")).status_code == 404


def test_comments_in_the_workshop_stay_there(keeper, other):
    teams = make_firm(units=2, size=4)
    campaign = carried(keeper, teams[0][0])
    actions.accept(viewer=viewer(teams[0][0]), campaign_id=campaign.pk, at=AT)
    draft = actions.hand_in(viewer=viewer(teams[0][0]), campaign_id=campaign.pk, title="t", body="b", at=AT)
    with pytest.raises(type(draft).DoesNotExist):
        content.reply(viewer=viewer(teams[1][0]), parent_id=draft.pk, kind="comment", body="hi", at=AT)
