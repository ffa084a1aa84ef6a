"""The map: its page, its data, its files, and saved views of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, drawing, queries
from .frame import for_colleagues, partitions, tabs, waiting

MOST_IN_TABLE = 200


@require_safe
@for_colleagues
def show(request: HttpRequest) -> HttpResponse:
    found = _map(request)
    words = request.GET.get("q", "").strip()[:60]
    people = [p for p in found.people if words.casefold() in p.name.casefold()]
    query = urlencode({"by": found.by} | {key: request.GET[key] for key in ("moment",) if key in request.GET})
    context = {
        "map": found, "tabs": tabs(request, "network:map"), "ways": partitions(request, "network:map"),
        "people": [(p, found.groups[p.group].name if p.group >= 0 else "") for p in people[:MOST_IN_TABLE]],
        "people_count": len(people), "q": words, "query": query, "views": queries.saved_views(request.viewer),
        "moment": request.GET.get("moment", ""), "colours": " ".join(drawing.COLOURS),
        "switches": queries.standing(request.viewer), "waiting": waiting() if found.snapshot is None else None,
        "files": [
            (kind.upper(), f"{reverse('network:map_file', args=[kind])}?{query}") for kind in drawing.FILES
        ],
    }  # fmt: skip
    return render(request, "network/map.html", context)


@require_safe
@for_colleagues
def data(request: HttpRequest) -> HttpResponse:
    answer = JsonResponse(
        _map(request).as_json(), json_dumps_params={"separators": (",", ":"), "ensure_ascii": False}
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@for_colleagues
def file(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in drawing.FILES:
        raise Http404
    make, content_type = drawing.FILES[kind]
    answer = HttpResponse(make(_map(request)), content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    if "show" not in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="network.{kind}"'
    return answer


@require_POST
@for_colleagues
def save(request: HttpRequest) -> HttpResponse:
    """Keep how the map is looked at, under a name."""
    asked = {key: request.POST.get(key, "")[:40] for key in ("by", "moment", "colour", "size", "x", "y", "ratio")}
    query = urlencode({key: value for key, value in asked.items() if value})
    try:
        actions.save_view(viewer=request.viewer, name=request.POST.get("name", ""), query=query, at=now())
    except ValueError:
        messages.error(request, _("Please give the view a name of up to 60 letters."))
    except actions.TooManyViews:
        messages.error(request, _("You have saved fifty views; delete one first."))
    else:
        messages.success(request, _("The view is saved."))
    return redirect(f"{reverse('network:map')}?{query}")


@require_POST
@for_colleagues
def forget(request: HttpRequest, view_id: int) -> HttpResponse:
    actions.forget_view(viewer=request.viewer, view_id=view_id)
    return redirect("network:map")


def _map(request: HttpRequest) -> queries.Map:
    return queries.map_of(
        request.viewer, by=request.GET.get("by", "unit"), moment=request.GET.get("moment", ""), at=now()
    )
