"""What concerns the viewer alone: what is meant for them, what they carry, what is kept of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from folkmoot.base.web.statements import ask
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.queries import PersonLine
from folkmoot.commons.spaces.viewer import Viewer

from .. import wording
from ..actions.answering import asks_from
from ..actions.carrying import link_of, words_of
from ..models import Advocate, Arm, Campaign, Goal, Participant, Share

_WORDS = """
SELECT c.id, a.headline, 'read' AS page, false AS asked FROM campaigns_participant p
    JOIN campaigns_campaign c ON c.id = p.campaign_id JOIN campaigns_arm a ON a.id = p.arm_id
    WHERE p.person_id = %(me)s AND p.seen_at IS NULL AND a.kind = 'announcement' AND c.state = 'running'
        AND c.ends_at > %(at)s
UNION ALL SELECT c.id, c.title, 'questions', false FROM campaigns_participant p
    JOIN campaigns_campaign c ON c.id = p.campaign_id
    WHERE p.person_id = %(me)s AND p.asked_at IS NULL AND c.state = 'running' AND c.goal = 'recalled'
        AND c.ends_at > %(at)s AND %(at)s >= c.started_at + (c.ends_at - c.started_at) * 2 / 3
UNION ALL SELECT c.id, c.title, 'advocate', true FROM campaigns_advocate d
    JOIN campaigns_campaign c ON c.id = d.campaign_id
    WHERE d.person_id = %(me)s AND d.accepted_at IS NULL AND c.state = 'preparing'
UNION ALL SELECT DISTINCT c.id, c.title, 'advocate', false FROM campaigns_advocate d
    JOIN campaigns_campaign c ON c.id = d.campaign_id JOIN campaigns_share s ON s.advocate_id = d.id
    WHERE d.person_id = %(me)s AND s.done_at IS NULL AND s.planned_on <= %(today)s AND c.state = 'running'
LIMIT 10
"""


@dataclass(frozen=True, slots=True)
class Word:
    """Something a campaign has for the viewer; `page` is where it is."""

    campaign_id: int
    headline: str
    page: str
    is_invitation: bool


@dataclass(frozen=True, slots=True)
class Mine:
    """A campaign for somebody who carries it, or is asked to."""

    row: Advocate
    campaign: Campaign
    arm: Arm | None
    with_me: list[PersonLine] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    planned: list[Share] = field(default_factory=list)
    words: str = ""
    outward: str = ""
    link: str = ""

    @property
    def lesson(self) -> str:
        """What came of it among those who hear them, in a sentence."""
        return wording.of_lesson(self.row.lesson or {})


def words_for(viewer: Viewer, *, at: datetime) -> list[Word]:
    """What waits for the viewer, in one query."""
    if viewer.person_id is None:
        return []
    return [Word(*row) for row in ask(_WORDS, {"me": viewer.person_id, "at": at, "today": at.date()})]


def mine(viewer: Viewer, campaign_id: int) -> Mine:
    """What the viewer is asked to do and does; raises Campaign.DoesNotExist for everybody else."""
    row = (
        Advocate.objects.select_related("campaign", "campaign__workshop")
        .filter(campaign_id=campaign_id, person_id=viewer.person_id)
        .first()
    )
    if row is None or viewer.person_id is None or row.campaign.state == "cancelled":
        raise Campaign.DoesNotExist
    campaign = row.campaign
    arm = Arm.objects.filter(campaign=campaign, kind=Arm.Kind.ADVOCATES).first()
    if row.accepted_at is None:
        if campaign.state != "preparing":
            raise Campaign.DoesNotExist
        return Mine(row, campaign, arm)
    others = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False).exclude(pk=row.pk)
    with_me = people.names_for(others.values_list("person_id", flat=True))
    shares = list(row.shares.select_related("item").order_by("planned_on", "done_at"))
    is_said = arm is not None and arm.approved_at is not None
    return Mine(
        row, campaign, arm, sorted(with_me.values(), key=lambda each: each.name),
        [each for each in shares if each.done_at is not None], [each for each in shares if each.done_at is None],
        words_of(row) if is_said else "", words_of(row, is_outward=True) if is_said else "", link_of(row),
    )  # fmt: skip


def announcement_for(viewer: Viewer, campaign_id: int) -> tuple[Campaign, Arm]:
    """The announcement meant for the viewer; raises Campaign.DoesNotExist for whom it is not."""
    found = (
        Participant.objects.select_related("campaign", "arm", "campaign__goal_space", "campaign__goal_item")
        .filter(campaign_id=campaign_id, person_id=viewer.person_id, arm__kind=Arm.Kind.ANNOUNCEMENT)
        .filter(campaign__state__in=["running", "finished"], person__isnull=False)
        .first()
    )
    if found is None or viewer.person_id is None:
        raise Campaign.DoesNotExist
    return found.campaign, found.arm


def questions_for(viewer: Viewer, campaign_id: int, *, at: datetime) -> tuple[Campaign, bool]:
    """The two questions for somebody of the audience, and whether they have answered; raises DoesNotExist."""
    found = (
        Participant.objects.select_related("campaign")
        .filter(campaign_id=campaign_id, person_id=viewer.person_id, person__isnull=False)
        .filter(campaign__goal=Goal.RECALLED, campaign__state="running")
        .first()
    )
    if found is None or not asks_from(found.campaign) <= at <= found.campaign.ends_at:
        raise Campaign.DoesNotExist
    return found.campaign, found.asked_at is not None


def own_rows(person_id: int) -> list[dict[str, Any]]:
    """What is kept of somebody, for the export of their own data: also to which way the lot took them."""
    rows: list[dict[str, Any]] = [
        {
            "campaign": each.campaign.title, "drawn_for": each.arm.kind, "reached_at": each.seen_at,
            "reached_by_another_way_at": each.stray_at, "did_it_at": each.did_at, "answered_at": each.asked_at,
        }
        for each in Participant.objects.select_related("campaign", "arm").filter(
            person_id=person_id, campaign__state="finished"
        )
    ]  # fmt: skip
    for one in Advocate.objects.select_related("campaign").filter(person_id=person_id):
        rows.append(
            {
                "campaign": one.campaign.title,
                "asked_at": one.asked_at,
                "accepted_at": one.accepted_at,
                "why": one.why,
                "lesson": one.lesson,
            }
        )
    return rows
