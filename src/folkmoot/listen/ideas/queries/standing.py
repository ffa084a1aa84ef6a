"""One idea or campaign for one viewer, and what the viewer is to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.models import Item, Vote
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy
from ..models import PHASES, Campaign, CoAuthor, Idea, Member, Role


def visible_idea(viewer: Viewer, item_id: int) -> tuple[Item, Idea]:
    """One idea; raises Item.DoesNotExist for what the viewer may not see, or is none."""
    item = contents.visible_item(viewer, item_id, kind="idea")
    idea = (
        Idea.objects.select_related("campaign__item", "owner__picture", "sponsor__picture").filter(pk=item_id).first()
    )
    if idea is None:
        raise Item.DoesNotExist
    return item, idea


def visible_campaign(viewer: Viewer, item_id: int) -> tuple[Item, Campaign]:
    """One campaign; raises Item.DoesNotExist."""
    item = contents.visible_item(viewer, item_id, kind="idea_campaign")
    campaign = Campaign.objects.filter(pk=item_id).first()
    if campaign is None:
        raise Item.DoesNotExist
    return item, campaign


def roles_of(viewer: Viewer, campaign_id: int | None) -> set[str]:
    """What the viewer does for a campaign: reviewer, decider."""
    if viewer.is_guest or campaign_id is None:
        return set()
    return set(
        Role.objects.filter(campaign_id=campaign_id, person_id=viewer.person_id).values_list("name", flat=True)
    )


def standing(viewer: Viewer, item: Item, idea: Idea) -> policy.Standing:
    """What the viewer is to an idea."""
    if viewer.is_guest:
        return policy.Standing()
    roles = roles_of(viewer, idea.campaign_id)
    decides = policy.may_decide(viewer, item, roles, has_campaign=idea.campaign_id is not None)
    if idea.campaign is not None and idea.campaign.item.author_id == viewer.person_id:
        decides = True
    return policy.Standing(
        is_author=voices.is_mine(viewer, item),
        is_co_author=CoAuthor.objects.filter(idea=idea, person_id=viewer.person_id, state="joined").exists(),
        is_owner=idea.owner_id == viewer.person_id,
        is_member=Member.objects.filter(idea=idea, person_id=viewer.person_id, left_at__isnull=True).exists(),
        is_reviewer="reviewer" in roles,
        is_decider=decides,
    )


def may_approve(viewer: Viewer, item: Item | None, _space: Space | None) -> bool:
    """Whether the viewer lets another text of an idea into force; for the kind."""
    idea = Idea.objects.select_related("campaign__item").filter(pk=item.id).first() if item is not None else None
    return item is not None and idea is not None and policy.may_accept_amendment(standing(viewer, item, idea))


def editors(viewer: Viewer, items: Sequence[Item]) -> set[int]:
    """Those ideas whose text the viewer keeps as co-author; for the kind."""
    mine = CoAuthor.objects.filter(
        idea_id__in=[item.id for item in items], person_id=viewer.person_id, state="joined"
    )
    return set(mine.values_list("idea_id", flat=True))


def machine_of(campaign: Campaign | None) -> logic.Machine:
    return logic.machine(campaign.stages if campaign is not None else None, PHASES)


def open_ideas(campaign_id: int) -> QuerySet[Idea]:
    """Those that wait for an answer."""
    return Idea.objects.filter(campaign_id=campaign_id, phase__in=logic.OPEN_PHASES, item__state="published")


def intake_for_system(campaign_id: int) -> logic.Intake:
    """How much the reviewers of a campaign can still take; nobody needs to know more than four times as much."""
    promised = Role.objects.filter(campaign_id=campaign_id, name="reviewer").values_list("capacity", flat=True)
    capacity = sum(promised)
    return logic.Intake(capacity, open_ideas(campaign_id)[: 4 * capacity + 50].count())


def has_one_this_week(viewer: Viewer, campaign_id: int, at: object) -> bool:
    """Whether the viewer brought an idea in the last seven days, under whatever voice."""
    mine = Q(item__author_id=viewer.person_id) | Q(item__alias_id__in=voices.my_alias_ids(viewer))
    since = at - timedelta(days=7)  # type: ignore[operator]
    return Idea.objects.filter(mine, campaign_id=campaign_id, submitted_at__gt=since).exclude(
        item__state__in=["draft", "scheduled"]
    ).exists()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ballot:
    """A viewer's votes in a campaign that gives each a number of them."""

    each: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.each - self.used)


_USED = """
SELECT count(*) FROM content_vote v JOIN ideas_idea i ON i.item_id = v.item_id
JOIN content_item c ON c.id = i.item_id AND c.state = 'published'
WHERE v.person_id = %s AND i.campaign_id = %s AND i.closed_at IS NULL
"""


def ballot(viewer: Viewer, campaign: Campaign | None) -> Ballot | None:
    """How many of their votes the viewer has given; None where one has as many as one likes."""
    if viewer.is_guest or campaign is None or campaign.votes_each is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_USED, [viewer.person_id, campaign.pk])
        return Ballot(campaign.votes_each, int(cursor.fetchone()[0]))


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes on an idea stand, for those who may know: `is_sealed` says that others may not."""

    ups: int
    downs: int
    is_sealed: bool


def tally(item: Item, idea_standing: policy.Standing) -> Tally | None:
    """The votes on a (visible) idea; None while they are sealed for this viewer."""
    if not item.are_votes_sealed:
        return Tally(item.up_count, item.down_count, False)
    if not idea_standing.is_decider:
        return None
    return tally_for_system(item)


def tally_for_system(item: Item) -> Tally:
    """The votes as they are, sealed or not: for rules, and for those who decide."""
    if not item.are_votes_sealed:
        return Tally(item.up_count, item.down_count, False)
    votes = Vote.objects.filter(item=item)
    return Tally(votes.filter(value=1).count(), votes.filter(value=-1).count(), True)
