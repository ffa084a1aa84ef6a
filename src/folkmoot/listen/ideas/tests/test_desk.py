"""Pages of reviewers, of who runs a campaign, and amendments."""

import re

import pytest
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.commons.content.models import Proposal
from folkmoot.listen.ideas import actions
from folkmoot.listen.ideas.models import Campaign, Evaluation
from folkmoot.testing.makers import make_person, viewer

from .makers import client, idea_of, make_campaign, make_idea, page, text, url, vote

pytestmark = pytest.mark.django_db


def test_an_amendment_is_looked_at_as_a_difference(full):
    ada, cy = client(full.people["author"]), client(full.people["member"])
    asked = Proposal.objects.get(item=full)
    at = reverse("ideas:amendment", args=[full.id, asked.id])
    html = text(ada.get(at))
    assert "list." in html
    assert "Take this text" in html
    assert "Take my proposal back" in text(cy.get(at))
    other = client(make_person())
    assert "Take this text" not in text(other.get(at))
    assert other.post(at, {"deed": "accept", "version": 1}).status_code == 422
    assert "Please write something" in text(ada.post(at, {"deed": "decline", "answer": ""}))
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    ada.post(at, {"deed": "accept", "version": version})
    assert "Accepted" in text(ada.get(at))
    full.refresh_from_db()
    assert full.body == "With a list."
    made = cy.post(url("amend", full), {"title": full.title, "body": "With a longer list.", "why": "More"})
    assert made.status_code == 302
    assert cy.post(url("amend", full), {"title": full.title, "body": full.body}).status_code == 422
    assert ada.get(reverse("ideas:amendment", args=[make_idea().id, asked.id])).status_code == 404


def test_the_desk_is_for_reviewers_and_deciders(full):
    reviewer = client(full.campaign.reviewers[0])
    runner = client(full.people["runner"])
    boss = viewer(full.people["runner"])
    [value] = actions.set_criteria(
        viewer=boss, campaign_id=full.campaign.id, criteria=[("Value", "For whom?", 2)], at=now()
    )
    new = make_idea(campaign=full.campaign, title="Quieter fans in the office")
    assert "Quieter fans" in text(reviewer.get(url("desk", full.campaign)))
    for sort in ("rating", "votes", "pairs", "waiting"):
        assert runner.get(f"{url('desk', full.campaign)}?sort={sort}&only=gather").status_code == 200
    assert reviewer.get(url("evaluate", new)).status_code == 200
    assert reviewer.post(url("evaluate", new), {f"c{value.pk}": "9"}).status_code == 422
    reviewer.post(url("evaluate", new), {f"c{value.pk}": "4", "note": "zebra crossing"})
    assert Evaluation.objects.get().total == 400
    reviewer.post(url("evaluate", new), {"deed": "note", "text": "giraffe house"})
    sheet = text(runner.get(url("evaluate", new)))
    assert "zebra crossing" in sheet
    assert "giraffe house" in sheet
    stranger = client(make_person())
    for name, item in (
        ("desk", full.campaign),
        ("evaluate", new),
        ("pairs", full.campaign),
        ("people", full.campaign),
        ("rules", full.campaign),
    ):
        assert stranger.get(url(name, item)).status_code == 302, name
    runner.post(reverse("ideas:move_many", args=[full.campaign.id]), {"idea": [to_text(new.id)], "stage": "evaluate"})
    assert idea_of(new).phase == "evaluate"
    places = [
        "/ideas/",
        page(new),
        url("export", full.campaign),
        "/search/?q=zebra",
        "/search/?q=giraffe",
        "/ideas/results/",
        page(full.campaign),
    ]
    for place in places:
        response = stranger.get(place)
        said = (b"".join(response) if response.streaming else response.content).decode()
        assert "zebra crossing" not in said
        assert "giraffe house" not in said
        assert "4.0" not in said


def test_pairs_are_compared_on_a_page(full):
    reviewer = client(full.campaign.reviewers[0])
    new = [make_idea(campaign=full.campaign, title=f"A pair of things, {n}") for n in range(2)]
    html = text(reviewer.get(url("pairs", full.campaign)))
    assert "A pair of things, 0" in html
    assert "A pair of things, 1" in html
    reviewer.post(url("pairs", full.campaign), {"better": to_text(new[0].id), "worse": to_text(new[1].id)})
    assert "You have compared them all" in text(reviewer.get(url("pairs", full.campaign)))


