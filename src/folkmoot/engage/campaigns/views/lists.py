"""The list, and the page of one campaign: its desk for those who plan it, its report for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import drawing, queries, wording
from ..forms import OutcomesForm
from ..keepers import is_keeper
from ..models import Campaign
from .common import for_colleagues


@require_safe
@for_colleagues
def campaigns(request: HttpRequest) -> HttpResponse:
    page, mine = queries.campaigns_page(request.viewer, after=request.GET.get("after", "")[:60])
    older = f"?after={page.after}" if page.after else ""
    context = {"lines": page.rows, "mine": mine, "older": older, "keeps": is_keeper(request.viewer)}
    return render(request, "campaigns/campaigns.html", context)


@require_safe
@for_colleagues
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    return campaign_page(request, queries.visible_campaign(request.viewer, pk))


def campaign_page(request: HttpRequest, shown: Campaign, *, status: int = 200, **more: Any) -> HttpResponse:
    viewer = request.viewer
    keeps = is_keeper(viewer)
    context: dict[str, Any] = {"campaign": shown, "keeps": keeps, **more}
    if keeps:
        context["desk"] = queries.desk(viewer, shown, at=now())
        context["outcomes_form"] = OutcomesForm()
        context["coverage"] = drawing.coverage(shown.choice)
        context["legend"] = drawing.coverage_legend(shown.choice)
        if shown.state in ("draft", "preparing"):
            context["preview"] = queries.preview(viewer, shown)
    if (report := queries.report(viewer, shown)) is not None:
        context |= {
            "report": report,
            "forest": drawing.forest(report.comparisons),
            "shares": drawing.shares(report.arms),
            "powers": [
                {
                    "title": f"{wording.arm(a)} – {wording.arm(b)}",
                    "sentence": wording.power(found, shown.wanted_points),
                }
                for (a, b), found in zip(report.plan["comparisons"], report.plan["power"], strict=True)
            ],
        }
    return render(request, "campaigns/campaign.html", context, status=status)
