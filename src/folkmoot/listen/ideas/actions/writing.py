"""Bringing an idea, and what the kind does when one is written, comes out or is voted on."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Item, Vote
from folkmoot.commons.content.refusals import WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, queries
from ..models import Campaign, Door, Idea, Step
from ..refusals import (
    CampaignIsNotOpen,
    IdeaIsMerged,
    IntakeIsFull,
    IntakeIsSlow,
    NoDownVotes,
    NotAVoter,
    TitleIsTooShort,
    VotesAreSpent,
    VotingIsOver,
)

ANSWER_DAYS = 30


@transaction.atomic
def submit(
    *, viewer: Viewer, title: str, body: str = "", campaign_id: int | None = None, at: datetime, **how: Any
) -> Item:
    """This will bring an idea, in a campaign for the readers of that campaign; `how` is what `content.publish` takes.

    While more ideas wait than the reviewers promised to answer, each person can bring one a week; at twice as many
    none is taken. Raises TitleIsTooShort, CampaignIsNotOpen, IntakeIsSlow, IntakeIsFull, or a Refused of content.
    """
    is_draft = bool(how.get("as_draft"))
    if len(title.strip()) < logic.MIN_TITLE and not is_draft:
        raise TitleIsTooShort
    campaign = None
    if campaign_id is not None:
        place, _campaign = queries.visible_campaign(viewer, campaign_id)
        campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
        if not is_draft:
            _check_intake(campaign, at, is_theirs=queries.has_one_this_week(viewer, campaign_id, at))
        if how.get("publish_at") is not None and how["publish_at"] > at:
            raise WrongState
        how |= {"space_id": place.space_id, "audience": place.audience}
    item = content.publish(viewer=viewer, kind="idea", title=title, body=body, at=at, **how)
    if campaign is not None:
        _put_into(item, campaign, at)
    item.refresh_from_db()
    return item


def _put_into(item: Item, campaign: Campaign, at: datetime) -> None:
    start = queries.machine_of(campaign).start
    Idea.objects.filter(pk=item.pk).update(
        campaign=campaign, door=campaign.door, stage=start.key, phase=start.phase,
        answer_due_at=at + timedelta(days=campaign.answer_days), stage_due_on=_due(start, at),
    )  # fmt: skip
    Step.objects.filter(idea_id=item.pk).update(stage=start.label, phase=start.phase)
    if campaign.votes_shown != Campaign.Shown.ALWAYS:
        content.seal_votes(item_ids=[item.pk], at=at)


def _check_intake(campaign: Campaign, at: datetime, *, is_theirs: bool) -> None:
    """The campaign is locked, so that of two ideas at once the second knows of the first."""
    if campaign.state != "open" or (campaign.closes_on is not None and campaign.closes_on < at.date()):
        raise CampaignIsNotOpen
    intake = queries.intake_for_system(campaign.pk)
    if intake.state == "full":
        raise IntakeIsFull
    if intake.state == "slow" and is_theirs:
        raise IntakeIsSlow


def begin(viewer: Viewer, item: Item, at: datetime) -> None:
    """This will give a new item of kind "idea" its row: in no campaign, at the usual beginning."""
    start = queries.machine_of(None).start
    door = Door.EMPLOYEES if item.audience >= 2 else Door.CUSTOMERS
    idea = Idea.objects.create(
        item=item, door=door, stage=start.key, phase=start.phase, submitted_at=at, stage_at=at,
        stage_due_on=_due(start, at), answer_due_at=at + timedelta(days=ANSWER_DAYS), heat=logic.heat(0, 0, at),
    )  # fmt: skip
    Step.objects.create(idea=idea, phase=start.phase, stage=start.label, at=at)


def come_out(item: Item, at: datetime) -> None:
    """This will start the clocks of an idea that comes out, as far as its campaign takes it now."""
    idea = Idea.objects.select_related("campaign").get(pk=item.pk)
    days = ANSWER_DAYS
    if idea.campaign is not None:
        campaign = Campaign.objects.select_for_update(no_key=True).get(pk=idea.campaign_id)
        mine = Q(item__author_id=item.author_id) if item.author_id else Q(item__alias_id=item.alias_id)
        lately = Idea.objects.filter(mine, campaign=campaign, submitted_at__gt=at - timedelta(days=7))
        is_theirs = lately.filter(item__state="published").exclude(pk=idea.pk).exists()
        _check_intake(campaign, at, is_theirs=is_theirs)
        days = campaign.answer_days
    stage = queries.machine_of(idea.campaign).stage(idea.stage)
    Idea.objects.filter(pk=item.pk).update(
        submitted_at=at, stage_at=at, stage_due_on=_due(stage, at), answer_due_at=at + timedelta(days=days),
        heat=logic.heat(0, 0, at),
    )  # fmt: skip
    Step.objects.filter(idea=idea).update(at=at)


def check_vote(viewer: Viewer, item: Item, value: int) -> None:
    """Raise the reason why this vote on an idea (whose item is locked) is not taken."""
    idea = Idea.objects.select_related("campaign").filter(pk=item.pk).first()
    if idea is None:
        return
    if idea.phase == "merged":
        raise IdeaIsMerged
    if idea.closed_at is not None:
        raise VotingIsOver
    campaign = idea.campaign
    if value == -1 and (campaign is None or not campaign.allows_down):
        raise NoDownVotes
    if campaign is None:
        return
    if not _may_vote(viewer, item, campaign):
        raise NotAVoter
    if campaign.votes_each is None or value == 0:
        return
    # Two votes on two ideas at once hold two items: this lock is what makes the second see the first.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"ideas:{campaign.pk}:{viewer.person_id}"]
        )
    has_voted = Vote.objects.filter(item=item, person_id=viewer.person_id).exists()
    mine = queries.ballot(viewer, campaign)
    if not has_voted and mine is not None and mine.left < 1:
        raise VotesAreSpent


def _may_vote(viewer: Viewer, item: Item, campaign: Campaign) -> bool:
    if campaign.voters == Campaign.Voters.EMPLOYEES:
        return viewer.clearance >= 2
    if campaign.voters == Campaign.Voters.MEMBERS:
        return item.space_id in viewer.space_ids
    return True


def _due(stage: logic.Stage, at: datetime) -> Any:
    return (at + timedelta(days=stage.days)).date() if stage.days is not None else None