def test_sealed_votes_stand_on_the_desk_of_those_who_decide_only():
    boss, reviewer = make_person(admin=True), make_person()
    campaign = make_campaign(runner=boss, reviewers=[reviewer], votes_shown="after_close")
    for title, count in (("Quieter fans in the office", 1), ("Lamps in the yard at night", 3)):
        idea = make_idea(campaign=campaign, title=title)
        for _ in range(count):
            vote(idea, make_person())
    seen = {person: text(client(person).get(f"{url('desk', campaign)}?sort=votes")) for person in (boss, reviewer)}
    cells = {person: re.findall(r'<td class="number">(.*?)</td>', html)[::2] for person, html in seen.items()}
    assert cells[boss] == ["3", "1"]
    assert all("counted at the end" in cell for cell in cells[reviewer])
    assert seen[reviewer].index("Quieter fans") < seen[reviewer].index("Lamps in the yard")  # As they wait.


def test_what_is_refused_is_said_on_the_page_where_it_was_sent():
    boss = make_person(admin=True)
    at = url("people", make_campaign(runner=boss))
    sent = client(boss).post(
        at, {"username": "nobody", "role": "reviewer"}, headers={"Referer": f"http://testserver{at}"}
    )
    assert (sent.status_code, sent["Location"]) == (302, at)
    elsewhere = client(boss).post(
        at, {"username": "nobody", "role": "reviewer"}, headers={"Referer": f"http://other.example{at}"}
    )
    assert elsewhere["Location"] == "/"


def test_stages_that_cannot_be_read_come_back_as_they_were_typed():
    boss = make_person(admin=True)
    campaign = make_campaign(runner=boss)
    sent = {
        "door": "employees", "answer_days": "20", "votes_needed": "5", "voters": "everybody", "votes_shown": "always",
        "stage-0-label": "In", "stage-0-phase": "gather", "stage-0-days": "soon",
    }  # fmt: skip
    html = text(client(boss).post(url("rules", campaign), sent))
    assert "“soon” is no number" in html
    assert 'value="soon"' in html
    html = text(client(boss).post(url("rules", campaign), sent | {"stage-0-days": "9", "stage-1-label": "Then"}))
    assert "what the stage “Then” is for" in html


def test_a_campaign_is_planned_staffed_opened_and_closed():
    otto, rita = make_person(admin=True), make_person(name="Rita")
    admin, reviewer = client(otto), client(rita)
    assert client(make_person()).get("/ideas/campaigns/new/").status_code == 302
    admin.post("/ideas/campaigns/new/", {"title": "How do we waste less paint?", "body": "Tell us.", "audience": "2"})
    campaign = Campaign.objects.get()
    item = campaign.item
    assert "It can open once a reviewer has said" in text(admin.get(page(item)))
    admin.post(reverse("ideas:switch", args=[item.id]), {"deed": "open"})
    campaign.refresh_from_db()
    assert campaign.state == "planned"
    admin.post(url("people", item), {"username": rita.username, "role": "reviewer"})
    assert "How do we waste less paint?" in text(reviewer.get("/ideas/reviewing/"))
    reviewer.post(reverse("ideas:promise", args=[item.id]), {"capacity": "12"})
    form = text(admin.get(url("rules", item)))
    assert "Gathering votes" in form
    sent = {
        "door": "employees", "answer_days": "20", "votes_each": "3", "votes_needed": "5", "voters": "everybody",
        "votes_shown": "always", "stage-0-label": "In", "stage-0-key": "gather", "stage-0-phase": "gather",
        "stage-0-votes": "4", "stage-0-join": "any", "stage-1-label": "Weighed", "stage-1-phase": "evaluate",
        "stage-2-label": "Under way", "stage-2-phase": "develop", "stage-3-label": "There", "stage-3-phase": "done",
        "stage-4-label": "No", "stage-4-phase": "declined", "criterion-0-label": "Value", "criterion-0-weight": "3",
    }  # fmt: skip
    wrong = admin.post(url("rules", item), {**sent, "stage-4-label": ""})
    assert wrong.status_code == 422
    assert "An idea must be able to end well and badly" in text(wrong)
    assert 'value="Under way"' in text(wrong)
    assert admin.post(url("rules", item), sent).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.answer_days, campaign.votes_each) == (20, 3)
    assert campaign.stages[0]["rule"] == {"any": [{"fact": "votes", "least": 4}]}
    admin.post(reverse("ideas:switch", args=[item.id]), {"deed": "open", "closes_on": "2099-01-01"})
    campaign.refresh_from_db()
    assert campaign.state == "open"
    assert "goes on with 4 votes" in text(client(make_person()).get(page(item)))
    admin.post(reverse("ideas:switch", args=[item.id]), {"deed": "close"})
    campaign.refresh_from_db()
    assert campaign.state == "closed"
