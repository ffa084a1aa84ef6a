"""Which campaigns there are, for whom."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, wording
from ..keepers import is_keeper
from ..models import Advocate, Campaign, Look


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign in a list, with its answer in a sentence when it is over."""

    campaign: Campaign
    sentence: Any = ""
    tone: str = "plain"
    carries: bool = False


def visible_campaigns(viewer: Viewer, *, keeps: bool) -> QuerySet[Campaign]:
    """All of them for those who plan; for other colleagues those that are over: while one runs, its lots are dark."""
    if not policy.may_take_part(viewer):
        return Campaign.objects.none()
    return Campaign.objects.all() if keeps else Campaign.objects.filter(state="finished")


def visible_campaign(viewer: Viewer, campaign_id: int) -> Campaign:
    """One campaign with its report or desk; raises Campaign.DoesNotExist."""
    found = visible_campaigns(viewer, keeps=is_keeper(viewer))
    return found.select_related("goal_space", "goal_item", "audience_space", "workshop", "made_by").get(
        pk=campaign_id
    )


def campaigns_page(viewer: Viewer, *, after: str = "") -> tuple[Page, list[Line]]:
    """The campaigns the viewer may see, newest first, and those they carry."""
    keeps = is_keeper(viewer)
    page = page_of(visible_campaigns(viewer, keeps=keeps), by="made_at", after=after, size=20)
    last: dict[int, Look] = {}
    for look in Look.objects.filter(campaign__in=page.rows).order_by("number"):
        last[look.campaign_id] = look
    lines = [_line(each, last.get(each.pk)) for each in page.rows]
    mine = Advocate.objects.select_related("campaign").filter(
        Q(accepted_at__isnull=False, campaign__state__in=["preparing", "running"]) | Q(campaign__state="preparing"),
        person_id=viewer.person_id,
    )
    return Page(lines, page.after), [Line(each.campaign, carries=each.accepted_at is not None) for each in mine[:20]]


def _line(campaign: Campaign, look: Look | None) -> Line:
    if campaign.state != "finished" or look is None or not look.result["comparisons"]:
        return Line(campaign)
    main = look.result["comparisons"][0]
    tone = {"more": "good", "less": "warn", "none": "plain", "too_few": "plain"}[main["verdict"]]
    return Line(campaign, wording.of_comparison(main), tone)
