"""The pages of credit, the badges, and what reputation opens."""

from datetime import timedelta

import pytest
from django.test import Client

from folkmoot.acknowledge.credit import actions, queries
from folkmoot.acknowledge.credit.models import Award, Badge
from folkmoot.base.ids import to_text
from folkmoot.base.site import settings as site
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.models import Person
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

from .test_ledger import deeds_of_tests, solved, told  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def signed_in(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer):
    return answer.content.decode()


def test_a_profile_shows_the_line_of_deeds_the_sums_and_the_badges():
    asker, helper = make_person(), make_person()
    solved(asker, helper, title="How is the tide?")
    told()
    actions.recompute(at=AT + timedelta(days=1))
    page = text(signed_in(asker).get(f"/@{helper.username}/credit/"))

    assert "How is the tide?" in page
    assert "Solved a question" in page
    assert "First help" in page
    assert "in numbers" not in page
    assert "in numbers" in text(signed_in(helper).get(f"/@{helper.username}/credit/"))
    assert "How is the tide?" not in text(Client().get(f"/@{helper.username}/credit/"))


def test_an_empty_line_of_deeds_says_how_it_begins():
    person = make_person()
    assert "begins here" in text(signed_in(person).get(f"/@{person.username}/credit/"))
    assert "Nothing to see here yet" in text(signed_in(make_person()).get(f"/@{person.username}/credit/"))


@pytest.mark.parametrize("url", ["/@{}/credit/", "/credit/"])
def test_a_list_of_deeds_costs_the_same_for_one_and_for_three(url, django_assert_max_num_queries, settings):
    reader, helper = make_person(), make_person()
    client = signed_in(reader)
    counts = []
    for number in (1, 2):
        for _ in range(number):
            solved(make_person(), helper)
        told()
        client.get(url.format(helper.username))
        with django_assert_max_num_queries(40) as asked:
            client.get(url.format(helper.username))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_who_made_it_names_everybody_and_takes_an_origin():
    author, manager = make_person(), make_person()
    idea = make_item(kind="question", title="What about sails?", author=author)
    plan = make_item(author=manager)
    told()
    client = signed_in(manager)
    url = f"/i/{to_text(plan.pk)}/credit/"
    assert "It builds on" in text(client.get(url))
    wrong = client.post(url, {"address": "https://elsewhere.example/x"})
    assert (wrong.status_code, "elsewhere.example" in text(wrong)) == (422, True)
    assert client.post(url, {"address": f"http://testserver/i/{to_text(idea.pk)}/"}).status_code == 302
    told()
    assert "What about sails?" in text(client.get(url))
    assert author.name in text(client.get(f"/i/{to_text(idea.pk)}/credit/"))
    assert signed_in(author).post(url, {"address": f"/i/{to_text(idea.pk)}/"}).status_code == 404


def test_the_menu_of_an_item_leads_to_who_made_it():
    item = make_item()
    page = text(signed_in(make_person()).get(f"/i/{to_text(item.pk)}/menu"))
    assert f"/i/{to_text(item.pk)}/credit/" in page


def test_a_badge_is_won_by_rule_once_and_can_be_hidden():
    asker, helper = make_person(), make_person()
    solved(asker, helper)
    told()
    told()
    award = Award.objects.get(person=helper, rule="first-help")
    client = signed_in(helper)
    assert helper.name in text(signed_in(asker).get("/credit/badges/first-help/"))
    client.post("/credit/badges/hide/", {"award": to_text(award.pk), "hidden": "1"})
    assert "First help" not in text(signed_in(asker).get(f"/@{helper.username}/credit/"))
    assert "First help" in text(client.get(f"/@{helper.username}/credit/"))
    assert helper.name not in text(signed_in(asker).get("/credit/badges/first-help/"))
    signed_in(asker).post("/credit/badges/hide/", {"award": to_text(award.pk), "hidden": "0"})
    assert Award.objects.get(pk=award.pk).is_hidden


def test_a_badge_won_where_only_colleagues_read_is_not_shown_to_customers_nor_one_won_in_a_secret_place():
    asker, helper, hidden = make_person(), make_person(profile_audience=1), make_person()
    solved(asker, helper)
    secret = make_space(joining="secret", members=[asker, hidden])
    solved(asker, hidden, space=secret, audience=3)
    told()

    customer = viewer(make_person(employee=False))
    assert {each.key for each in queries.awards_of(viewer(asker), helper.pk)} == {"first-words", "first-help"}
    assert queries.awards_of(customer, helper.pk) == []
    assert queries.awards_of(viewer(asker), hidden.pk) == []


