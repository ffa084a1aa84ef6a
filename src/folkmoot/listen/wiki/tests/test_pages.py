"""HTTP in, HTML out."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.ids import to_text
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item, Proposal, Remark
from folkmoot.listen.wiki.models import Page
from folkmoot.testing.makers import AT, viewer

from .makers import House

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def house():
    return House(audience=0)


@pytest.fixture
def as_writer(client, house):
    client.force_login(house.writer, backend=BACKEND)
    return client


def url_of(item):
    return kinds.kind("page").page_url(item)


def text(response):
    return response.content.decode()


def test_home_teaches_when_empty_and_shows_the_tree(as_writer, house):
    empty = text(as_writer.get("/s/works/wiki/"))
    assert "Write the first page" in empty
    top = house.page("Handbook")
    house.page("Brakes", under=top)
    page = text(as_writer.get("/s/works/wiki/"))
    assert "Handbook" in page
    assert "Brakes" in page
    assert "Brakes" in text(as_writer.get(f"/s/works/wiki/branch/?under={to_text(top.id)}"))


def test_a_page_reads_with_contents_crumbs_and_who_changed_it(client, house):
    top = house.page("Handbook")
    page = house.page("Brakes", "# First\n\nText.\n\n# Second\n\n[[Handbook]] [[Nothing]]", under=top)
    house.change(page, page.body + " More.", by=house.colleague)
    told = text(client.get(url_of(page)))
    assert 'href="#second"' in told
    assert 'id="second"' in told
    assert url_of(top) in told
    assert "Colin Colleague" in told
    assert "is-wanted" in told
    assert client.get(reverse("wiki:page_short", args=[page.id])).status_code == 302


def test_new_page_from_the_form_and_from_a_template(as_writer, house):
    house.page("Minutes", "# {{title}}\n\nBy {{author}}", is_template=True)
    template = Item.objects.get(title="Minutes")
    form = text(as_writer.get(f"/s/works/wiki/new/?template={to_text(template.id)}&title=Monday"))
    assert "By Wanda Writer" in form
    sent = as_writer.post("/s/works/wiki/new/", {"title": "Monday", "body": "We met.", "tags": "meeting"})
    made = Item.objects.get(title="Monday")
    assert sent["Location"] == url_of(made)
    again = as_writer.post("/s/works/wiki/new/", {"title": "", "body": "No title."})
    assert again.status_code == 422
    assert "No title." in text(again)


def test_a_child_is_made_below_its_page(as_writer, house):
    top = house.page("Top")
    as_writer.post(f"/s/works/wiki/new/?under={to_text(top.id)}", {"title": "Child", "body": "x"})
    assert Page.objects.get(item__title="Child").parent_id == top.id


def test_edit_merges_shows_conflicts_and_answers_if_match(as_writer, house):
    page = house.page(body="One.\n\nTwo.\n\nThree.")
    url = reverse("wiki:edit", args=[page.id])
    etag = as_writer.get(url)["ETag"]
    house.change(page, "One.\n\nTwo.\n\n3.", by=house.colleague)
    sent = {"title": page.title, "tags": "", "expected_version": "1"}
    assert as_writer.post(url, sent | {"body": "1.\n\nTwo.\n\nThree."}).status_code == 302
    assert Item.objects.get(pk=page.id).body == "1.\n\nTwo.\n\n3."
    conflict = as_writer.post(url, sent | {"body": "One.\n\nTwo.\n\nIII."})
    assert conflict.status_code == 422
    assert "III." in text(conflict)
    assert "&lt;&lt;&lt;&lt;&lt;&lt;&lt;" in text(conflict)
    strict = as_writer.post(url, sent | {"body": "Other."}, headers={"If-Match": etag})
    assert strict.status_code == 412
    assert "Other." in text(strict)
    assert Item.objects.get(pk=page.id).body == "1.\n\nTwo.\n\n3."


def test_move_form_moves(as_writer, house):
    a, b = house.page("A"), house.page("B")
    url = reverse("wiki:move", args=[b.id])
    assert to_text(a.id) in text(as_writer.get(url))
    assert as_writer.post(url, {"parent": to_text(a.id), "after": "end"}).status_code == 302
    assert Page.objects.get(pk=b.id).parent_id == a.id
    assert (
        as_writer.post(reverse("wiki:move", args=[a.id]), {"parent": to_text(b.id), "after": "end"}).status_code
        == 422
    )


def test_by_name_leads_to_the_page_or_offers_to_write_it(as_writer, house):
    page = house.page("Brake Test")
    assert as_writer.get("/s/works/wiki/page/brake-test/")["Location"] == url_of(page)
    absent = as_writer.get("/s/works/wiki/page/rope-test/")
    assert absent.status_code == 404
    assert "title=Rope+test" in text(absent)


def test_remark_without_script_paragraph_by_paragraph(as_writer, house):
    page = house.page(body="Lift slowly.\n\n- Check the brake.\n- Look up.")
    url = reverse("wiki:remark", args=[page.id])
    assert 'href="?n=1"' in text(as_writer.get(url))
    form = text(as_writer.get(url + "?n=1"))
    assert "Check the brake." in form
    done = as_writer.post(url, {"quote": "Check the brake.", "body": "Which one?"})
    assert done.status_code == 302
    assert Remark.objects.get().quote == "Check the brake."
    seen = text(as_writer.get(url_of(page)))
    assert 'class="remark"' in seen
    assert "Settle" in seen
    assert as_writer.post(url, {"quote": "Not in it at all, not even alike", "body": "x"}).status_code == 422


def test_review_desk_and_proposal_from_writing_to_approval(client, house):
    page = house.page(body="Old text.")
    house.rules(needs_approval=True)
    client.force_login(house.colleague, backend=BACKEND)
    sent = client.post(
        reverse("wiki:edit", args=[page.id]), {"title": page.title, "body": "New text.", "expected_version": "1"}
    )
    proposal = Proposal.objects.get()
    assert sent["Location"] == reverse("wiki:proposal", args=[to_text(proposal.id)])
    own = text(client.get(sent["Location"]))
    assert "nobody approves their own text" in own
    assert 'value="approve"' not in own
    client.force_login(house.moderator, backend=BACKEND)
    assert "Brakes" in text(client.get("/s/works/wiki/reviews/"))
    look = text(client.get(sent["Location"]))
    assert re.search(r"<ins>New</ins>", look)
    assert client.post(sent["Location"], {"version": "1", "what": "return", "answer": ""}).status_code == 422
    assert client.post(sent["Location"], {"version": "1", "what": "approve"}).status_code == 302
    assert Item.objects.get(pk=page.id).body == "New text."
    client.force_login(house.reader, backend=BACKEND)
    assert client.get(sent["Location"]).status_code == 404


def test_who_says_that_a_page_is_outdated_says_what_of_it(client, house):
    page = house.page("Brakes")
    url = reverse("wiki:outdated", args=[page.id])
    assert client.get(url).status_code == 302
    client.force_login(house.colleague, backend=BACKEND)
    assert url in text(client.get(url_of(page)))
    assert client.post(url, {"why": " "}).status_code == 422
    assert client.post(url, {"why": "The rope is new."}).status_code == 302
    told = text(client.get(url_of(page)))
    assert "The rope is new." in told
    assert url not in told
    client.post(reverse("wiki:review", args=[page.id]), {"what": "current"})
    assert "The rope is new." not in text(client.get(url_of(page)))


def test_care_that_is_refused_changes_nothing(client, house):
    page = house.page("Brakes")
    client.force_login(house.moderator, backend=BACKEND)
    sent = {"owner": "nobody-here", "review_days": "90"}
    assert client.post(reverse("wiki:care", args=[page.id]), sent).status_code == 422
    assert Page.objects.get(pk=page.id).review_days is None


def test_care_changes_what_its_keeper_may(client, house):
    page = house.page()
    url = reverse("wiki:care", args=[page.id])
    client.force_login(house.colleague, backend=BACKEND)
    assert client.get(url).status_code == 302
    client.force_login(house.moderator, backend=BACKEND)
    sent = {"owner": house.colleague.username, "review_days": "90", "is_protected": "on", "is_must_read": "on"}
    assert client.post(url, sent).status_code == 302
    row = Page.objects.select_related("item").get(pk=page.id)
    assert (row.owner, row.review_days, row.is_protected) == (house.colleague, 90, True)
    assert row.item.must_read_at is not None


def test_lists_open(as_writer, house):
    page = house.page(body="[[Wanted thing]]")
    house.change(page, "[[Wanted thing]] again")
    for path, words in (
        ("wanted/", "Wanted thing"), ("changes/", "Brakes"), ("templates/", "No templates yet"),
        ("reviews/", "Review desk"),
    ):  # fmt: skip
        assert words in text(as_writer.get(f"/s/works/wiki/{path}")), path
    assert "No page links here yet" in text(as_writer.get(reverse("wiki:links", args=[page.id])))
    preview = as_writer.post("/s/works/wiki/preview/", {"body": "[[Brakes]] {{x}}"})
    assert url_of(page) in text(preview)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_number_of_queries_however_large_the_tree(
    count, as_writer, house, django_assert_max_num_queries
):
    top = house.page("Top")
    pages = [house.page(f"Page {n}", "[[Top]]\n\n# A\n\n# B", under=top) for n in range(count)]
    for page in pages:
        content.reply(viewer=viewer(house.colleague), parent_id=page.id, body="Yes.", at=AT)
    as_writer.get(url_of(pages[0]))
    with django_assert_max_num_queries(34):
        as_writer.get(url_of(pages[0]))
    with django_assert_max_num_queries(26):
        as_writer.get("/s/works/wiki/")


def test_a_page_costs_as_many_queries_on_top_as_far_below(as_writer, house):
    way = [house.page("Top")]
    for number in range(5):
        way.append(house.page(f"Step {number}", under=way[-1]))
    house.page("Last", under=way[-1])
    counts = []
    for page in (way[1], way[-1]):
        as_writer.get(url_of(page))
        with CaptureQueriesContext(connection) as asked:
            answer = text(as_writer.get(url_of(page)))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 25
    crumbs = answer.partition("breadcrumb")[2].partition("</nav>")[0]
    assert all(each.title in crumbs for each in way[:-1])
    assert "Last" in answer.partition("Below this page")[2]


def test_following_hears_of_edits_and_of_small_ones_only_when_asked(house):
    from folkmoot.base.outbox import Event
    from folkmoot.commons.feed import audience

    page = house.page()
    reader = viewer(house.colleague)
    content.follow(viewer=reader, item_id=page.id, at=AT)

    def heard(is_minor):
        event = Event(
            "content.item.edited", AT, actor=house.writer.pk, item=page.id, root=page.id, space=house.space.id,
            data={"kind": "page", "is_minor": is_minor},
        )  # fmt: skip
        return [list(news.people) for news in audience.news_of(event)]

    assert heard(False) == [[house.colleague.pk]]
    assert heard(True) == []
    content.hear_minor(viewer=reader, item_id=page.id, wants_minor=True, at=AT)
    assert heard(True) == [[house.colleague.pk]]


def test_reminders_reach_whoever_answers_for_the_page(house):
    from folkmoot.base.outbox import Event
    from folkmoot.commons.feed import audience

    page = house.page()
    event = Event(
        "wiki.page.review_due", AT, item=page.id, root=page.id, person=house.writer.pk, space=house.space.id
    )
    assert [(news.topic, list(news.people)) for news in audience.news_of(event)] == [
        ("review_due", [house.writer.pk])
    ]


def test_whoever_looks_after_the_space_sees_there_what_waits(client, house):
    page = house.page()
    house.rules(needs_approval=True)
    house.change(page, "New text.", by=house.colleague)
    for person, count in ((house.moderator, 1), (house.colleague, 0)):
        client.force_login(person, backend=BACKEND)
        assert text(client.get("/s/works/")).count("waits for a second pair of eyes") == count


def test_a_page_shows_its_proposals_to_those_who_decide_and_wrote(client, house):
    page = house.page()
    house.rules(needs_approval=True)
    proposal = house.change(page, "New text.", by=house.colleague)
    address = reverse("wiki:proposal", args=[proposal.key])
    for person, is_shown in (
        (house.colleague, True),
        (house.moderator, True),
        (house.writer, True),
        (house.reader, False),
    ):
        client.force_login(person, backend=BACKEND)
        assert (address in text(client.get(url_of(page)))) is is_shown, person
