"""Edits at once, texts that need a second pair of eyes, and remarks on a passage: done, refused, impossible."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from folkmoot.commons.content import actions, queries
from folkmoot.commons.content.models import Item, Proposal, Remark, Revision
from folkmoot.commons.content.passages import Passage
from folkmoot.commons.content.refusals import (
    ConflictsRemain,
    FourEyes,
    JoinFirst,
    NotAllowed,
    PassageIsGone,
    SignInFirst,
    TextHasMoved,
    TextIsEmpty,
    TextIsTooLong,
    WrongState,
)
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db

TEXT = "First paragraph.\n\nSecond paragraph.\n\nThird paragraph."


def events(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return [json.loads(row[0]) for row in cursor.fetchall()]


@pytest.fixture
def house():
    """A space with a writer, a colleague, a moderator, and somebody outside."""

    class House:
        writer, colleague, moderator, outsider = (make_person() for _ in range(4))
        space = make_space(slug="works", members=[writer, colleague], moderators=[moderator])
        item = make_item(kind="thread", author=writer, space=space, title="Brakes", body=TEXT)

    return House


def text(body, title="Brakes", **more):
    return actions.Text(title=title, body=body, **more)


def propose(house, body="", **more):
    return actions.propose(
        viewer=viewer(house.writer),
        text=text(body or TEXT.replace("Second", "2nd")),
        item_id=house.item.pk,
        base_version=1,
        at=AT,
        **more,
    )


def test_edit_merges_what_two_changed_in_different_places(house):
    edit = {"viewer": viewer(house.writer), "item_id": house.item.pk, "expected_version": 1, "merge": True, "at": AT}
    actions.edit(body=TEXT.replace("First", "1st"), **edit)
    saved = actions.edit(body=TEXT.replace("Third", "3rd"), **edit)
    assert saved.body == TEXT.replace("First", "1st").replace("Third", "3rd")
    assert Revision.objects.filter(item=house.item).count() == 2
    assert [each["is_merged"] for each in events("content.item.edited")] == [False, True]


def test_edit_in_the_same_place_shows_all_three_texts_and_keeps_both(house):
    edit = {"viewer": viewer(house.writer), "item_id": house.item.pk, "expected_version": 1, "merge": True, "at": AT}
    actions.edit(body=TEXT.replace("Second", "2nd"), **edit)
    with pytest.raises(actions.EditConflict) as conflict:
        actions.edit(body=TEXT.replace("Second", "Next"), **edit)
    assert conflict.value.base == TEXT
    assert "2nd paragraph" in conflict.value.merged
    assert "Next paragraph" in conflict.value.merged
    with pytest.raises(ConflictsRemain):
        actions.edit(**(edit | {"expected_version": 2}), body=conflict.value.merged)


def test_edit_of_an_unknown_version_is_a_conflict(house):
    with pytest.raises(actions.EditConflict):
        actions.edit(
            viewer=viewer(house.writer), item_id=house.item.pk, body="x", expected_version=7, merge=True, at=AT
        )


def test_the_page_of_a_conflict_shows_both_and_takes_the_merged_text(client, house):
    client.force_login(house.writer, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("content:edit", args=[house.item.pk])
    sent = {"title": "Brakes", "tags": "", "expected_version": "1"}
    client.post(url, sent | {"body": TEXT.replace("Second", "2nd")})
    page = client.post(url, sent | {"body": TEXT.replace("Second", "Next")})
    assert page.status_code == 422
    told = page.content.decode()
    assert told.count("2nd paragraph") >= 2
    assert told.count("Next paragraph") >= 3
    assert 'name="expected_version" value="2"' in told
    decided = {"body": TEXT, "merged": TEXT.replace("Second", "2nd and next"), "take": "merged"}
    assert client.post(url, sent | decided | {"expected_version": "2"}).status_code == 302
    assert "2nd and next" in Item.objects.get(pk=house.item.pk).body


def test_a_proposal_is_in_force_only_when_somebody_else_approves_it(house):
    proposal = propose(house)
    assert Item.objects.get(pk=house.item.pk).body == TEXT
    done = {"proposal_id": proposal.pk, "expected_version": 1, "at": AT}
    with pytest.raises(FourEyes):
        actions.approve_proposal(viewer=viewer(house.writer), **done)
    with pytest.raises(Proposal.DoesNotExist):
        actions.approve_proposal(viewer=viewer(house.colleague), **done)
    actions.approve_proposal(viewer=viewer(house.moderator), **done)
    item = Item.objects.get(pk=house.item.pk)
    assert "2nd" in item.body
    assert Revision.objects.get(item=item).editor == house.writer
    with pytest.raises(WrongState):
        actions.approve_proposal(viewer=viewer(house.moderator), **done)
    assert len(events("content.proposal.approved")) == 1
    assert events("content.item.edited")[0]["proposal"] == proposal.pk


def test_a_moderator_who_wrote_it_cannot_approve_it_either(house):
    mine = actions.propose(
        viewer=viewer(house.moderator), text=text("New."), item_id=house.item.pk, base_version=1, at=AT
    )
    with pytest.raises(FourEyes):
        actions.approve_proposal(viewer=viewer(house.moderator), proposal_id=mine.pk, expected_version=1, at=AT)


def test_what_was_changed_since_it_was_read_is_not_approved(house):
    proposal = propose(house)
    actions.change_proposal(
        viewer=viewer(house.writer), proposal_id=proposal.pk, text=text("Something else."), expected_version=1, at=AT
    )
    with pytest.raises(WrongState):
        actions.approve_proposal(viewer=viewer(house.moderator), proposal_id=proposal.pk, expected_version=1, at=AT)


def test_approving_keeps_what_was_changed_meanwhile_and_shows_a_conflict(house):
    proposal = propose(house)
    edit = {"viewer": viewer(house.writer), "item_id": house.item.pk, "at": AT}
    actions.edit(**edit, body=TEXT.replace("Third", "3rd"))
    decide = {"viewer": viewer(house.moderator), "expected_version": 1, "at": AT}
    actions.approve_proposal(proposal_id=proposal.pk, **decide)
    assert Item.objects.get(pk=house.item.pk).body == TEXT.replace("Second", "2nd").replace("Third", "3rd")
    other = propose(house, body=TEXT.replace("First", "Number one"))
    actions.edit(**edit, body=TEXT.replace("First", "Uno"))
    with pytest.raises(TextHasMoved):
        actions.approve_proposal(proposal_id=other.pk, **decide)
    assert Proposal.objects.get(pk=other.pk).state == "asked"


def test_sending_back_says_why_and_it_can_be_asked_again(house):
    proposal = propose(house)
    with pytest.raises(TextIsEmpty):
        actions.return_proposal(viewer=viewer(house.moderator), proposal_id=proposal.pk, answer=" ", at=AT)
    with pytest.raises(TextIsTooLong):
        actions.return_proposal(viewer=viewer(house.moderator), proposal_id=proposal.pk, answer="w" * 1001, at=AT)
    actions.return_proposal(viewer=viewer(house.moderator), proposal_id=proposal.pk, answer="Say when.", at=AT)
    again = actions.change_proposal(
        viewer=viewer(house.writer), proposal_id=proposal.pk, text=text(TEXT + " Mondays."), expected_version=1,
        ask=True, at=AT + timedelta(hours=1),
    )  # fmt: skip
    assert again.state == "asked"
    actions.withdraw_proposal(viewer=viewer(house.writer), proposal_id=proposal.pk, at=AT)
    with pytest.raises(WrongState):
        actions.withdraw_proposal(viewer=viewer(house.writer), proposal_id=proposal.pk, at=AT)


def test_a_new_item_is_published_in_its_writers_name_when_approved(house):
    proposal = actions.propose(
        viewer=viewer(house.writer), text=text("All new.", title="Ropes"), kind="thread", space_id=house.space.pk,
        at=AT,
    )  # fmt: skip
    item = actions.approve_proposal(
        viewer=viewer(house.moderator), proposal_id=proposal.pk, expected_version=1, at=AT
    )
    assert (item.title, item.author, item.state) == ("Ropes", house.writer, "published")


def test_who_may_not_take_part_proposes_nothing(house):
    for who, why in ((viewer(house.outsider), JoinFirst), (GUEST, SignInFirst)):
        with pytest.raises(why):
            actions.propose(viewer=who, text=text("x"), item_id=house.item.pk, at=AT)
    with pytest.raises(NotAllowed):
        actions.propose(viewer=viewer(house.writer), text=text("x"), kind="thread", space_id=None, at=AT)


def test_proposals_are_seen_by_writers_and_deciders_alone(house):
    asked, draft = propose(house), propose(house, as_draft=True)
    seen = {who: {each.pk for each in queries.proposals(viewer(who), state="")} for who in
            (house.writer, house.moderator, house.colleague, house.outsider)}  # fmt: skip
    assert list(seen.values()) == [{asked.pk, draft.pk}, {asked.pk}, set(), set()]
    assert not queries.proposals(GUEST).exists()


def remark(house, who=None, quote="Second paragraph", **around):
    return actions.remark(
        viewer=viewer(who or house.colleague), item_id=house.item.pk, passage=Passage(quote, **around),
        body="Which one?", at=AT,
    )  # fmt: skip


def test_a_remark_stays_with_its_passage_and_is_an_orphan_when_that_is_gone(house):
    comment = remark(house)
    edit = {"viewer": viewer(house.writer), "item_id": house.item.pk, "at": AT}
    actions.edit(**edit, body="Something before.\n\n" + TEXT)
    assert not Remark.objects.get(comment=comment).is_orphan
    actions.edit(**edit, body="All is different now.")
    assert Remark.objects.get(comment=comment).is_orphan
    actions.restore_revision(viewer=viewer(house.writer), item_id=house.item.pk, number=1, at=AT)
    assert not Remark.objects.get(comment=comment).is_orphan
    assert queries.remarks(viewer(house.writer), house.item)[0].quote == "Second paragraph"
    assert queries.remarks(GUEST, house.item) == []


def test_a_remark_on_words_that_are_not_there_is_refused(house):
    with pytest.raises(PassageIsGone):
        remark(house, quote="Fourth paragraph of quite another text")


def test_a_remark_is_settled_by_its_writer_or_who_may_change_the_text(house):
    comment = remark(house)
    reader = make_person()
    from folkmoot.testing.makers import join

    join(house.space, reader)
    with pytest.raises(NotAllowed):
        actions.settle(viewer=viewer(reader), item_id=comment.pk, at=AT)
    for who in (house.colleague, house.writer, house.moderator):
        assert actions.settle(viewer=viewer(who), item_id=comment.pk, at=AT).resolved_at is not None
        assert actions.unsettle(viewer=viewer(who), item_id=comment.pk, at=AT).resolved_at is None
    plain = make_reply(house.item, author=house.colleague)
    with pytest.raises(WrongState):
        actions.settle(viewer=viewer(house.colleague), item_id=plain.pk, at=AT)


def test_asking_again_to_confirm_reading_starts_anew(house):
    item, moderator, reader = house.item, viewer(house.moderator), viewer(house.colleague)
    with pytest.raises(NotAllowed):
        actions.oblige(viewer=reader, item_id=item.pk, at=AT)
    actions.oblige(viewer=moderator, item_id=item.pk, at=AT)
    actions.acknowledge(viewer=reader, item_id=item.pk, at=AT)
    assert queries.acknowledgements(moderator, item)[0] == [house.colleague]
    actions.oblige(viewer=moderator, item_id=item.pk, at=AT + timedelta(days=1))
    assert queries.acknowledgements(moderator, item)[0] == []
    actions.oblige(viewer=moderator, item_id=item.pk, is_must_read=False, at=AT)
    with pytest.raises(WrongState):
        actions.acknowledge(viewer=reader, item_id=item.pk, at=AT)
