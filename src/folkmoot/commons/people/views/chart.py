"""The organisation chart: units as a nested list, each unit's people on demand."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.web import render

from .. import queries
from ..queries.chart import UnitNode, people_in


@require_safe
@login_required
def chart(request: HttpRequest) -> HttpResponse:
    units = queries.chart_of(request.viewer)
    return render(request, "people/chart.html", {"units": units, "open_ids": {each.id for each in units}})


@require_safe
@login_required
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The chart with one unit open; for htmx only that unit's people."""
    units = queries.chart_of(request.viewer)
    trail = _trail(units, unit_id)
    if not trail:
        raise Http404
    context = {
        "units": units,
        "node": trail[-1],
        "open_ids": {node.id for node in trail},
        "unit_page": people_in(request.viewer, unit_id),
    }
    return render(request, "people/chart.html", context, part="people")


def _trail(nodes: list[UnitNode], unit_id: int) -> list[UnitNode]:
    for node in nodes:
        if node.id == unit_id:
            return [node]
        if below := _trail(node.children, unit_id):
            return [node, *below]
    return []
