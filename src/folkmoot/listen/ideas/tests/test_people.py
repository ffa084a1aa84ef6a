"""Authors, owners, teams and work: each verb done, refused, impossible."""

import json
from decimal import Decimal

import pytest
from django.db import connection

from folkmoot.base.outbox import Event
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.deeds import deeds_of
from folkmoot.commons.content.models import Item, Revision, Vote
from folkmoot.commons.content.refusals import FourEyes, NotAllowed, TextHasMoved, TextIsTooLong, WrongState
from folkmoot.commons.feed import audience
from folkmoot.listen.ideas import actions
from folkmoot.listen.ideas.models import Answer, CoAuthor, Member, Ownership, Step, Task
from folkmoot.listen.ideas.refusals import (
    AlreadyAsked,
    CannotBeAsked,
    NothingChanged,
    TitleIsTooShort,
    WrongNumber,
)
from folkmoot.testing.makers import AT, make_person, make_reply, make_space, viewer

from .makers import accept, idea_of, make_campaign, make_idea, told, vote

pytestmark = pytest.mark.django_db


def news_of_proposals(item):
    """Who hears of what was proposed for an item, and why."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, at, actor, alias, item, root, person, space, data FROM outbox_event"
            " WHERE item = %s AND name LIKE 'content.proposal.%%' ORDER BY id",
            [item.id],
        )
        names = [column.name for column in cursor.description]
        events = [
            Event(**{**dict(zip(names, row, strict=True)), "data": json.loads(row[-1])}) for row in cursor.fetchall()
        ]
    return {event.name: news.people for event in events for news in audience.news_of(event)}


class TestPeople:
    def test_ownership_is_taken_handed_on_and_declined(self):
        campaign, ada, ben = make_campaign(), make_person(), make_person()
        item = make_idea(author=ada, campaign=campaign)
        accept(item, campaign.runner)
        with pytest.raises(NotAllowed):
            actions.take_ownership(viewer=viewer(ben), item_id=item.id, at=AT)
        actions.take_ownership(viewer=viewer(ada), item_id=item.id, at=AT)
        actions.offer_ownership(
            viewer=viewer(ada), item_id=item.id, person_id=ben.pk, words="You know it best.", at=AT
        )
        with pytest.raises(AlreadyAsked):
            actions.offer_ownership(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, at=AT)
        actions.decline_ownership(viewer=viewer(ben), item_id=item.id, words="No time.", at=AT)
        assert idea_of(item).owner == ada
        actions.offer_ownership(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, at=AT)
        actions.take_ownership(viewer=viewer(ben), item_id=item.id, at=AT)
        states = list(Ownership.objects.filter(idea_id=item.pk).order_by("pk").values_list("person", "state"))
        assert states == [(ada.pk, "ended"), (ben.pk, "declined"), (ben.pk, "held")]
        with pytest.raises(CannotBeAsked):
            actions.offer_ownership(
                viewer=viewer(ben), item_id=item.id, person_id=make_person(employee=False).pk, at=AT
            )

    def test_co_authors_join_by_their_consent_and_may_edit(self):
        ada, ben = make_person(), make_person()
        item = make_idea(author=ada)
        actions.invite_co_author(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, at=AT)
        with pytest.raises(NotAllowed):
            content.edit(viewer=viewer(ben), item_id=item.id, body="Better.", at=AT)
        with pytest.raises(AlreadyAsked):
            actions.invite_co_author(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, at=AT)
        with pytest.raises(CannotBeAsked):
            actions.invite_co_author(viewer=viewer(ada), item_id=item.id, person_id=ada.pk, at=AT)
        with pytest.raises(NotAllowed):
            actions.answer_co_authorship(viewer=viewer(make_person()), item_id=item.id, is_yes=True, at=AT)
        actions.answer_co_authorship(viewer=viewer(ben), item_id=item.id, is_yes=True, at=AT)
        content.edit(viewer=viewer(ben), item_id=item.id, body="Better.", at=AT)
        assert told("ideas.coauthor.joined")[0][1] == ben.pk

    def test_amendment_is_taken_with_its_proposer_named(self):
        ada, ben = make_person(), make_person()
        item = make_idea(author=ada)
        with pytest.raises(NothingChanged):
            actions.propose_amendment(viewer=viewer(ben), item_id=item.id, title=item.title, body=item.body, at=AT)
        made = actions.propose_amendment(
            viewer=viewer(ben), item_id=item.id, title=item.title, body="With a timetable.", why="Clearer", at=AT
        )
        about = {"item_id": item.id, "proposal_id": made.id, "at": AT}
        with pytest.raises(FourEyes):
            actions.accept_amendment(viewer=viewer(ben), version=1, **about)
        with pytest.raises(NotAllowed):
            actions.accept_amendment(viewer=viewer(make_person()), version=1, **about)
        content.edit(viewer=viewer(ada), item_id=item.id, body="Today it is slow.", at=AT)
        with pytest.raises(TextHasMoved):
            actions.accept_amendment(viewer=viewer(ada), version=1, **about)
        content.edit(viewer=viewer(ada), item_id=item.id, title="Fewer forms for travelling", body=item.body, at=AT)
        actions.accept_amendment(viewer=viewer(ada), version=1, **about)
        item.refresh_from_db()
        assert (item.title, item.body) == ("Fewer forms for travelling", "With a timetable.")
        assert Revision.objects.filter(item=item).order_by("-number").first().editor == ben
        [(actor, person, *_rest)] = told("ideas.amendment.accepted")
        assert (actor, person) == (ada.pk, ben.pk)
        # It is credited once: as an amendment, and not as an edit besides.
        edited = [json.loads(row[-1]) for row in told("content.item.edited") if row[0] == ben.pk]
        assert [
            deeds_of(Event("content.item.edited", AT, actor=ben.pk, person=ada.pk, data=data)) for data in edited
        ] == [[]]
        with pytest.raises(WrongState):
            actions.decline_amendment(viewer=viewer(ada), answer="No.", **about)
        assert news_of_proposals(item) == {
            "content.proposal.asked": {ada.pk: "wrote"}, "content.proposal.approved": {ben.pk: "yours"},
        }  # fmt: skip

    def test_team_is_joined_by_applying_and_left_again(self):
        ada, ben, cy = make_person(), make_person(), make_person()
        item = make_idea(author=ada)
        with pytest.raises(NotAllowed):
            actions.open_position(viewer=viewer(ben), item_id=item.id, title="Welder", at=AT)
        place = actions.open_position(viewer=viewer(ada), item_id=item.id, title="Welder", at=AT)
        mine = actions.apply(viewer=viewer(ben), item_id=item.id, position_id=place.pk, words="I can weld.", at=AT)
        with pytest.raises(AlreadyAsked):
            actions.apply(viewer=viewer(ben), item_id=item.id, position_id=place.pk, at=AT)
        with pytest.raises(NotAllowed):
            actions.answer_application(viewer=viewer(cy), item_id=item.id, application_id=mine.pk, is_yes=True, at=AT)
        actions.answer_application(viewer=viewer(ada), item_id=item.id, application_id=mine.pk, is_yes=True, at=AT)
        assert Member.objects.get(idea_id=item.pk).role == "Welder"
        other = actions.apply(viewer=viewer(cy), item_id=item.id, position_id=place.pk, at=AT)
        actions.close_position(viewer=viewer(ada), item_id=item.id, position_id=place.pk, at=AT)
        other.refresh_from_db()
        assert other.state == "declined"
        with pytest.raises(WrongState):
            actions.apply(viewer=viewer(make_person()), item_id=item.id, position_id=place.pk, at=AT)
        actions.leave_team(viewer=viewer(ben), item_id=item.id, at=AT)
        assert Member.objects.get(idea_id=item.pk).left_at == AT


class TestWork:
    def test_tasks_and_progress_by_who_makes_it(self):
        campaign, ada = make_campaign(), make_person()
        item = make_idea(author=ada, campaign=campaign)
        accept(item, campaign.runner)
        actions.take_ownership(viewer=viewer(ada), item_id=item.id, at=AT)
        who = viewer(ada)
        task = actions.add_task(viewer=who, item_id=item.id, title="Ask the fire brigade", person_id=ada.pk, at=AT)
        with pytest.raises(CannotBeAsked):
            actions.add_task(viewer=who, item_id=item.id, title="Paint", person_id=make_person().pk, at=AT)
        actions.finish_task(viewer=who, item_id=item.id, task_id=task.pk, at=AT)
        assert Task.objects.get().done_by == ada
        actions.report_progress(viewer=who, item_id=item.id, percent=40, words="Half way.", at=AT)
        assert idea_of(item).progress == 40
        with pytest.raises(WrongNumber):
            actions.report_progress(viewer=who, item_id=item.id, percent=101, at=AT)
        with pytest.raises(NotAllowed):
            actions.report_progress(viewer=viewer(make_person()), item_id=item.id, percent=50, at=AT)

    def test_support_by_who_decides(self):
        campaign, boss = make_campaign(), make_person()
        item = make_idea(campaign=campaign)
        about = {
            "item_id": item.id,
            "sponsor_id": boss.pk,
            "budget": Decimal(5000),
            "budget_line": "CAPEX 7",
            "hours": 40,
        }
        with pytest.raises(NotAllowed):
            actions.support(viewer=viewer(item.author), at=AT, **about)
        actions.support(viewer=viewer(campaign.runner), at=AT, **about)
        idea = idea_of(item)
        assert (idea.sponsor, idea.budget, idea.hours_granted) == (boss, Decimal(5000), 40)
        assert told("ideas.sponsor.named")[0][1] == boss.pk

    def test_another_unit_borrows_it_once(self):
        from folkmoot.commons.people.models import Unit

        unit = Unit.objects.create(name="Bilbao")
        campaign, kim = make_campaign(), make_person(unit=unit)
        item = make_idea(campaign=campaign)
        with pytest.raises(NotAllowed):
            actions.borrow(viewer=viewer(kim), item_id=item.id, at=AT)
        accept(item, campaign.runner)
        with pytest.raises(NotAllowed):
            actions.borrow(viewer=viewer(make_person()), item_id=item.id, at=AT)
        with pytest.raises(TextIsTooLong):
            actions.borrow(viewer=viewer(kim), item_id=item.id, words="w" * 501, at=AT)
        # A new line is one letter, though forms send two.
        words = "\r\n".join("w" * 250)
        actions.borrow(viewer=viewer(kim), item_id=item.id, words=words, at=AT)
        with pytest.raises(AlreadyAsked):
            actions.borrow(viewer=viewer(kim), item_id=item.id, at=AT)
        assert told("ideas.idea.borrowed")[0][1] == item.author_id


class TestVoices:
    def test_an_author_under_an_alias_is_named_in_no_row_and_no_event(self):
        owner = make_person()
        space = make_space(owner=owner, voices=["alias"])
        ada, ben = make_person(), make_person()
        from folkmoot.testing.makers import join

        join(space, ada)
        join(space, ben)
        item = make_idea(author=ada, space_id=space.pk, audience=None, voice="alias")
        who = viewer(ada)
        actions.invite_co_author(viewer=who, item_id=item.id, person_id=ben.pk, at=AT)
        place = actions.open_position(viewer=who, item_id=item.id, title="Somebody", at=AT)
        asked = actions.apply(viewer=viewer(ben), item_id=item.id, position_id=place.pk, at=AT)
        actions.answer_application(viewer=who, item_id=item.id, application_id=asked.pk, is_yes=True, at=AT)
        made = actions.propose_amendment(viewer=viewer(ben), item_id=item.id, title=item.title, body="Other.", at=AT)
        actions.accept_amendment(viewer=who, item_id=item.id, proposal_id=made.id, version=1, at=AT)
        accept(item, owner)
        assert not Ownership.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, actor, person, data::text FROM outbox_event WHERE root = %s", [item.id])
            for name, actor, person, data in cursor.fetchall():
                assert ada.pk not in (actor, person), name
                assert str(ada.pk) not in data, name
            for model in (CoAuthor, Member, Step, Answer, type(made), type(asked)):
                for row in model.objects.values():
                    assert ada.pk not in row.values(), model


def test_submit_wants_a_title_that_says_something():
    with pytest.raises(TitleIsTooShort):
        make_idea(title="Coffee")
    item = make_idea(title="Better coffee in hall 3")
    assert (idea_of(item).phase, idea_of(item).door) == ("gather", "employees")
    assert idea_of(make_idea(audience=1)).door == "customers"


def test_comments_heat_an_idea_and_votes_sort_it():
    item = make_idea()
    make_reply(item)
    vote(item, make_person())
    actions.keep_up(item_ids=[item.id], at=AT)
    idea = idea_of(item)
    assert (idea.wanted, idea.discussed) == (1, 1)
    assert Vote.objects.count() == 1
    assert Item.objects.get(pk=item.pk).score == 1
