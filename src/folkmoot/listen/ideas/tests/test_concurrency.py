"""Several at once: limits hold, nothing is lost, nobody answers twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item, Vote
from folkmoot.commons.content.refusals import Refused
from folkmoot.listen.ideas import actions, queries
from folkmoot.listen.ideas.models import Answer, Idea, Member, Ownership
from folkmoot.listen.ideas.refusals import AlreadyAnswered, IdeaIsMerged, IntakeIsFull, VotesAreSpent
from folkmoot.testing.makers import make_person, viewer

from .makers import REASON, accept, idea_of, make_campaign, make_idea

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    """What each job gave, or why it was refused."""

    def run(job):
        try:
            return job()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def vote(item, who):
    return content.vote(viewer=who, item_id=item.id, value=1, at=now())


def kinds_of(done):
    return sorted(type(each).__name__ for each in done if isinstance(each, Refused))


def test_of_many_votes_at_once_only_as_many_count_as_there_are():
    campaign = make_campaign(votes_each=2)
    ideas = [make_idea(campaign=campaign) for _ in range(6)]
    ben = viewer(make_person())
    done = at_once([lambda item=item: vote(item, ben) for item in ideas])
    assert sum(isinstance(each, VotesAreSpent) for each in done) == 4
    assert Vote.objects.filter(person_id=ben.person_id).count() == 2
    assert queries.ballot(ben, idea_of(ideas[0]).campaign).left == 0


def test_votes_while_merging_are_counted_on_the_one_that_stays_or_refused():
    campaign = make_campaign()
    stays, goes = make_idea(campaign=campaign), make_idea(campaign=campaign)
    voters = [viewer(make_person()) for _ in range(6)]
    boss = viewer(campaign.runner)
    jobs = [lambda who=who: vote(goes, who) for who in voters]
    jobs.insert(3, lambda: actions.merge(viewer=boss, item_id=goes.id, into_id=stays.id, at=now()))
    done = at_once(jobs)
    refused = [each for each in done if isinstance(each, Refused)]
    assert all(isinstance(each, IdeaIsMerged) for each in refused)
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.score, goes.score) == (6 - len(refused), 0)
    assert Vote.objects.filter(item=stays).count() == stays.up_count
    assert not Vote.objects.filter(item=goes).exists()


def test_two_who_merge_each_into_the_other_leave_one():
    campaign = make_campaign()
    a, b = make_idea(campaign=campaign), make_idea(campaign=campaign)
    boss = viewer(campaign.runner)
    done = at_once(
        [
            lambda: actions.merge(viewer=boss, item_id=a.id, into_id=b.id, at=now()),
            lambda: actions.merge(viewer=boss, item_id=b.id, into_id=a.id, at=now()),
        ]
    )
    assert len(kinds_of(done)) == 1
    assert sorted(Idea.objects.values_list("phase", flat=True)) == ["gather", "merged"]


def test_two_who_answer_at_once_give_one_answer():
    campaign = make_campaign()
    other = make_person()
    actions.give_role(
        viewer=viewer(campaign.runner), campaign_id=campaign.id, person_id=other.pk, name="decider", at=now()
    )
    item = make_idea(campaign=campaign)
    deciders = (viewer(campaign.runner), viewer(other))
    done = at_once(
        [
            lambda: actions.accept(viewer=deciders[0], item_id=item.id, reason=REASON, at=now()),
            lambda: actions.decline(viewer=deciders[1], item_id=item.id, reason=REASON, at=now()),
        ]
    )
    [refused] = [each for each in done if isinstance(each, Refused)]
    assert isinstance(refused, AlreadyAnswered)
    [answer] = Answer.objects.filter(idea_id=item.pk, withdrawn_at__isnull=True)
    assert idea_of(item).phase == {"accepted": "develop", "declined": "declined"}[answer.outcome]


def test_ideas_at_once_do_not_pass_the_promise_together():
    campaign = make_campaign(capacity=1)
    writers = [make_person() for _ in range(5)]
    done = at_once([lambda ada=ada: make_idea(author=ada, campaign=campaign) for ada in writers])
    assert sum(isinstance(each, Item) for each in done) == 2
    assert sum(isinstance(each, IntakeIsFull) for each in done) == 3
    assert queries.intake_for_system(campaign.id).waiting == 2


def test_one_owner_and_one_place_however_many_press_the_button():
    campaign, ada, ben = make_campaign(), make_person(), make_person()
    item = make_idea(author=ada, campaign=campaign)
    accept(item, campaign.runner)
    who, at = viewer(ada), now()
    at_once([lambda: actions.take_ownership(viewer=who, item_id=item.id, at=at) for _ in range(3)])
    assert Ownership.objects.filter(idea_id=item.pk, state="held").count() == 1
    place = actions.open_position(viewer=who, item_id=item.id, title="Somebody", at=at)
    asked = actions.apply(viewer=viewer(ben), item_id=item.id, position_id=place.pk, at=at)
    at_once(
        [
            lambda: actions.answer_application(
                viewer=who, item_id=item.id, application_id=asked.pk, is_yes=True, at=at
            )
            for _ in range(3)
        ]
    )
    assert Member.objects.filter(idea_id=item.pk).count() == 1
