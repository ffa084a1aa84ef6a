"""Deciding together in a real browser: votes that run out, many ideas at once, names that are offered, papers."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.commons.ballots.models import Ballot
from folkmoot.commons.ballots.tests.makers import make_ballot
from folkmoot.listen.ideas.models import Idea, Role
from folkmoot.listen.ideas.tests.makers import make_campaign, make_idea, page, url
from folkmoot.testing.makers import make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def campaign(transactional_db):
    found = make_campaign(votes_each=2, at=now())
    found.ideas = [
        make_idea(campaign=found, title=title, at=now())
        for title in ("Quieter fans in the office", "Lamps in the yard at night", "Soup on Fridays in winter")
    ]
    return found


def test_votes_left_follow_each_vote_and_the_last_one_is_said_in_words(visit, campaign):
    ben = visit(make_person(name="Ben"))
    ben.goto(page(campaign))
    left = ben.locator("#my-votes .big-number")
    votes = ben.get_by_role("button", name="Vote for it")
    for number in (0, 1):
        expect(left).to_have_text(str(2 - number))
        votes.nth(number).click()
        expect(votes.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(left).to_have_text("0")
    votes.nth(2).click()
    expect(ben.get_by_text("You have given all your votes")).to_be_visible()
    expect(votes.nth(2)).to_have_attribute("aria-pressed", "false")
    votes.nth(0).click()
    expect(left).to_have_text("1")


def test_many_ideas_move_at_once_and_a_reviewer_is_named_by_name(visit, campaign):
    make_person(name="Zora Zetkin", username="zz")
    boss = visit(campaign.runner)
    boss.goto(url("people", campaign))
    boss.get_by_label("Who").fill("Zora Zetkina")
    boss.get_by_role("button", name="Name them").click()
    expect(boss.get_by_text("Nobody of this name can be asked here")).to_be_visible()
    expect(boss.get_by_label("Who")).to_have_value("Zora Zetkina")  # Nothing that was typed is lost.
    boss.get_by_label("Who").fill("")
    boss.get_by_label("Who").press_sequentially("zora")
    boss.get_by_role("option", name="Zora Zetkin").click()
    expect(boss.get_by_label("Who")).to_have_value("@zz")
    boss.get_by_role("button", name="Name them").click()
    expect(boss.get_by_role("link", name="Zora Zetkin")).to_be_visible()
    assert Role.objects.filter(person__username="zz", name="reviewer").exists()
    boss.goto(url("desk", campaign))
    boss.get_by_label("Choose all").check()
    boss.get_by_label("Move those chosen to").select_option(label="Being evaluated")
    boss.get_by_role("button", name="Move them").click()
    expect(boss.get_by_text("3 ideas have moved.")).to_be_visible()
    assert set(Idea.objects.filter(campaign_id=campaign.id).values_list("phase", flat=True)) == {"evaluate"}


def test_a_long_paper_is_ranked_by_typing_and_by_buttons(visit, transactional_db):
    people = [make_person() for _ in range(6)]
    ballot = make_ballot(
        voters=people,
        method="transfer",
        options=[f"Option {n}" for n in range(20)],
        closes_at=now() + timedelta(days=2),
    )
    voter = visit(people[0])
    voter.goto(f"/ballots/{to_text(ballot.id)}/")
    voter.get_by_label("Option 7", exact=True).fill("1")
    voter.get_by_label("Option 7", exact=True).blur()
    first = voter.locator("[data-option]").first
    expect(first).to_contain_text("Option 7")
    voter.locator("[data-option]", has_text="Option 12").locator("[data-move=up]").click()
    expect(voter.get_by_label("Option 12", exact=True)).to_have_value("2")
    voter.get_by_role("button", name="Put it into the box").click()
    expect(voter.get_by_role("heading", name="Your receipt")).to_be_visible()
    assert Ballot.objects.get(pk=ballot.pk).state == "open"
