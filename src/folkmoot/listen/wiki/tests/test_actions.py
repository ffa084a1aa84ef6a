"""Each verb on pages: done, refused, impossible."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import FourEyes, NotAllowed, SignInFirst, TextIsEmpty
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.wiki import actions, queries
from folkmoot.listen.wiki.models import OldName, Page, PageLink
from folkmoot.listen.wiki.refusals import (
    NotYourReview,
    PageIsProtected,
    TreeIsTooDeep,
    TreeIsTooLarge,
    WrongOwner,
    WrongPlace,
)
from folkmoot.testing.makers import AT, make_item, make_space, viewer

from .makers import House

pytestmark = pytest.mark.django_db


def events(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT item, person, data FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return [(item, person, json.loads(data)) for item, person, data in cursor.fetchall()]


def titles(house, parent=None, who=None):
    found = queries.branch(viewer(who or house.writer), house.space, parent.id if parent else None)
    return [node.title for node in found.nodes]


@pytest.fixture
def house():
    return House()


def test_begin_puts_a_page_below_another_in_the_order_of_writing(house):
    top = house.page("Handbook")
    for title in ("Brakes", "Ropes"):
        house.page(title, under=top)
    assert titles(house) == ["Handbook"]
    assert titles(house, top) == ["Brakes", "Ropes"]


def test_begin_is_refused_to_who_does_not_write_here(house):
    for who in (house.reader, house.customer):
        with pytest.raises(NotAllowed):
            house.page(by=who)
    with pytest.raises(SignInFirst):
        actions.begin(viewer=GUEST, space=house.space, words=actions.Words("a", "b"), at=AT)


def test_begin_below_a_page_of_another_space_or_none_is_impossible(house):
    elsewhere = make_item(kind="page", space=make_space(slug="other"), title="There")
    for parent_id in (elsewhere.id, 17):
        with pytest.raises(WrongPlace):
            actions.begin(
                viewer=viewer(house.writer),
                space=house.space,
                words=actions.Words("a", "b"),
                parent_id=parent_id,
                at=AT,
            )


@pytest.mark.parametrize(
    ("who_edits", "may"), [("members", "writer"), ("posters", "reader"), ("moderators", "moderator")]
)
def test_who_may_edit_is_the_spaces_choice(who_edits, may):
    house = House(only_members_post=False)
    page = house.page()
    house.rules(who_edits=who_edits)
    order = ["customer", "reader", "writer", "moderator"]
    for who in order:
        person = getattr(house, who)
        is_allowed = order.index(who) >= order.index(may)
        facts = queries.facts_of([page])[page.id]
        from folkmoot.listen.wiki import policy

        assert policy.may_edit(viewer(person), page, False, facts) is is_allowed, who


def test_a_protected_page_is_changed_by_moderators_alone(house):
    page = house.page()
    with pytest.raises(NotAllowed):
        actions.protect(viewer=viewer(house.writer), item_id=page.id, is_protected=True, at=AT)
    actions.protect(viewer=viewer(house.moderator), item_id=page.id, is_protected=True, at=AT)
    with pytest.raises(PageIsProtected):
        actions.move(viewer=viewer(house.writer), item_id=page.id, parent_id=None, at=AT)
    assert isinstance(house.change(page, "Mine."), Proposal)
    assert house.change(page, "Ours.", by=house.moderator).body == "Ours."


def test_renaming_keeps_links_by_the_old_name_alive(house):
    page = house.page("Old Name")
    house.page("Linking", "See [[Old Name]] and [[Never written]].")
    house.change(page, page.body, title="New Name")
    assert OldName.objects.get(page_id=page.id).name == "old-name"
    seen = viewer(house.writer)
    assert queries.page_named(seen, "works", "old-name") == page
    assert queries.page_named(seen, "works", "new-name") == page
    assert [each.title for each in queries.backlinks(seen, Page.objects.get(pk=page.id))] == ["Linking"]
    assert [each.title for each in queries.wanted(seen, house.space)] == ["Never written"]
    assert events("wiki.page.renamed")[0][2]["before"] == "Old Name"


def test_the_present_name_goes_before_an_old_one(house):
    first = house.page("Winch")
    house.change(first, first.body, title="Hoist")
    second = house.page("Winch")
    assert queries.page_named(viewer(house.writer), "works", "winch") == second


def test_links_follow_the_text(house):
    page = house.page(body="[[One]] and [[two]]\n\n{{include: Three}}")
    assert set(PageLink.objects.filter(page_id=page.id).values_list("name", "is_include")) == {
        ("one", False), ("two", False), ("three", True),
    }  # fmt: skip
    house.change(page, "[[Two]] only, `[[Four]]` is code")
    assert list(PageLink.objects.filter(page_id=page.id).values_list("name", flat=True)) == ["two"]


def test_move_changes_order_and_place(house):
    pages = [house.page(title) for title in ("A", "B", "C")]
    move = {"viewer": viewer(house.writer), "at": AT}
    actions.move(item_id=pages[2].id, parent_id=None, is_first=True, **move)
    assert titles(house) == ["C", "A", "B"]
    actions.move(item_id=pages[2].id, parent_id=None, after_id=pages[0].id, **move)
    assert titles(house) == ["A", "C", "B"]
    actions.move(item_id=pages[0].id, parent_id=pages[1].id, **move)
    assert titles(house) == ["C", "B"]
    assert titles(house, pages[1]) == ["A"]
    assert events("wiki.page.moved")[-1][2]["to_parent"] == pages[1].id


def test_move_finds_room_however_often_it_is_done_in_one_place(house):
    first, *others = [house.page(f"P{n}") for n in range(4)]
    for turn in range(70):
        actions.move(
            viewer=viewer(house.writer), item_id=others[turn % 3].id, parent_id=None, after_id=first.id, at=AT
        )
    assert titles(house) == ["P0", "P1", "P3", "P2"]
    positions = list(Page.objects.filter(space=house.space).values_list("position", flat=True))
    assert len(set(positions)) == 4


def test_move_below_itself_or_too_deep_is_impossible(house):
    top = house.page("Top")
    child = house.page("Child", under=top)
    for parent in (top.id, child.id):
        with pytest.raises(WrongPlace):
            actions.move(viewer=viewer(house.writer), item_id=top.id, parent_id=parent, at=AT)
    deepest = child
    for _ in range(18):
        deepest = house.page("Deeper", under=deepest)
    with pytest.raises(TreeIsTooDeep):
        house.page("Too deep", under=deepest)


def test_what_stands_below_a_deleted_page_moves_up_and_comes_back_with_it(house):
    house.page("First")
    top = house.page("Top")
    house.page("Last")
    house.page("Child", under=top)
    content.delete(viewer=viewer(house.writer), item_id=top.id, at=AT)
    assert titles(house) == ["First", "Child", "Last"]
    content.undelete(viewer=viewer(house.writer), item_id=top.id, at=AT)
    assert titles(house) == ["First", "Top", "Last"]
    assert titles(house, top) == ["Child"]


def test_where_approval_is_needed_nothing_counts_before_somebody_else_agrees(house):
    house.rules(needs_approval=True)
    proposal = house.page("New", "All new.")
    assert isinstance(proposal, Proposal)
    assert not Item.objects.filter(kind="page").exists()
    with pytest.raises(FourEyes):
        actions.approve(viewer=viewer(house.writer), proposal_id=proposal.pk, expected_version=1, at=AT)
    item = actions.approve(viewer=viewer(house.moderator), proposal_id=proposal.pk, expected_version=1, at=AT)
    row = Page.objects.get(pk=item.id)
    assert (row.approved_by, row.approved_version, item.author) == (house.moderator, 1, house.writer)
    change = house.change(item, "Changed.", by=house.moderator)
    assert isinstance(change, Proposal)
    with pytest.raises(FourEyes):
        actions.approve(viewer=viewer(house.moderator), proposal_id=change.pk, expected_version=1, at=AT)
    # Whoever answers for the page may approve what others wrote.
    assert (
        actions.approve(viewer=viewer(house.writer), proposal_id=change.pk, expected_version=1, at=AT).body
        == "Changed."
    )
    assert [person for _item, person, _data in events("wiki.page.approved")] == [house.writer.pk, house.moderator.pk]


def test_where_approval_is_needed_no_other_door_is_open(house):
    page = house.page()
    house.rules(needs_approval=True)
    with pytest.raises(NotAllowed):
        content.edit(viewer=viewer(house.writer), item_id=page.id, body="x", at=AT)
    with pytest.raises(NotAllowed):
        content.edit(viewer=viewer(house.moderator), item_id=page.id, body="x", at=AT)
    with pytest.raises(NotAllowed):
        content.publish(viewer=viewer(house.writer), kind="page", title="x", body="x", space_id=house.space.id, at=AT)
    with pytest.raises(NotAllowed):
        content.restore_revision(viewer=viewer(house.writer), item_id=house_revision(house, page), number=1, at=AT)


def house_revision(house, page):
    house.rules(needs_approval=False)
    house.change(page, "Second.")
    house.rules(needs_approval=True)
    return page.id


def test_a_new_page_keeps_its_place_through_approval(house):
    top = house.page("Top")
    house.rules(needs_approval=True)
    proposal = house.page("Below", under=top)
    actions.approve(viewer=viewer(house.moderator), proposal_id=proposal.pk, expected_version=1, at=AT)
    assert titles(house, top) == ["Below"]


def test_sending_back_needs_words_and_tells_the_writer(house):
    page = house.page()
    house.rules(needs_approval=True)
    proposal = house.change(page, "Changed.", by=house.colleague)
    with pytest.raises(TextIsEmpty):
        actions.send_back(viewer=viewer(house.moderator), proposal_id=proposal.pk, answer="", at=AT)
    actions.send_back(viewer=viewer(house.moderator), proposal_id=proposal.pk, answer="Why?", at=AT)
    assert events("wiki.page.returned")[0][1] == house.colleague.pk


def test_review_starts_the_interval_anew_and_reminds_once(house):
    page = house.page()
    mine = {"viewer": viewer(house.writer), "item_id": page.id}
    actions.set_review(days=30, at=AT, **mine)
    assert Page.objects.get(pk=page.id).review_due_on == (AT + timedelta(days=30)).date()
    assert actions.send_reminders(at=AT + timedelta(days=29)) == 0
    late = AT + timedelta(days=31)
    assert actions.send_reminders(at=late) == 1
    assert actions.send_reminders(at=late) == 0
    assert events("wiki.page.review_due")[0][1] == house.writer.pk
    with pytest.raises(NotYourReview):
        actions.review(viewer=viewer(house.colleague), item_id=page.id, at=late)
    actions.review(at=late, **mine)
    assert Page.objects.get(pk=page.id).review_due_on == (late + timedelta(days=30)).date()
    assert actions.send_reminders(at=late + timedelta(days=31)) == 1


def test_anybody_who_may_post_says_that_a_page_is_outdated(house):
    page = house.page()
    with pytest.raises(NotAllowed):
        actions.mark_outdated(viewer=viewer(house.reader), item_id=page.id, at=AT)
    actions.mark_outdated(viewer=viewer(house.colleague), item_id=page.id, why="The rope is new.", at=AT)
    assert events("wiki.page.marked_outdated")[0][1] == house.writer.pk
    actions.mark_current(viewer=viewer(house.writer), item_id=page.id, at=AT)
    assert Page.objects.get(pk=page.id).outdated_at is None


def test_hand_over_only_to_a_member_and_by_who_answers_for_it(house):
    page = house.page()
    hand = {"item_id": page.id, "at": AT}
    with pytest.raises(NotAllowed):
        actions.hand_over(viewer=viewer(house.colleague), username=house.colleague.username, **hand)
    with pytest.raises(WrongOwner):
        actions.hand_over(viewer=viewer(house.writer), username=house.reader.username, **hand)
    actions.hand_over(viewer=viewer(house.writer), username=house.colleague.username, **hand)
    assert Page.objects.get(pk=page.id).owner == house.colleague


def test_templates_leave_the_tree_and_their_children_move_up(house):
    top = house.page("Minutes", "# {{title}}\n\n{{date}}")
    house.page("Child", under=top)
    actions.set_template(viewer=viewer(house.writer), item_id=top.id, is_template=True, at=AT)
    assert titles(house) == ["Child"]
    assert [each.title for each in queries.templates(viewer(house.writer), house.space)] == ["Minutes"]


def test_every_edit_is_told_once_with_what_it_was(house):
    page = house.page(body="short")
    house.change(page, "a good deal longer", is_minor=True)
    [(item, person, data)] = events("wiki.page.edited")
    assert (item, person) == (page.id, house.writer.pk)
    assert (data["is_minor"], data["version"], data["added"], data["removed"]) == (True, 2, 13, 0)
    assert contents.text_version(page) == 2


def test_rules_are_for_moderators(house):
    with pytest.raises(NotAllowed):
        actions.keep_rules(
            viewer=viewer(house.writer), space=house.space, who_edits="posters", needs_approval=False,
            review_days=None, at=AT,
        )  # fmt: skip


def test_a_page_takes_along_what_is_below_it_except_what_may_not_be_read_there(house):
    other = make_space(slug="other", moderators=[house.moderator])
    top = house.page("Machines")
    brakes = house.page("Brakes", under=top)
    hidden = house.page("Prices", under=top)
    ropes = house.page("Ropes", under=top)
    deep = house.page("Pads", under=brakes)
    Item.objects.filter(id=hidden.id).update(audience=3)
    content.move(viewer=viewer(house.moderator), item_id=top.id, space_id=other.id, at=AT)
    places = dict(Page.objects.values_list("pk", "parent"))
    assert places == {top.id: None, brakes.id: top.id, ropes.id: top.id, deep.id: brakes.id, hidden.id: None}
    assert set(Item.objects.filter(space=other).values_list("id", flat=True)) == {
        top.id,
        brakes.id,
        ropes.id,
        deep.id,
    }
    assert set(Page.objects.filter(space=other).values_list("pk", flat=True)) == {
        top.id,
        brakes.id,
        ropes.id,
        deep.id,
    }
    assert titles(house) == ["Prices"]
    assert queries.page_named(viewer(house.moderator), "works", "machines") == Item.objects.get(pk=top.id)
    assert [node.title for node in queries.branch(viewer(house.moderator), other, top.id).nodes] == [
        "Brakes",
        "Ropes",
    ]
    # A link by its old name still leads to a page that went along.
    assert OldName.objects.filter(page_id=deep.id, space=house.space, name="pads").exists()


def test_a_page_with_too_much_below_it_is_not_moved(house, monkeypatch):
    from folkmoot.listen.wiki.actions import writing

    monkeypatch.setattr(writing, "MOST_TAKEN_ALONG", 1)
    top = house.page("Machines")
    for title in ("Brakes", "Ropes"):
        house.page(title, under=top)
    other = make_space(slug="other", moderators=[house.moderator])
    with pytest.raises(TreeIsTooLarge):
        content.move(viewer=viewer(house.moderator), item_id=top.id, space_id=other.id, at=AT)
    assert set(Item.objects.filter(kind="page").values_list("space", flat=True)) == {house.space.id}
