"""What is taken along: posters, data; and the whole life of an idea."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.web import render
from folkmoot.commons.content import kinds

from .. import posters as drawn
from .. import queries
from ..models import Arm
from .common import for_colleagues, for_keepers


@require_safe
@for_keepers
def posters(request: HttpRequest, pk: int) -> HttpResponse:
    """One page to print for each place."""
    shown = queries.visible_campaign(request.viewer, pk)
    arm = Arm.objects.get(campaign=shown, kind=Arm.Kind.POSTER)
    places = list(shown.places.order_by("label"))
    if not places or not arm.text:
        raise Http404
    answer = HttpResponse(drawn.as_pdf(arm, places), content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="posters.pdf"'
    return answer


@require_safe
@for_colleagues
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """The data of a finished campaign, for whoever wants to compute it again."""
    shown = queries.visible_campaign(request.viewer, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="campaign.csv"'
    csv.writer(answer).writerows(queries.data_rows(request.viewer, shown))
    return answer


@require_safe
@for_colleagues
def life(request: HttpRequest, item_id: int) -> HttpResponse:
    """From the first word to what came of it, and back to the people."""
    told = queries.life(request.viewer, item_id)
    context = {
        "life": told, "item": told.item, "url": kinds.kind(told.item.kind).page_url(told.item),
        "people": [{"line": each, "roles": told.roles.get(each.id, [])} for each in told.people],
    }  # fmt: skip
    return render(request, "campaigns/life.html", context)
