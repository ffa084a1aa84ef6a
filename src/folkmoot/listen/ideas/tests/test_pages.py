"""HTTP in, HTML out: every page for whom it is for, every form done and refused, the queries of lists."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.commons.content import actions as content
from folkmoot.listen.ideas import actions, queries
from folkmoot.listen.ideas.models import CoAuthor, Idea, Member, Ownership, Position, Task
from folkmoot.testing.makers import make_person, make_reply, make_space, viewer

from .makers import REASON, accept, client, idea_of, make_campaign, make_idea, page, text, url

pytestmark = pytest.mark.django_db


def test_the_page_of_an_idea_says_everything_to_everybody_and_offers_what_each_may(full):
    shown = {name: text(client(person).get(page(full))) for name, person in full.people.items()}
    shown["reader"] = text(client(make_person()).get(page(full)))
    for html in shown.values():
        for words in (
            "Yes, we will do it", "It saves two hours a week", "in spring", "Somebody with a van", "Count the tools",
            "60 %", "Bilbao works", "Lend tools between halls, please", "answered after 3 days",
        ):  # fmt: skip
            assert words in html, words
    assert "You answer this idea" in shown["runner"]
    assert "You answer this idea" not in shown["author"]
    assert "It has become real" in shown["author"]
    assert "It has become real" not in shown["reader"]
    assert "Propose a change" in shown["reader"]


def test_lists_filter_sort_and_page(full):
    ben = client(full.people["co"])
    for query in (
        "",
        "?show=develop",
        "?sort=wanted",
        "?sort=recent",
        "?sort=discussed",
        "?tag=tools",
        "?door=employees",
    ):
        html = text(ben.get(f"/ideas/{query}"))
        assert "Lend tools between the halls" in html, query
        assert "Lend tools between halls, please" not in html  # It is found at what it was merged into.
    assert "Lend tools between the halls" in text(client(full.people["author"]).get("/ideas/?show=mine"))
    for query in ("?show=declined", "?door=customers", "?tag=nothing", "?show=done"):
        assert "Lend tools" not in text(ben.get(f"/ideas/{query}")), query
    assert "Lend tools" not in text(client().get("/ideas/"))
    assert ben.get("/ideas/", headers={"HX-Request": "true"}).content.startswith(b'<div id="rows">')


def test_a_list_goes_on_where_it_ended():
    ada = make_person()
    for number in range(33):
        make_idea(author=ada, title=f"Better lamps in hall {number:02}")
    reader = client(make_person())
    first = text(reader.get("/ideas/?sort=recent"))
    older = re.search(r'href="(/ideas/\?[^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = text(reader.get(older))
    titles = re.findall(r"Better lamps in hall (\d\d)</a>", first + second)
    assert len(titles) == len(set(titles)) == 33


@pytest.mark.parametrize(
    "path", ["/ideas/", "/ideas/?sort=wanted", "/ideas/waiting/", "/ideas/roadmap/", "/ideas/results/"]
)
def test_a_list_asks_as_often_for_three_as_for_one(path):
    ada, runner = make_person(), make_person(admin=True)
    reader = client(make_person())

    def add():
        item = make_idea(author=ada, audience=2, at=now())
        if "results" in path or "roadmap" in path:
            accept(item, runner)
            actions.implement(viewer=viewer(runner), item_id=item.id, result=REASON, at=now())

    add()
    reader.get(path)
    with CaptureQueriesContext(connection) as one:
        reader.get(path)
    add()
    add()
    reader.get(path)  # What is kept of new rows is kept from now on.
    with CaptureQueriesContext(connection) as three:
        reader.get(path)
    assert len(three) == len(one), "\n".join(query["sql"][:200] for query in three)
    assert len(one) <= 26


def test_roadmap_results_and_waiting_count_only_what_the_reader_may_see(full):
    runner = full.people["runner"]
    actions.implement(viewer=viewer(runner), item_id=full.id, result=REASON, cost=Decimal(700), at=now())
    make_idea(title="Still waiting for somebody to say something")
    reader = client(make_person())
    assert "Lend tools between the halls" in text(reader.get("/ideas/roadmap/"))
    results = text(reader.get("/ideas/results/"))
    assert "It saves two hours a week" in results
    assert "700" in results
    assert "Still waiting for somebody" in text(reader.get("/ideas/waiting/"))
    stranger = client()
    for path in ("/ideas/roadmap/", "/ideas/results/", "/ideas/waiting/", "/ideas/campaigns/"):
        html = text(stranger.get(path))
        assert "Lend tools" not in html
        assert "Still waiting" not in html
    sums = queries.results(viewer(None), at=now())
    assert (sums.brought, sums.real, sums.people, sums.cost) == (0, 0, 0, 0)


def test_an_idea_is_written_into_its_campaign_with_what_is_alike(full):
    ben = client(full.people["co"])
    html = text(ben.get(f"/ideas/new/?campaign={to_text(full.campaign.id)}"))
    assert full.campaign.title in html
    assert "Lend tools between the halls" in text(ben.get("/ideas/new/similar/?title=Lend tools in halls"))
    sent = {"title": "Paint the cranes green", "body": "They blind us.", "campaign": to_text(full.campaign.id)}
    response = ben.post("/ideas/new/", sent)
    made = Idea.objects.get(item__title="Paint the cranes green")
    assert response["Location"] == page(made.item)
    assert (made.campaign_id, made.item.audience) == (full.campaign.id, 2)
    again = ben.post("/ideas/new/", {**sent, "title": "Short"})
    assert again.status_code == 422
    assert "at least 10 letters" in text(again)
    assert "They blind us." in text(again)


def test_without_a_campaign_an_idea_goes_where_its_writer_says():
    space = make_space(slug="crane-yard")
    ada = make_person()
    from folkmoot.testing.makers import join

    join(space, ada)
    client(ada).post(
        "/ideas/new/?space=crane-yard", {"title": "A bench by the water", "body": "To sit.", "audience": 2}
    )
    assert Idea.objects.get().item.space_id == space.pk
    assert "A bench by the water" in text(client(ada).get("/s/crane-yard/ideas/"))


def test_forms_of_who_decides(full):
    runner = client(full.people["runner"])
    new = make_idea(campaign=full.campaign, title="Warm gloves for the night shift")
    assert runner.get(url("answer", new)).status_code == 200
    short = runner.post(url("answer", new), {"outcome": "declined", "reason": "No."})
    assert short.status_code == 422
    assert "in words that you would like to hear yourself" in text(short)
    runner.post(url("move", new), {"stage": "evaluate", "words": "Ready."})
    assert idea_of(new).phase == "evaluate"
    runner.post(url("shortlist", new), {"value": "1"})
    assert idea_of(new).is_shortlisted
    runner.post(url("answer", new), {"outcome": "declined", "reason": REASON})
    assert idea_of(new).phase == "declined"
    runner.post(url("reopen", new), {"words": "The winter came earlier than we thought."})
    assert idea_of(new).phase == "evaluate"
    assert runner.get(url("merge", new)).status_code == 200
    wrong = runner.post(url("merge", new), {"into": "/somewhere/else/"})
    assert wrong.status_code == 422
    runner.post(url("merge", new), {"into": f"http://testserver{page(full)}"})
    assert idea_of(new).phase == "merged"
    assert runner.get(url("support", full)).status_code == 200
    runner.post(url("support", full), {"sponsor": full.people["co"].username, "budget": "50", "hours": "3"})
    assert idea_of(full).sponsor == full.people["co"]
    assert runner.post(url("support", full), {"sponsor": "nobody-there"}).status_code == 422
    runner.post(url("finish", full), {"result": REASON, "cost": "12.50"})
    assert idea_of(full).phase == "done"
    for name in ("answer", "merge", "reopen", "support", "finish"):
        assert client(make_person()).get(url(name, full)).status_code == 302, name


def test_forms_of_who_makes_it_real(full):
    ada, cy = client(full.people["author"]), client(full.people["member"])
    outsider = make_person(name="Olga")
    olga = client(outsider)
    ada.post(url("work", full), {"deed": "add", "title": "Buy a shelf", "due_on": "2027-01-01"})
    task = Task.objects.get(title="Buy a shelf")
    cy.post(url("work", full), {"deed": "done", "task": to_text(task.pk)})
    task.refresh_from_db()
    assert task.done_by == full.people["member"]
    cy.post(url("work", full), {"deed": "report", "percent": "70", "words": "Nearly."})
    assert idea_of(full).progress == 70
    ada.post(url("work", full), {"deed": "add", "title": "Paint it"})
    wrong = Task.objects.get(title="Paint it")
    assert "Take off the list: Paint it" in text(ada.get(page(full)))
    ada.post(url("work", full), {"deed": "drop", "task": to_text(wrong.pk)})
    assert not Task.objects.filter(pk=wrong.pk).exists()
    ada.post(url("work", full), {"deed": "report", "percent": "700"})
    olga.post(url("work", full), {"deed": "report", "percent": "99"})
    assert idea_of(full).progress == 70
    ada.post(url("team", full), {"deed": "open", "title": "A painter", "about": "Red."})
    place = Position.objects.get(title="A painter")
    olga.post(url("team", full), {"deed": "apply", "position": to_text(place.pk), "words": "I paint."})
    html = text(ada.get(page(full)))
    assert "I paint." in html
    assert "I paint." not in text(client(make_person()).get(page(full)))
    from folkmoot.listen.ideas.models import Application

    asked = Application.objects.get(person=outsider)
    ada.post(url("team", full), {"deed": "accept", "application": to_text(asked.pk)})
    assert Member.objects.filter(person=outsider).exists()
    olga.post(url("team", full), {"deed": "leave"})
    assert Member.objects.get(person=outsider).left_at is not None
    ada.post(url("authors", full), {"deed": "invite", "username": outsider.username})
    assert "named as co-author" in text(olga.get(page(full)))
    assert f'value="{to_text(outsider.pk)}"' in text(ada.get(page(full)))  # Can be taken back.
    ada.post(url("authors", full), {"deed": "cancel", "person": to_text(outsider.pk)})
    assert "named as co-author" not in text(olga.get(page(full)))
    ada.post(url("authors", full), {"deed": "invite", "username": "Olga"})
    olga.post(url("authors", full), {"deed": "yes"})
    assert "Take my name off" in text(olga.get(page(full)))
    assert CoAuthor.objects.get(person=outsider).state == "joined"
    ada.post(url("owner", full), {"deed": "offer", "username": outsider.username, "words": "You know it."})
    assert "You know it." in text(olga.get(page(full)))
    olga.post(url("owner", full), {"deed": "take"})
    assert idea_of(full).owner == outsider
    assert 'value="give_up"' in text(olga.get(page(full)))
    assert 'value="give_up"' not in text(ada.get(page(full)))
    olga.post(url("owner", full), {"deed": "give_up"})
    assert idea_of(full).owner is None
    assert Ownership.objects.filter(idea_id=full.pk, state="ended").count() == 2


@pytest.mark.parametrize(
    ("form", "sent", "most"),
    [
        ("team", {"deed": "open", "title": "A painter", "about": "{words}"}, 500),
        ("team", {"deed": "open", "title": "{words}"}, 80),
        ("owner", {"deed": "offer", "username": "Olga", "words": "{words}"}, 500),
    ],
)
def test_words_that_are_too_long_are_refused_and_not_cut(full, form, sent, most):
    olga, ada = client(make_person(name="Olga")), client(full.people["author"])

    def send(letters):
        body = {name: value.format(words="w" * letters) for name, value in sent.items()}
        return text(ada.post(url(form, full), body, follow=True))

    assert "longer than we can take" in send(most + 1)
    assert "w" * 20 not in text(olga.get(page(full)))
    assert "longer than we can take" not in send(most)
    assert "w" * most in text(olga.get(page(full)))


def test_much_work_is_folded_away(full):
    who, at = viewer(full.people["author"]), now()
    for number in range(7):
        then = at + timedelta(minutes=number)
        actions.report_progress(viewer=who, item_id=full.id, percent=number, words=f"Week {number}.", at=then)
        task = actions.add_task(viewer=who, item_id=full.id, title=f"Step {number}", at=at)
        actions.finish_task(viewer=who, item_id=full.id, task_id=task.pk, is_done=True, at=at)
    html = text(client(full.people["author"]).get(page(full)))
    assert "Earlier reports" in html
    assert html.index("Week 6.") < html.index("Earlier reports") < html.index("Week 0.")
    assert html.index("Count the tools") < html.index("7 done") < html.index("Step 0")
    assert "All steps that are left" not in html
    for number in range(15):
        actions.add_task(viewer=who, item_id=full.id, title=f"Later {number}", at=at + timedelta(hours=1 + number))
    html = text(client(full.people["author"]).get(page(full)))
    assert (
        html.index("Later 0") < html.index("All steps that are left") < html.index("Later 14") < html.index("7 done")
    )


def test_over_capacity_is_said_on_the_page_and_in_the_form():
    campaign = make_campaign(capacity=1, at=now())
    busy = make_person()
    make_idea(author=busy, campaign=campaign, at=now())
    html = text(client(busy).get(page(campaign)))
    assert "Intake is slowed down" in html
    assert "You have brought an idea this week" in html
    assert "Intake is slowed down" in text(client(busy).get(f"/ideas/new/?campaign={to_text(campaign.id)}"))
    sent = {"title": "One more thing to say", "body": "Yes.", "campaign": to_text(campaign.id)}
    refused = client(busy).post("/ideas/new/", sent)
    assert refused.status_code == 422
    assert "one a week" in text(refused)
    kept = client(busy).post("/ideas/new/", {**sent, "as_draft": "1"})
    assert kept.status_code == 302
    make_idea(campaign=campaign, at=now())
    assert "No more ideas for now" in text(client(busy).get(page(campaign)))


def test_export_holds_no_formula_and_nothing_hidden():
    campaign = make_campaign()
    make_idea(campaign=campaign, title='=HYPERLINK("http://evil.example")')
    hidden = make_idea(campaign=campaign, title="Only for those who were asked")
    from folkmoot.commons.content.models import Item

    Item.objects.filter(pk=hidden.pk).update(state="hidden")
    response = client(make_person()).get(url("export", campaign))
    table = b"".join(response).decode()
    assert table.startswith("\ufeff")  # Or a spreadsheet reads é as Ã©.
    assert "'=HYPERLINK" in table
    assert ",http://testserver/ideas/" in table
    assert "Only for those" not in table
    assert client().get(url("export", campaign)).status_code == 302


def test_votes_on_pages_are_own_counted_and_sealed():
    campaign = make_campaign(votes_shown="deciders", votes_each=1)
    item, other = make_idea(campaign=campaign), make_idea(campaign=campaign)
    ben = make_person()
    for person in (ben, make_person(), make_person()):
        content.vote(viewer=viewer(person), item_id=item.id, value=1, at=now())
    html = text(client(ben).get(page(item)))
    assert "yours" in html
    assert ">3<" not in html
    assert "Only those who decide see this: 3 for" in text(client(campaign.runner).get(page(item)))
    spent = client(ben).post(reverse("content:vote", args=[other.id]), {"value": "1"}, headers={"HX-Request": "true"})
    assert "all your votes" in spent["HX-Trigger"]


def test_the_votes_one_has_left_are_asked_for_after_each_vote():
    campaign = make_campaign(votes_each=2)
    item, ben = make_idea(campaign=campaign), client(make_person())
    left = url("my_votes", campaign)
    assert left in text(ben.get(page(item)))
    assert left in text(ben.get(page(campaign)))
    assert '<b class="big-number">2</b>' in text(ben.get(left))
    done = ben.post(reverse("content:vote", args=[item.id]), {"value": "1"}, headers={"HX-Request": "true"})
    assert done["HX-Trigger"] == "acted"
    assert '<b class="big-number">1</b>' in text(ben.get(left))
    assert ben.get(url("my_votes", make_campaign())).status_code == 404
    assert client().get(left).status_code == 302


def test_an_idea_is_merged_into_one_of_those_that_are_offered():
    campaign = make_campaign()
    stays = make_idea(campaign=campaign, title="Lend tools between the halls")
    other = make_idea(campaign=campaign, title="Quieter fans in the office")
    elsewhere = make_idea(campaign=make_campaign(), title="Lend the tools between our halls")
    item = make_idea(campaign=campaign, title="Lend tools between all halls")
    boss = client(campaign.runner)
    html = text(boss.get(url("merge", item)))
    assert html.index(f'value="{to_text(stays.id)}"') < html.index(f'value="{to_text(other.id)}"')
    for absent in (item, elsewhere):
        assert f'value="{to_text(absent.id)}"' not in html
    assert boss.post(url("merge", item), {}).status_code == 422
    assert boss.post(url("merge", item), {"chosen": to_text(elsewhere.id)}).status_code == 422
    boss.post(url("merge", item), {"chosen": to_text(stays.id)})
    assert idea_of(item).phase == "merged"


def test_a_guest_who_would_vote_is_asked_to_sign_in():
    campaign = make_campaign(audience=0)
    item = make_idea(campaign=campaign)
    html = text(client().get(page(item)))
    assert f'href="/account/login/?next={page(item)}"' in html
    assert "Sign in to vote for it" not in text(client(make_person()).get(page(item)))


def test_an_answer_written_before_another_one_was_given_is_kept_and_counts_for_nothing():
    campaign = make_campaign()
    item, boss = make_idea(campaign=campaign), client(campaign.runner)
    old = {"outcome": "declined", "reason": "It costs more than it can ever bring us.", "takes_back": "False"}
    accept(item, campaign.runner)
    late = boss.post(url("answer", item), old)
    assert late.status_code == 422
    assert "Somebody has just answered" in text(late)
    assert "more than it can ever" in text(late)
    assert idea_of(item).phase == "develop"
    fresh = text(boss.get(url("answer", item)))
    assert 'name="takes_back" value="True"' in fresh
    assert 'value="accepted"' not in fresh
    assert boss.post(url("answer", item), old | {"takes_back": "True"}).status_code == 302
    assert idea_of(item).phase == "declined"
    assert boss.get(url("answer", item)).status_code == 302


def test_hidden_is_absent():
    space = make_space(joining="secret", owner=(owner := make_person()))
    item = make_idea(author=owner, space_id=space.pk, audience=None)
    make_reply(item, author=owner)
    stranger = client(make_person())
    names = (
        "idea_short", "answer", "move", "merge", "reopen", "shortlist", "finish", "support", "evaluate", "owner",
        "authors", "team", "work", "borrow", "amend",
    )  # fmt: skip
    for name in names:
        for method in ("get", "post"):
            status = getattr(stranger, method)(url(name, item)).status_code
            # A page without forms, or a form without a page, says so whatever it is asked for.
            assert status in (404, 405), (name, method)
    assert item.title not in text(stranger.get("/ideas/"))
    assert item.title not in text(stranger.get("/ideas/new/similar/?title=" + item.title))
