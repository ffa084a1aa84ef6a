"""Campaigns and the votes in them: each verb done, refused, impossible."""

from datetime import timedelta

import pytest

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, WrongState
from folkmoot.listen.ideas import actions, queries
from folkmoot.listen.ideas.models import Campaign, Criterion, Idea
from folkmoot.listen.ideas.refusals import (
    BoxIsThere,
    CampaignIsNotOpen,
    CannotBeAsked,
    DayIsOver,
    IntakeIsFull,
    IntakeIsSlow,
    NobodyPromised,
    NoDownVotes,
    NotAVoter,
    OverCapacity,
    SameCriterion,
    VotesAreSpent,
    VotingIsOver,
    WrongNumber,
    WrongStages,
)
from folkmoot.testing.makers import AT, make_person, make_reply, make_space, viewer

from .makers import REASON, idea_of, make_campaign, make_idea, vote

pytestmark = pytest.mark.django_db


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
            actions.give_role(
                viewer=viewer(reviewer), campaign_id=campaign.id, person_id=admin.pk, name="decider", at=AT
            )
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
        with pytest.raises(DayIsOver):
            actions.open_campaign(viewer=viewer(campaign.runner), campaign_id=campaign.id, at=AT + timedelta(days=1))

    def test_criteria_that_are_wrong_leave_the_rules_as_they_were(self):
        campaign = make_campaign(answer_days=30)
        who = viewer(campaign.runner)
        for reason, criteria in (
            (SameCriterion, [("Value", "", 1), ("value", "", 2)]),
            (WrongNumber, [("Value", "", 11)]),
        ):
            with pytest.raises(reason):
                actions.change_campaign(
                    viewer=who, campaign_id=campaign.id, rules={"answer_days": 10}, criteria=criteria, at=AT
                )
        assert not Criterion.objects.filter(campaign_id=campaign.id).exists()
        assert Campaign.objects.get(pk=campaign.id).answer_days == 30
        actions.change_campaign(
            viewer=who, campaign_id=campaign.id, rules={"answer_days": 10}, criteria=[("Value", "", 3)], at=AT
        )
        assert Criterion.objects.get(campaign_id=campaign.id).weight == 3

    def test_stages_that_lead_nowhere_or_drop_ideas_are_refused(self):
        campaign = make_campaign()
        make_idea(campaign=campaign)
        who = viewer(campaign.runner)
        short = [
            {"key": "a", "label": "In", "phase": "gather", "next": ["b"]},
            {"key": "b", "label": "Out", "phase": "declined"},
        ]
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


def test_ideas_follow_their_campaign_to_fewer_readers_and_to_another_space():
    admin, ada = make_person(admin=True), make_person()
    campaign = make_campaign(runner=admin)
    item, draft = make_idea(author=ada, campaign=campaign), make_idea(author=ada)
    reply = make_reply(item)
    assert (item.audience, item.space_id) == (2, None)
    Item.objects.filter(id__in=[campaign.id, item.id, draft.id, reply.id]).update(audience=1)
    content.change_audience(viewer=viewer(admin), item_id=campaign.id, audience=2, at=AT)
    readers = dict(Item.objects.values_list("id", "audience"))
    assert (readers[item.id], readers[reply.id], readers[draft.id]) == (2, 2, 1)
    space = make_space(owner=admin, audience=3, joining="secret")
    content.move(viewer=viewer(admin), item_id=campaign.id, space_id=space.pk, at=AT)
    places = {pk: (place, audience) for pk, place, audience in Item.objects.values_list("id", "space", "audience")}
    assert places[item.id] == places[reply.id] == places[campaign.id] == (space.pk, 3)
    assert places[draft.id] == (None, 1)
    space.refresh_from_db()
    assert space.item_count == 2
