"""HTTP in, HTML out: the pages and buttons of items."""

import pytest
from django.test import Client
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.content import actions, queries
from folkmoot.commons.content.models import Bookmark, Draft, Item, ItemFollow, Report, Vote
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in():
    def sign_in(person):
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def address(name, item, **more):
    return reverse(f"content:{name}", args=[item.id, *more.values()])


def test_every_page_of_an_item_opens_for_its_author(signed_in):
    ada = make_person(admin=True)
    space = make_space(owner=ada)
    item = make_item(kind="thread", author=ada, space=space, is_must_read=True, tags=["one"])
    client = signed_in(ada)
    for name in ("comment", "edit", "share", "history", "move", "audience", "schedule", "acknowledgements"):
        response = client.get(address(name, item))
        assert response.status_code == 200, name
        assert item.title in response.content.decode(), name
    for name in ("drafts", "bookmarks", "tags"):
        assert client.get(reverse(f"content:{name}")).status_code == 200, name
    page = client.get("/tags/one/").content.decode()
    assert item.title in page
    assert 'id="act"' in page


@pytest.mark.parametrize(
    "name", ["comment", "edit", "share", "report", "history", "move", "audience", "schedule", "menu", "react"]
)
def test_pages_of_a_hidden_item_are_not_found(signed_in, name):
    item = make_item(space=make_space(joining="secret"))
    assert signed_in(make_person()).get(address(name, item)).status_code == 404


@pytest.mark.parametrize(
    "name", ["vote", "react", "bookmark", "follow", "pin", "lock", "resolve", "delete", "hide", "restore", "unhide"]
)
def test_buttons_of_a_hidden_item_are_not_found_and_guests_sign_in(signed_in, name):
    item = make_item(space=make_space(joining="secret"))
    assert signed_in(make_person()).post(address(name, item), {"value": "1"}).status_code == 404
    response = Client().post(address(name, item))
    assert response.status_code == 302
    assert "/account/login" in response.url


def test_vote_without_script_goes_back_and_with_htmx_draws_the_card(signed_in):
    item, ben = make_item(), make_person()
    client = signed_in(ben)
    response = client.post(address("vote", item), {"value": "1"}, headers={"Referer": "http://testserver/tags/"})
    assert (response.status_code, response.url) == (302, "http://testserver/tags/")
    drawn = client.post(address("vote", item) + "?as=card", {"value": "0"}, headers={"HX-Request": "true"})
    assert "data-card" in drawn.content.decode()
    assert not Vote.objects.exists()


def test_going_back_never_leads_to_another_site(signed_in):
    item = make_item()
    client = signed_in(make_person())
    response = client.post(address("bookmark", item), {"next": "https://evil.example/"})
    assert "evil" not in response.url
    assert Bookmark.objects.count() == 1


def test_a_refused_vote_comes_back_as_words(signed_in):
    ada = make_person()
    item = make_item(author=ada)
    client = signed_in(ada)
    assert "yourself" in client.post(address("vote", item), {"value": "1"}, follow=False, headers={"HX-Request": "true"}).headers["HX-Trigger"]  # noqa: E501 # fmt: skip
    assert client.post(address("vote", item), {"value": "1"}).status_code == 302


def test_comment_is_written_and_shown_and_its_draft_forgotten(signed_in):
    item, ben = make_item(), make_person()
    client = signed_in(ben)
    place = client.get(address("comment", item)).context["form"].place
    client.post(reverse("content:draft"), {"place": place, "body": "half a"})
    assert "half a" in client.get(address("comment", item)).content.decode()
    response = client.post(address("comment", item), {"body": "A whole thought", "voice": "name"})
    made = Item.objects.get(kind="comment")
    assert response.status_code == 302
    assert made.body == "A whole thought"
    assert not Draft.objects.exists()


def test_an_empty_comment_is_shown_again_with_its_reason(signed_in):
    item = make_item()
    response = signed_in(make_person()).post(address("comment", item), {"body": "  ", "voice": "name"})
    assert response.status_code == 422
    assert "write something" in response.content.decode()


