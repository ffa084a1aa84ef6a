"""Each verb: done, refused, impossible."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, ItemFollow, Revision, Vote
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.listen.ideas import actions, queries
from folkmoot.listen.ideas.models import Answer, Campaign, CoAuthor, Evaluation, Idea, Member, Ownership, Step, Task
from folkmoot.listen.ideas.refusals import (
    AlreadyAnswered,
    AlreadyAsked,
    BoxIsThere,
    CampaignIsNotOpen,
    CannotBeAsked,
    IdeaIsMerged,
    IntakeIsFull,
    IntakeIsSlow,
    NeedsAnAnswer,
    NobodyPromised,
    NoDownVotes,
    NoSuchStep,
    NotAVoter,
    NothingChanged,
    OtherCampaign,
    OverCapacity,
    SayWhy,
    TextHasMoved,
    TitleIsTooShort,
    VotesAreSpent,
    VotingIsOver,
    WrongNumber,
    WrongStages,
)
from folkmoot.testing.makers import AT, make_person, make_reply, make_space, viewer

from .makers import REASON, accept, idea_of, make_campaign, make_idea

pytestmark = pytest.mark.django_db


def vote(item, person, value=1, at=AT):
    return content.vote(viewer=viewer(person), item_id=item.id, value=value, at=at)


def told(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT actor, person, item, root, data::text FROM outbox_event WHERE name = %s ORDER BY id", [name])
        return cursor.fetchall()


class TestCampaigns:
    def test_plan_by_admins_and_by_moderators_in_their_space(self):
        owner = make_person()
        space = make_space(owner=owner)
        for person, space_id in ((make_person(admin=True), None), (owner, space.pk)):
            item = actions.plan_campaign(viewer=viewer(person), title="What is slow?", space_id=space_id, at=AT)
            assert Campaign.objects.get(pk=item.pk).state == "planned"
        for person, space_id in ((make_person(), None), (owner, None), (make_person(), space.pk)):
            with pytest.raises(NotAllowed):
                actions.plan_campaign(viewer=viewer(person), title="What is slow?", space_id=space_id, at=AT)

    def test_open_needs_a_promise_and_no_more_open_ideas_than_promised(self):
        admin, reviewer = make_person(admin=True), make_person()
        campaign = make_campaign(runner=admin, reviewers=[reviewer], capacity=0, opened=False)
        with pytest.raises(NobodyPromised):
            actions.open_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT)
        actions.promise(viewer=viewer(reviewer), campaign_id=campaign.id, capacity=1, at=AT)
        actions.open_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT)
        for _ in range(2):
            item = make_idea()
            Idea.objects.filter(pk=item.pk).update(campaign_id=campaign.id)
        actions.close_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT)
        with pytest.raises(OverCapacity):
            actions.open_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT)
        actions.promise(viewer=viewer(reviewer), campaign_id=campaign.id, capacity=2, at=AT)
        assert actions.open_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT).state == "open"
        with pytest.raises(WrongState):
            actions.open_campaign(viewer=viewer(admin), campaign_id=campaign.id, at=AT)

    def test_promises_are_the_reviewers_own(self):
        admin, reviewer = make_person(admin=True), make_person()
        campaign = make_campaign(runner=admin, reviewers=[reviewer])
        with pytest.raises(NotAllowed):
            actions.promise(viewer=viewer(admin), campaign_id=campaign.id, capacity=5, at=AT)
        with pytest.raises(WrongNumber):
            actions.promise(viewer=viewer(reviewer), campaign_id=campaign.id, capacity=-1, at=AT)
        with pytest.raises(NotAllowed):
            actions.give_role(viewer=viewer(reviewer), campaign_id=campaign.id, person_id=admin.pk, name="decider", at=AT)
        outsider = make_person(employee=False)
        with pytest.raises(CannotBeAsked):
            actions.give_role(
                viewer=viewer(admin), campaign_id=campaign.id, person_id=outsider.pk, name="reviewer", at=AT
            )

    def test_one_open_box_a_door(self):
        make_campaign(is_standing=True)
        with pytest.raises(BoxIsThere):
            make_campaign(is_standing=True)
        make_campaign(is_standing=True, door="customers", audience=1)

    def test_intake_slows_at_the_promise_and_ends_at_twice_as_much(self):
        campaign = make_campaign(capacity=2)
        busy = make_person()
        make_idea(author=busy, campaign=campaign)
        make_idea(author=busy, campaign=campaign)
        with pytest.raises(IntakeIsSlow):
            make_idea(author=busy, campaign=campaign)
        make_idea(campaign=campaign)
        last = make_idea(campaign=campaign)
        with pytest.raises(IntakeIsFull):
            make_idea(campaign=campaign)
        actions.decline(viewer=viewer(campaign.runner), item_id=last.id, reason=REASON, at=AT)
        with pytest.raises(IntakeIsSlow):
            make_idea(author=busy, campaign=campaign)
        make_idea(author=busy, campaign=campaign, at=AT + timedelta(days=8))

    def test_a_draft_comes_out_only_when_there_is_room(self):
        campaign = make_campaign(capacity=1)
        ada = make_person()
        draft = make_idea(author=ada, campaign=campaign, as_draft=True)
        make_idea(campaign=campaign)
        make_idea(campaign=campaign)
        with pytest.raises(IntakeIsFull):
            content.publish_draft(viewer=viewer(ada), item_id=draft.id, at=AT)
        content.schedule(viewer=viewer(ada), item_id=draft.id, publish_at=AT + timedelta(hours=1), at=AT)
        content.publish_due(AT + timedelta(hours=2))
        draft.refresh_from_db()
        assert draft.state == "draft"

    def test_closed_and_past_campaigns_take_nothing(self):
        campaign = make_campaign(closes_on=AT.date())
        make_idea(campaign=campaign)
        with pytest.raises(CampaignIsNotOpen):
            make_idea(campaign=campaign, at=AT + timedelta(days=1))
        assert actions.close_due(at=AT + timedelta(days=1)) == 1
        with pytest.raises(CampaignIsNotOpen):
            make_idea(campaign=campaign)

    def test_stages_that_lead_nowhere_or_drop_ideas_are_refused(self):
        campaign = make_campaign()
        make_idea(campaign=campaign)
        who = viewer(campaign.runner)
        short = [{"key": "a", "label": "In", "phase": "gather", "next": ["b"]}, {"key": "b", "label": "Out", "phase": "declined"}]
        with pytest.raises(WrongStages):
            actions.change_campaign(viewer=who, campaign_id=campaign.id, rules={"stages": short}, at=AT)
        good = [
            {"key": "in", "label": "In", "phase": "gather", "next": ["yes", "no"]},
            {"key": "yes", "label": "Yes", "phase": "develop", "next": ["real"]},
            {"key": "no", "label": "No", "phase": "declined", "next": ["in"]},
            {"key": "real", "label": "Real", "phase": "done", "next": []},
        ]
        with pytest.raises(WrongStages):
            actions.change_campaign(viewer=who, campaign_id=campaign.id, rules={"stages": good}, at=AT)
        good[0]["key"] = "gather"
        good[2]["next"] = ["gather"]
        actions.change_campaign(viewer=who, campaign_id=campaign.id, rules={"stages": good}, at=AT)

    def test_how_votes_are_shown_is_promised_before_opening(self):
        campaign = make_campaign(votes_shown="deciders")
        with pytest.raises(WrongState):
            actions.change_campaign(
                viewer=viewer(campaign.runner), campaign_id=campaign.id, rules={"votes_shown": "always"}, at=AT
            )


class TestVoting:
    def test_a_budget_ends_and_comes_back(self):
        campaign = make_campaign(votes_each=2)
        ben = make_person()
        first, second, third = (make_idea(campaign=campaign) for _ in range(3))
        vote(first, ben)
        vote(second, ben)
        with pytest.raises(VotesAreSpent):
            vote(third, ben)
        vote(second, ben, 0)
        vote(third, ben)
        assert queries.ballot(viewer(ben), idea_of(third).campaign).left == 0
        actions.decline(viewer=viewer(campaign.runner), item_id=first.id, reason=REASON, at=AT)
        assert queries.ballot(viewer(ben), idea_of(third).campaign).left == 1
        vote(second, ben)
        with pytest.raises(VotingIsOver):
            vote(first, ben, 0)

    def test_down_votes_and_voters_are_as_the_campaign_says(self):
        campaign = make_campaign(audience=1, allows_down=True, voters="employees")
        plain = make_idea()
        ben, kim = make_person(), make_person(employee=False)
        item = make_idea(campaign=campaign)
        vote(item, ben, -1)
        with pytest.raises(NotAVoter):
            vote(item, kim)
        with pytest.raises(NoDownVotes):
            vote(plain, ben, -1)

    def test_sealed_votes_are_told_to_deciders_alone_until_the_end(self):
        campaign = make_campaign(votes_shown="after_close")
        item = make_idea(campaign=campaign)
        for _ in range(3):
            vote(item, make_person())
        actions.keep_up(item_ids=[item.id], at=AT)
        item.refresh_from_db()
        assert (item.score, item.up_count, idea_of(item).wanted) == (0, 0, 0)
        for person, ups in ((make_person(), None), (campaign.runner, 3), (campaign.reviewers[0], None)):
            who = viewer(person)
            seen = queries.tally(item, queries.standing(who, item, idea_of(item)))
            assert (seen and seen.ups) == ups
        rows = list(queries.export_rows(viewer(make_person()), campaign.id))
        assert rows[0][5:7] == ["", ""]
        actions.close_campaign(viewer=viewer(campaign.runner), campaign_id=campaign.id, at=AT)
        item.refresh_from_db()
        assert item.score == 3


class TestStages:
    def test_rules_move_ideas_on_by_votes_and_by_days(self):
        campaign = make_campaign()
        item = make_idea(campaign=campaign)
        for _ in range(8):
            vote(item, make_person())
        assert actions.keep_up(item_ids=[item.id], at=AT) == [item.id]
        assert idea_of(item).phase == "discuss"
        for _ in range(4):
            vote(item, make_person())
        assert actions.keep_up(item_ids=[item.id], at=AT + timedelta(days=6)) == []
        assert actions.go_on_with_time(at=AT + timedelta(days=7)) == 1
        assert idea_of(item).phase == "evaluate"
        assert [(each.phase, each.by_rule) for each in Step.objects.filter(idea_id=item.pk).order_by("pk")] == [
            ("gather", False), ("discuss", True), ("evaluate", True),
        ]  # fmt: skip
        assert len(told("ideas.idea.moved")) == 2

    def test_move_by_deciders_between_open_stages_only(self):
        campaign = make_campaign()
        item = make_idea(campaign=campaign)
        boss = viewer(campaign.runner)
        with pytest.raises(NotAllowed):
            actions.move(viewer=viewer(make_person()), item_id=item.id, stage="discuss", at=AT)
        with pytest.raises(NotAllowed):
            actions.move(viewer=viewer(campaign.reviewers[0]), item_id=item.id, stage="discuss", at=AT)
        actions.move(viewer=boss, item_id=item.id, stage="evaluate", at=AT)
        with pytest.raises(NeedsAnAnswer):
            actions.move(viewer=boss, item_id=item.id, stage="develop", at=AT)
        with pytest.raises(NoSuchStep):
            actions.move(viewer=boss, item_id=item.id, stage="nowhere", at=AT)

    def test_move_many_tells_what_could_not_move(self):
        campaign = make_campaign()
        ideas = [make_idea(campaign=campaign) for _ in range(3)]
        accept(ideas[0], campaign.runner)
        moved, refused = actions.move_many(
            viewer=viewer(campaign.runner), item_ids=[each.id for each in ideas], stage="evaluate", at=AT
        )
        assert moved == [ideas[1].id, ideas[2].id]
        assert list(refused) == [ideas[0].id]

    def test_reminders_come_once(self):
        campaign = make_campaign(answer_days=10)
        item = make_idea(campaign=campaign)
        assert actions.remind(at=AT + timedelta(days=9)) == 0
        assert actions.remind(at=AT + timedelta(days=11)) == 1
        assert actions.remind(at=AT + timedelta(days=58)) == 1
        assert actions.remind(at=AT + timedelta(days=59)) == 0
        assert [row[2] for row in told("ideas.answer.overdue") + told("ideas.stage.due")] == [item.id, item.id]


class TestAnswers:
    def test_accept_says_why_when_and_for_how_much_and_offers_the_author_to_own_it(self):
        campaign, ada = make_campaign(), make_person()
        item = make_idea(author=ada, campaign=campaign)
        with pytest.raises(NotAllowed):
            accept(item, ada)
        with pytest.raises(SayWhy):
            actions.accept(viewer=viewer(campaign.runner), item_id=item.id, reason="Yes.", at=AT)
        answer = accept(item, campaign.runner, cost=Decimal("1200"), period="by June")
        assert (answer.outcome, answer.by, answer.period) == ("accepted", campaign.runner, "by June")
        assert idea_of(item).phase == "develop"
        assert Ownership.objects.get(idea_id=item.pk).person == ada
        with pytest.raises(AlreadyAnswered):
            accept(item, campaign.runner)
        assert told("ideas.idea.accepted")[0][1] == ada.pk

    def test_no_idea_is_closed_without_an_answer_in_the_database(self):
        from django.db import IntegrityError, transaction

        item = make_idea()
        with pytest.raises(IntegrityError), transaction.atomic():
            Idea.objects.filter(pk=item.pk).update(phase="declined")
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.create(idea_id=item.pk, outcome="declined", reason="", html="", at=AT)

    def test_reopen_takes_the_answer_back_and_keeps_it_readable(self):
        campaign = make_campaign()
        item = make_idea(campaign=campaign)
        boss = viewer(campaign.runner)
        actions.decline(viewer=boss, item_id=item.id, reason=REASON, at=AT)
        later = AT + timedelta(days=40)
        actions.reopen(viewer=boss, item_id=item.id, words="The law has changed since we said no.", at=later)
        idea = idea_of(item)
        assert (idea.closed_at, idea.answer_due_at) == (None, later + timedelta(days=30))
        assert Answer.objects.get(idea=idea).withdrawn_at == later
        with pytest.raises(NoSuchStep):
            actions.reopen(viewer=boss, item_id=item.id, words="The law has changed since we said no.", at=later)

    def test_merge_carries_votes_followers_and_credit(self):
        campaign = make_campaign()
        ada, ben, cy, dee = (make_person() for _ in range(4))
        stays, goes = make_idea(author=ada, campaign=campaign), make_idea(author=ben, campaign=campaign)
        actions.invite_co_author(viewer=viewer(ben), item_id=goes.id, person_id=dee.pk, at=AT)
        actions.answer_co_authorship(viewer=viewer(dee), item_id=goes.id, is_yes=True, at=AT)
        vote(stays, cy)
        vote(goes, cy)
        vote(goes, make_person())
        other = make_idea()
        with pytest.raises(OtherCampaign):
            actions.merge(viewer=viewer(campaign.runner), item_id=goes.id, into_id=other.id, at=AT)
        actions.merge(viewer=viewer(campaign.runner), item_id=goes.id, into_id=stays.id, at=AT)
        stays.refresh_from_db()
        assert stays.score == 2
        assert idea_of(goes).phase == "merged"
        assert set(ItemFollow.objects.filter(item=stays).values_list("person_id", flat=True)) >= {ada.pk, ben.pk}
        states = dict(CoAuthor.objects.filter(idea_id=stays.pk).values_list("person_id", "state"))
        assert states == {ben.pk: "asked", dee.pk: "joined"}
        [(actor, person, item, root, data)] = told("ideas.idea.merged")
        assert (actor, person, item, root) == (campaign.runner.pk, ben.pk, goes.id, stays.id)
        assert f'"co_authors": [{dee.pk}]' in data
        with pytest.raises(IdeaIsMerged):
            vote(goes, make_person())

    def test_implement_by_its_owner_names_everybody(self):
        campaign, ada, ben = make_campaign(), make_person(), make_person()
        item = make_idea(author=ada, campaign=campaign)
        with pytest.raises(NotAllowed):
            actions.implement(viewer=viewer(ada), item_id=item.id, result=REASON, at=AT)
        accept(item, campaign.runner)
        actions.take_ownership(viewer=viewer(ada), item_id=item.id, at=AT)
        place = actions.open_position(viewer=viewer(ada), item_id=item.id, title="Somebody who codes", at=AT)
        asked = actions.apply(viewer=viewer(ben), item_id=item.id, position_id=place.pk, at=AT)
        actions.answer_application(viewer=viewer(ada), item_id=item.id, application_id=asked.pk, is_yes=True, at=AT)
        done = actions.implement(viewer=viewer(ada), item_id=item.id, result=REASON, cost=Decimal("900"), at=AT)
        assert (done.phase, done.progress, done.cost) == ("done", 100, Decimal("900"))
        [(_actor, person, _item, _root, data)] = told("ideas.idea.implemented")
        assert person == ada.pk
        assert f'"owner": {ada.pk}' in data
        assert f'"team": [{ben.pk}]' in data


class TestReviewing:
    def test_scores_are_weighed_and_read_by_few(self):
        reviewers = [make_person(), make_person()]
        campaign = make_campaign(reviewers=reviewers)
        value, cost = actions.set_criteria(
            viewer=viewer(campaign.runner), campaign_id=campaign.id, criteria=[("Value", "", 3), ("Effort", "", 1)],
            at=AT,
        )  # fmt: skip
        item = make_idea(campaign=campaign)
        first, second = map(viewer, reviewers)
        with pytest.raises(WrongNumber):
            actions.evaluate(viewer=first, item_id=item.id, scores={value.pk: 5}, at=AT)
        with pytest.raises(WrongNumber):
            actions.evaluate(viewer=first, item_id=item.id, scores={value.pk: 6, cost.pk: 1}, at=AT)
        actions.evaluate(viewer=first, item_id=item.id, scores={value.pk: 5, cost.pk: 1}, note="Secret.", at=AT)
        assert Evaluation.objects.get().total == 400
        assert idea_of(item).rating == 400
        assert queries.reviews(second, item, idea_of(item)).evaluations == []
        actions.evaluate(viewer=second, item_id=item.id, scores={value.pk: 2, cost.pk: 4}, at=AT)
        assert len(queries.reviews(second, item, idea_of(item)).evaluations) == 2
        for person in (make_person(), item.author):
            with pytest.raises(NotAllowed):
                queries.reviews(viewer(person), item, idea_of(item))
            with pytest.raises(NotAllowed):
                actions.evaluate(viewer=viewer(person), item_id=item.id, scores={}, at=AT)
            with pytest.raises(NotAllowed):
                actions.note(viewer=viewer(person), item_id=item.id, text="Me too", at=AT)

    def test_nobody_reviews_their_own(self):
        reviewer = make_person()
        campaign = make_campaign(reviewers=[reviewer])
        item, other = make_idea(author=reviewer, campaign=campaign), make_idea(campaign=campaign)
        with pytest.raises(NotAllowed):
            queries.reviews(viewer(reviewer), item, idea_of(item))
        with pytest.raises(NotAllowed):
            actions.compare(
                viewer=viewer(reviewer), campaign_id=campaign.id, better_id=item.id, worse_id=other.id, at=AT
            )
        assert queries.pair_for(viewer(reviewer), idea_of(item).campaign) is None

    def test_pairs_are_said_once_and_can_be_said_anew(self):
        campaign = make_campaign(uses_pairs=True)
        a, b = make_idea(campaign=campaign), make_idea(campaign=campaign)
        reviewer = viewer(campaign.reviewers[0])
        pair = queries.pair_for(reviewer, idea_of(a).campaign)
        assert {each.pk for each in pair} == {a.pk, b.pk}
        about = {"viewer": reviewer, "campaign_id": campaign.id, "at": AT}
        actions.compare(better_id=a.id, worse_id=b.id, **about)
        actions.compare(better_id=a.id, worse_id=b.id, **about)
        actions.compare(better_id=b.id, worse_id=a.id, **about)
        assert queries.pair_for(reviewer, idea_of(a).campaign) is None
        desk = queries.desk(viewer(campaign.runner), contents.visible_item(reviewer, campaign.id), idea_of(a).campaign, sort="pairs")
        assert [line.item.id for line in desk.lines] == [b.id, a.id]


class TestPeople:
    def test_ownership_is_taken_handed_on_and_declined(self):
        campaign, ada, ben = make_campaign(), make_person(), make_person()
        item = make_idea(author=ada, campaign=campaign)
        accept(item, campaign.runner)
        with pytest.raises(NotAllowed):
            actions.take_ownership(viewer=viewer(ben), item_id=item.id, at=AT)
        actions.take_ownership(viewer=viewer(ada), item_id=item.id, at=AT)
        actions.offer_ownership(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, words="You know it best.", at=AT)
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
        about = {"item_id": item.id, "number": made.number, "at": AT}
        with pytest.raises(NotAllowed):
            actions.accept_amendment(viewer=viewer(ben), text_version=1, **about)
        content.edit(viewer=viewer(ada), item_id=item.id, body="Today it is slow.", at=AT)
        with pytest.raises(TextHasMoved):
            actions.accept_amendment(viewer=viewer(ada), text_version=1, **about)
        actions.accept_amendment(viewer=viewer(ada), text_version=2, **about)
        item.refresh_from_db()
        assert item.body == "With a timetable."
        assert Revision.objects.filter(item=item).order_by("-number").first().editor == ben
        [(actor, person, *_rest)] = told("ideas.amendment.accepted")
        assert (actor, person) == (ada.pk, ben.pk)
        with pytest.raises(WrongState):
            actions.decline_amendment(viewer=viewer(ada), **about)

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
        about = {"item_id": item.id, "sponsor_id": boss.pk, "budget": Decimal(5000), "budget_line": "CAPEX 7", "hours": 40}
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
        actions.borrow(viewer=viewer(kim), item_id=item.id, words="In both halls.", at=AT)
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
        actions.accept_amendment(viewer=who, item_id=item.id, number=made.number, text_version=1, at=AT)
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