def test_badges_are_given_by_hand_by_administrators_alone():
    admin, person = make_person(admin=True), make_person()
    client = signed_in(admin)
    made = client.post(
        "/credit/badges/new/", {"name": "Night watch", "about": "Stayed.", "icon": "star", "tone": "gold"}
    )
    assert made.status_code == 302
    badge = Badge.objects.get()
    url = made["Location"]
    assert client.post(url, {"who": "nobody-here", "reason": "x"}).status_code == 422
    for _ in range(2):
        assert client.post(url, {"who": f"@{person.username}", "reason": "The storm of March."}).status_code == 302
    assert Award.objects.filter(person=person, badge=badge).count() == 1
    assert "The storm of March." in text(signed_in(make_person()).get(f"/@{person.username}/credit/"))
    assert signed_in(person).get("/credit/badges/new/").status_code == 403
    assert signed_in(person).post(url, {"who": person.username, "reason": "Me"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.give_badge(viewer=viewer(person), badge_id=badge.pk, person_id=person.pk, reason="", at=AT)
    again = client.post("/credit/badges/new/", {"name": "Night watch", "about": "x", "icon": "star", "tone": "gold"})
    assert again.status_code == 422


def earn(helper, times=12):
    for _ in range(times):
        solved(make_person(), helper)
    told()


def test_reputation_opens_rights_and_closes_them_again():
    helper = make_person()
    earn(helper)
    site.put("credit.level_edit", 20)
    site.put("credit.level_retag", 0)
    site.put("credit.level_close", 10_000)
    actions.recompute(at=AT + timedelta(days=1))
    assert viewer(helper).rights == {"edit"}

    actions.recompute(at=AT + timedelta(days=4000))
    assert viewer(helper).rights == frozenset()


def test_who_may_edit_by_reputation_may_not_where_only_members_read():
    helper, author = make_person(), make_person()
    room = make_space(members=[helper, author])
    people.entrust(rights={helper.pk: {"edit", "close"}}, at=AT)
    own, inside = make_item(author=author), make_item(author=author, space=room, audience=3)
    content.edit(viewer=viewer(helper), item_id=own.pk, body="Better.", at=AT)
    content.resolve(viewer=viewer(helper), item_id=own.pk, at=AT)
    with pytest.raises(NotAllowed):
        content.edit(viewer=viewer(helper), item_id=inside.pk, body="Better.", at=AT)
    with pytest.raises(NotAllowed):
        content.resolve(viewer=viewer(helper), item_id=inside.pk, at=AT)
    with pytest.raises(NotAllowed):
        content.delete(viewer=viewer(helper), item_id=own.pk, at=AT)


def test_who_may_retag_changes_tags_and_no_text():
    helper = make_person()
    item = make_item(kind="question", title="Untidy", body="As it was.", tags=["a"])
    client = signed_in(helper)
    assert client.get(f"/i/{to_text(item.pk)}/edit").status_code != 200
    people.entrust(rights={helper.pk: {"retag", "nonsense"}}, at=AT)
    assert Person.objects.get(pk=helper.pk).rights == ["retag"]
    page = client.get(f"/i/{to_text(item.pk)}/edit")
    assert "disabled" in text(page)
    answer = client.post(f"/i/{to_text(item.pk)}/edit", {"title": "Mine", "body": "Mine.", "tags": "b"})
    item = Item.objects.get(pk=item.pk)
    assert (answer.status_code, item.title, item.body) == (302, "Untidy", "As it was.")
    assert list(item.item_tags.values_list("tag__name", flat=True)) == ["b"]
    with pytest.raises(NotAllowed):
        content.edit(viewer=viewer(helper), item_id=item.pk, body="Mine.", at=AT)


def test_who_leaves_loses_what_reputation_opened():
    helper = make_person()
    people.entrust(rights={helper.pk: {"edit"}}, at=AT)
    people.erase(actor=helper, person=helper, at=AT)
    assert Person.objects.get(pk=helper.pk).rights == []


def test_how_it_works_names_every_deed_and_level():
    page = text(signed_in(make_person()).get("/credit/how/"))
    assert "Solved a question" in page
    assert "improve the texts of others" in page
    assert "<b>0 / 60</b>" in page
    assert signed_in(make_person()).get("/credit/badges/").status_code == 200
    assert Client().get("/credit/keys/").status_code == 200