def test_edit_conflict_shows_both_texts(signed_in):
    ada = make_person()
    item = make_item(author=ada, body="first")
    client = signed_in(ada)
    client.post(address("edit", item), {"body": "second", "expected_version": "1"})
    response = client.post(address("edit", item), {"body": "third", "expected_version": "1"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "second" in page
    assert "third" in page
    again = client.post(address("edit", item), {"body": "third", "expected_version": response.context["form"]["expected_version"].value()})  # noqa: E501 # fmt: skip
    assert again.status_code == 302
    item.refresh_from_db()
    assert item.body == "third"


def test_history_shows_the_change_and_brings_the_old_text_back(signed_in):
    ada = make_person()
    item = make_item(author=ada, body="The cat sat")
    client = signed_in(ada)
    client.post(address("edit", item), {"body": "The dog sat", "comment": "species"})
    page = client.get(address("history", item)).content.decode()
    assert "<del>cat</del>" in page
    assert "<ins>dog</ins>" in page
    client.post(reverse("content:restore_revision", args=[item.id, 1]))
    item.refresh_from_db()
    assert item.body == "The cat sat"


def test_delete_offers_undo_and_undo_brings_it_back(signed_in):
    ada = make_person()
    item = make_item(author=ada)
    client = signed_in(ada)
    page = client.post(address("delete", item), follow=True).content.decode()
    assert address("restore", item) in page
    assert client.get("/tags/").status_code == 200
    client.post(address("restore", item))
    item.refresh_from_db()
    assert item.state == "published"


def test_report_is_kept_for_the_moderators(signed_in):
    owner, ben = make_person(), make_person()
    space = make_space(owner=owner, members=[ben])
    item = make_item(space=space, body="Buy cheap pumps")
    signed_in(ben).post(address("report", item), {"reason": "spam", "words": "an advert"})
    assert [each.words for each in queries.reports_for(viewer(owner))] == ["an advert"]
    assert not queries.reports_for(viewer(ben)).exists()
    report = Report.objects.get()
    actions.close_report(viewer=viewer(owner), report_id=report.id, outcome="hidden", at=now())
    item.refresh_from_db()
    assert item.state == "hidden"


def test_follow_mute_and_neither(signed_in):
    item, ben = make_item(), make_person()
    client = signed_in(ben)
    for value, expected in (("follow", [False]), ("mute", [True]), ("none", [])):
        client.post(address("follow", item), {"value": value})
        assert list(ItemFollow.objects.filter(person=ben).values_list("is_muted", flat=True)) == expected


def test_helpers_of_the_composer_answer(signed_in):
    ada = make_person(name="Ada Lovelace")
    make_item(kind="thread", author=ada, title="How do pumps cavitate?", tags=["pumps"])
    client = signed_in(make_person())
    assert "<strong>bold</strong>" in client.post(reverse("content:preview"), {"body": "**bold**"}).content.decode()
    assert client.get(reverse("content:mentions"), {"q": "love"}).json()[0]["label"] == "Ada Lovelace"
    assert client.get(reverse("content:tag_words"), {"q": "pu"}).json()[0]["value"] == "pumps"
    page = client.get(reverse("content:similar"), {"q": "pumps cavitate", "kind": "thread"}).content.decode()
    assert "How do pumps cavitate?" in page
    for name in ("preview", "upload", "draft"):
        assert Client().post(reverse(f"content:{name}")).status_code == 302


def test_deleted_item_is_gone_for_readers(signed_in):
    item = make_item()
    comment = make_reply(item)
    signed_in(item.author).post(address("delete", item))
    client = signed_in(make_person())
    assert client.get(address("item", item)).status_code == 404
    assert client.get(address("item", comment)).status_code == 404


def test_the_menu_offers_what_the_viewer_may_do(signed_in):
    owner, ben = make_person(), make_person()
    item = make_item(kind="thread", space=make_space(owner=owner, members=[ben]))
    for person, words in ((owner, {"Pin", "Hide", "Delete"}), (item.author, {"Edit", "Schedule"}), (ben, {"Report"})):
        client = signed_in(person)
        page = client.get(address("menu", item)).content.decode()
        panel = client.get(address("menu", item), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in panel
        for word in words:
            assert word in page
            assert word in panel
    assert "Pin" not in signed_in(ben).get(address("menu", item), headers={"HX-Request": "true"}).content.decode()
    assert "❤️" in signed_in(ben).get(address("react", item), headers={"HX-Request": "true"}).content.decode()
    assert signed_in(ben).post(address("react", item), {"reaction": "heart"}).status_code == 302
    item.refresh_from_db()
    assert item.reactions == {"heart": 1}


def test_composer_never_offers_more_readers_than_the_chosen_community():
    from folkmoot.commons.content.forms import ComposerForm

    ada = make_person()
    secret = make_space(joining="secret", members=[ada])
    sent = {"body": "x", "space": str(secret.id), "audience": "2", "voice": "name"}
    form = ComposerForm(sent, viewer=viewer(ada), kind="note", action="/", place="note:new")
    assert form.is_valid(), form.errors
    assert form.publish_fields(at=now())["audience"] == 3
    assert actions.publish(viewer=viewer(ada), kind="note", **form.publish_fields(at=now())).audience == 3
