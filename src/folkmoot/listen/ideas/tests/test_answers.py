"""From stage to stage to an answer: each verb done, refused, impossible."""

from datetime import timedelta
from decimal import Decimal

import pytest

from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import ItemFollow
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.listen.ideas import actions, queries
from folkmoot.listen.ideas.models import Answer, CoAuthor, Evaluation, Idea, Ownership, Step
from folkmoot.listen.ideas.refusals import (
    AlreadyAnswered,
    IdeaIsMerged,
    NeedsAnAnswer,
    NoSuchStep,
    OtherCampaign,
    SayWhy,
    WrongNumber,
)
from folkmoot.testing.makers import AT, make_person, viewer

from .makers import REASON, accept, idea_of, make_campaign, make_idea, told, vote

pytestmark = pytest.mark.django_db


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

    def test_only_who_knows_that_it_was_accepted_takes_that_back(self):
        campaign = make_campaign()
        item, boss = make_idea(campaign=campaign), viewer(campaign.runner)
        accept(item, campaign.runner)
        with pytest.raises(AlreadyAnswered):
            actions.decline(viewer=boss, item_id=item.id, reason=REASON, at=AT)
        assert idea_of(item).phase == "develop"
        actions.decline(viewer=boss, item_id=item.id, reason=REASON, takes_back=True, at=AT)
        assert idea_of(item).phase == "declined"
        assert Answer.objects.filter(idea_id=item.pk, withdrawn_at__isnull=True).get().outcome == "declined"

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
        desk = queries.desk(
            viewer(campaign.runner), contents.visible_item(reviewer, campaign.id), idea_of(a).campaign, sort="pairs"
        )
        assert [line.item.id for line in desk.lines] == [b.id, a.id]

    def test_who_cannot_tell_says_so_and_is_not_asked_again(self):
        campaign = make_campaign(uses_pairs=True)
        a, b = make_idea(campaign=campaign), make_idea(campaign=campaign)
        reviewer, shown = viewer(campaign.reviewers[0]), contents.visible_item(viewer(campaign.runner), campaign.id)
        about = {"viewer": reviewer, "campaign_id": campaign.id, "better_id": a.id, "worse_id": b.id, "at": AT}
        for is_even, strengths in ((False, 2), (True, 1)):
            actions.compare(**about, is_even=is_even)
            desk = queries.desk(viewer(campaign.runner), shown, idea_of(a).campaign, sort="pairs")
            assert len({round(line.strength, 6) for line in desk.lines}) == strengths
        assert queries.pair_for(reviewer, idea_of(a).campaign) is None
